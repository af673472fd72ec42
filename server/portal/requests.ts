import express, { type Request, type RequestHandler } from "express";
import type * as z from "zod/mini";
import { Name, Ordinal, Sha256, Uai } from "../wire/atoms.ts";
import { checked } from "../wire/parse.ts";
import { notFound, Rejected } from "./rejected.ts";

const param = <T extends z.ZodMiniType>(schema: T, value: unknown): z.output<T> => {
  try {
    return checked(schema, value);
  } catch {
    throw notFound(); // an address of another shape names nothing
  }
};

export const uaiOf = (req: Request): string => param(Uai, req.params.uai);
export const nameOf = (req: Request, name: string): string => param(Name, req.params[name]);
export const hashOf = (req: Request, name: string): string => param(Sha256, req.params[name]);
export const seqOf = (req: Request): number => param(Ordinal, Number(req.params.seq));

/** A whole body in memory, up to `limit` bytes, sent as it is (compressed bodies are refused: they could unfold without end). */
export const wholeBody = (limit: number): RequestHandler => express.raw({ type: () => true, limit, inflate: false });

export function bytesOf(req: Request): Uint8Array {
  if (!(req.body instanceof Uint8Array)) throw new Rejected(400, "malformed");
  return req.body;
}

/** The hash that the sender announces: `Content-Digest: sha-256=:<base64>:` (RFC 9530), as hexadecimal. */
export function digestOf(req: Request): string {
  const [, digest] = /^sha-256=:([A-Za-z0-9+/]{43}=):$/.exec(req.get("content-digest") ?? "") ?? [];
  if (digest === undefined) throw new Rejected(400, "no-digest");
  return Buffer.from(digest, "base64").toString("hex");
}

const MINUTE = 60_000;

/** 64 MB over a village school's line take long; a reply does not. */
export const patienceFor = ({ path }: Request): number =>
  /^\/api\/[^/]+\/(objects|commits)\//.test(path) ? 15 * MINUTE : MINUTE;

/** A body that trickles in is cut off, wanted or not. */
export const bodyWithin =
  (patience: (req: Request) => number): RequestHandler =>
  (req, _res, next) => {
    if (req.headers["content-length"] === undefined && req.headers["transfer-encoding"] === undefined) return next();
    const timer = setTimeout(() => {
      if (!req.complete) req.socket.destroy();
    }, patience(req)).unref();
    req.on("close", () => {
      if (req.complete) clearTimeout(timer);
    });
    next();
  };
