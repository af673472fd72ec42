import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from "node:crypto";
import type { NextFunction, Request, RequestHandler, Response } from "express";
import type { Log } from "./log.ts";

const policy = (styles: string, images: string): string =>
  `default-src 'none'; script-src 'self'; style-src ${styles}; img-src ${images}; media-src 'self' blob:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; worker-src 'self'`;

const contentPolicy = policy("'self'", "'self' blob:");

/** The policy of a page with the editor, which writes its own <style> with this nonce and shows pictures as data. */
export const editorPolicy = (nonce: string): string => policy(`'self' 'nonce-${nonce}'`, "'self' blob: data:");

/** Constants: computed once. No HSTS and no upgrade over plain http: they break the LAN (security.md). */
export const pageHeaders: Readonly<Record<string, string>> = Object.freeze({
  "Content-Security-Policy": contentPolicy,
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "geolocation=(), microphone=(self), camera=(self), interest-cohort=()",
});

export const securityHeaders: RequestHandler = (_req, res, next) => {
  for (const name of Object.keys(pageHeaders)) res.setHeader(name, pageHeaders[name] ?? "");
  next();
};

/** One line for each answer: pattern, status, time. Addresses with ids of people, bodies and names are never logged. */
export const requestLog =
  (log: Log): RequestHandler =>
  (req, res, next) => {
    if (!log.isLevelEnabled("debug")) return next();
    const startedAt = performance.now();
    res.on("finish", () => {
      const pattern: unknown = req.route?.path ?? "(none)";
      log.debug(
        { method: req.method, pattern, status: res.statusCode, ms: Math.round(performance.now() - startedAt) },
        "request",
      );
    });
    next();
  };

const formMs = 10_000;
const filesMs = 120_000;

/**
 * Nobody holds a connection by sending drop by drop: a form has ten seconds to arrive, files two minutes, and the rest
 * of what was answered already ten seconds.
 */
export const hurry: RequestHandler = (req, res, next) => {
  const { "content-length": length, "transfer-encoding": coding, "content-type": type = "" } = req.headers;
  if (length === undefined && coding === undefined) return next();
  const within = (ms: number): NodeJS.Timeout =>
    setTimeout(() => {
      if (!req.complete) req.destroy();
    }, ms).unref();
  let timer = within(type.startsWith("multipart/") ? filesMs : formMs);
  res.once("finish", () => {
    clearTimeout(timer);
    if (req.complete) return;
    timer = within(formMs);
    req.resume(); // a browser reads the answer once it has sent everything
  });
  req.once("close", () => clearTimeout(timer));
  next();
};

const isAddress = (host: string): boolean => /^\d{1,3}(\.\d{1,3}){3}$/.test(host) || /^\[[0-9a-f:.]+\]$/.test(host);

/** Against DNS rebinding: the box answers to its own names and to bare IP addresses, 421 otherwise. */
export const allowHosts = (names: readonly string[]): RequestHandler => {
  const known = new Set(["localhost", ...names.map((name) => name.toLowerCase())]);
  return (req, res, next) => {
    const host = (req.headers.host ?? "").toLowerCase().replace(/:\d+$/, "");
    if (known.has(host) || isAddress(host)) return next();
    res.status(421).type("text/plain").send("Cette adresse n’est pas celle de la boîte de l’école.\n");
  };
};

export const isTls = ({ socket }: Pick<Request, "socket">): boolean =>
  "encrypted" in socket && socket.encrypted === true;

/** Scheme, name and port under which the box was called. */
export const originOf = (req: Request): string =>
  `${isTls(req) ? "https" : "http"}://${req.headers.host ?? "localhost"}`;

/** A change must come from our own pages: Origin, or Sec-Fetch-Site where a browser leaves Origin out. Nothing on http may act over https. */
export const isSameOrigin = (req: Request): boolean => {
  const origin = req.headers.origin;
  if (origin === undefined) return req.headers["sec-fetch-site"] === "same-origin";
  try {
    const { host, protocol } = new URL(origin);
    return host === req.headers.host && (protocol === "https:" || !isTls(req));
  } catch {
    return false;
  }
};

/** Preparing a key costs more than using it. */
const signingKeys = new WeakMap<Uint8Array, KeyObject>();
const signingKeyOf = (secret: Uint8Array): KeyObject => {
  const key = signingKeys.get(secret) ?? createSecretKey(secret);
  signingKeys.set(secret, key);
  return key;
};

export const csrfToken = (secret: Uint8Array, sessionId: string): string =>
  createHmac("sha256", signingKeyOf(secret)).update(`csrf\n${sessionId}`).digest("base64url");

export const isToken = (expected: string, given: unknown): boolean => {
  if (typeof given !== "string") return false;
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
};

/** Express hands errors of async handlers on by itself; this only narrows the type. */
export const run =
  (work: (req: Request, res: Response, next: NextFunction) => Promise<void>): RequestHandler =>
  (req, res, next) => {
    work(req, res, next).catch(next);
  };
