const PREFIX = "preau-";

/** The same as the portal's own (portal/headers.ts): what this worker answers must not be weaker than what the server answers. */
const PAGE_HEADERS = {
  "Content-Type": "text/html; charset=utf-8",
  "Content-Security-Policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cache-Control": "no-store",
};

export const htmlResponse = (html: string, status = 200): Response =>
  new Response(html, { status, headers: { ...PAGE_HEADERS, "X-Preau": "1" } });

/** A page is always the shell; what it shows comes by fragments. It travels inside this worker, so that both are of one version. */
export const shellResponse = (shell: string): Response => new Response(shell, { headers: PAGE_HEADERS });

/** Program files only, the same for everybody. Their names change with their content: the browser's own cache may serve them. */
export async function keepAssets(version: string, urls: readonly string[], rooms: readonly string[]): Promise<void> {
  const hasRooms = await keepsRooms();
  const cache = await caches.open(PREFIX + version);
  await cache.addAll(hasRooms ? [...urls, ...rooms] : [...urls]);
}

/** Whether this device has fetched what staff and pupils need: after an update it must work without a line, too. */
async function keepsRooms(): Promise<boolean> {
  for (const name of await caches.keys())
    for (const { url } of await (await caches.open(name)).keys()) if (url.includes("/app/room-")) return true;
  return false;
}

export async function dropOtherAssets(version: string): Promise<void> {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith(PREFIX) && name !== PREFIX + version).map((name) => caches.delete(name)),
  );
}

export async function answerAsset(request: Request, version: string): Promise<Response> {
  const cache = await caches.open(PREFIX + version);
  const kept = await cache.match(request.url);
  if (kept !== undefined) return kept;
  const response = await fetch(request);
  if (response.ok && response.status === 200) await cache.put(request.url, response.clone());
  return response;
}
