import type { RequestHandler } from "express";
import type { Log } from "../core/log.ts";

/** `form-action 'none'`: should the app's script fail, a reply form must not put its text into a request. */
const policy = [
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
].join("; ");

/** Constants: computed once. */
const headers = {
  "Content-Security-Policy": policy,
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "geolocation=(), microphone=(self), camera=(self)",
  "X-Robots-Tag": "noindex",
  "Cache-Control": "no-store", // what may be kept says so itself
};

/**
 * Ciphertext and files of the app are no documents: nothing may run should one be opened as such. Short, because a phone that opens
 * for the first time fetches some thirty of them.
 */
const fileHeaders = {
  "Content-Security-Policy": "default-src 'none'; sandbox",
  "X-Content-Type-Options": "nosniff",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cache-Control": "no-store",
};

const isFile = (path: string): boolean => /^\/(api|app|static)\//.test(path);

export const securityHeaders = (publicUrl: string | undefined): RequestHandler => {
  const ofPages = new Map(Object.entries(headers));
  const ofFiles = new Map(Object.entries(fileHeaders));
  if (publicUrl?.startsWith("https:")) ofPages.set("Strict-Transport-Security", "max-age=31536000");
  return (req, res, next) => {
    res.setHeaders(isFile(req.path) ? ofFiles : ofPages);
    next();
  };
};

/** Method, pattern, status, time. Never an address with its ids, a query, a body, a token or an IP address. */
export const requestLog =
  (log: Log): RequestHandler =>
  (req, res, next) => {
    const startedAt = performance.now();
    res.on("close", () => {
      const pattern: unknown = req.route?.path ?? "(other)";
      const ms = Math.round(performance.now() - startedAt);
      log.info({ method: req.method, pattern, status: res.statusCode, ms }, "request");
    });
    next();
  };
