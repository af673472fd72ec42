import { existsSync } from "node:fs";
import { join } from "node:path";
import type { RequestHandler } from "express";

const TYPES: Readonly<Record<string, string>> = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
  html: "text/html; charset=utf-8",
  webmanifest: "application/manifest+json",
};

/** The encoding to send `file` in, when the build has left one beside it and the browser takes it. */
export function encodingOf(
  folder: string,
  file: string,
  accepted: string | undefined,
): { suffix: string; name: string } | null {
  const found = [
    { suffix: ".br", name: "br" },
    { suffix: ".gz", name: "gzip" },
  ].find(({ suffix, name }) => (accepted ?? "").includes(name) && existsSync(join(folder, file + suffix)));
  return found ?? null;
}

/** Serves the app's own files compressed, as the build left them; what has no compressed sister goes on to the next handler. */
export const precompressed =
  (folder: string): RequestHandler =>
  (req, res, next) => {
    const file = /^\/([\w.-]+)$/.exec(req.path)?.[1];
    const type = TYPES[file?.split(".").at(-1) ?? ""];
    const encoding = file === undefined ? null : encodingOf(folder, file, req.headers["accept-encoding"]);
    if (file === undefined || type === undefined || encoding === null) return next();
    res.set({ "Content-Encoding": encoding.name, "Content-Type": type, Vary: "Accept-Encoding" });
    req.url += encoding.suffix;
    next();
  };
