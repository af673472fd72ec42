import { openMedia } from "../../../wire/read.ts";
import { Refused } from "../../../wire/refused.ts";
import type { Keyring, SealedMedia } from "../../../wire/schemas.ts";
import { readEntry, readListing } from "./listing.ts";
import { Revoked, Unreachable } from "./portal.ts";
import type { Reader } from "./reader.ts";

/** `type` is from the wire's closed list, and the browser may not guess another; nothing in the file may run. */
const headers = (type: string): Record<string, string> => ({
  "Content-Type": type,
  "X-Content-Type-Options": "nosniff",
  "Content-Security-Policy": "default-src 'none'; sandbox",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cache-Control": "no-store",
});

/** The decrypted picture, sound, film or document; its ciphertext stays on the shelf for reading offline. `onJudged`: the page has something to say. */
export async function answerMedia(
  reader: Reader,
  keyring: Keyring,
  object: string,
  onJudged: () => Promise<void>,
): Promise<Response> {
  const media = await findMedia(reader, keyring, object);
  if (media === null) return new Response(null, { status: 404 });
  try {
    const kept = await reader.shelf.object(object);
    const bytes = kept ?? (await reader.portal.object(object));
    if (bytes === null) return new Response(null, { status: 404 });
    const file = await openMedia(bytes, media);
    if (kept === null) await reader.shelf.keepObject(object, bytes);
    if (await reader.judge(object, true)) await onJudged();
    return new Response(new Uint8Array(file).buffer, { headers: headers(media.type) });
  } catch (error) {
    if (error instanceof Unreachable || error instanceof Revoked) return new Response(null, { status: 504 });
    if (!(error instanceof Refused)) throw error;
    if (await reader.judge(object, false)) await onJudged();
    return new Response(null, { status: 409 });
  }
}

async function findMedia(reader: Reader, keyring: Keyring, object: string): Promise<SealedMedia | null> {
  const { listed } = await readListing(reader.shelf, keyring);
  for (const one of listed) {
    for (const media of (await readEntry(reader.shelf, keyring, one))?.media ?? []) {
      if (media.object === object) return media;
      if (media.thumb?.object === object) return media.thumb;
    }
  }
  return null;
}
