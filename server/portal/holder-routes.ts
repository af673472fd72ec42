import { pipeline } from "node:stream/promises";
import type { Express, Request, RequestHandler, Response } from "express";
import { sha256Hex } from "../wire/bytes.ts";
import type { Access } from "./access.ts";
import type { Deps } from "./deps.ts";
import { keys, lastSegment } from "./keys.ts";
import { deposit, LARGEST_ENVELOPE, stateOf } from "./mailbox.ts";
import { notFound } from "./rejected.ts";
import { bytesOf, nameOf, uaiOf, wholeBody } from "./requests.ts";
import { readLatest } from "./versions.ts";

/** What a holder's app asks: ciphertext of its school, and a place in the mailbox. Everything needs the holder's token. */
export function holderRoutes(app: Express, deps: Deps, access: Access): void {
  const { store } = deps;
  const asHolder: RequestHandler = async (req, res, next) => {
    res.locals.holder = await access.holder(req, uaiOf(req));
    next();
  };

  app.get("/api/:uai/keyring", asHolder, async (req, res) => {
    await sendLatest(req, res, keys.of(uaiOf(req)).keyrings(String(res.locals.holder)));
  });

  app.get("/api/:uai/heads/:channel", asHolder, async (req, res) => {
    await sendLatest(req, res, keys.of(uaiOf(req)).heads(nameOf(req, "channel")));
  });

  app.get("/api/:uai/school", asHolder, async (req, res) => {
    const bytes = await store.get(keys.of(uaiOf(req)).schoolHead);
    if (bytes === null) throw notFound();
    sendBytes(req, res, bytes, sha256Hex(bytes));
  });

  app.get("/api/:uai/objects/:name", asHolder, async (req, res) => {
    const name = nameOf(req, "name");
    const found = await store.read(keys.of(uaiOf(req)).object(name));
    if (found === null) throw notFound();
    res.set({ "Content-Type": "application/octet-stream", "Content-Length": String(found.size) });
    res.set({ "Cache-Control": "private, max-age=31536000, immutable", ETag: `"${name}"` });
    await pipeline(found.stream, res);
  });

  app.put("/api/:uai/mailbox/:messageId", asHolder, wholeBody(LARGEST_ENVELOPE), async (req, res) => {
    const holder = String(res.locals.holder);
    const isNew = await deposit(deps, uaiOf(req), holder, nameOf(req, "messageId"), bytesOf(req));
    res.status(isNew ? 201 : 200).json({ ok: true });
  });

  app.get("/api/:uai/mailbox/:messageId", asHolder, async (req, res) => {
    const state = await stateOf(deps, uaiOf(req), String(res.locals.holder), nameOf(req, "messageId"));
    if (state === null) throw notFound();
    res.json({ state });
  });

  async function sendLatest(req: Request, res: Response, folder: string): Promise<void> {
    const latest = await readLatest(store, folder);
    if (latest === null) throw notFound();
    sendBytes(req, res, latest.bytes, lastSegment(latest.key));
  }
}

/** Compared by hand: browsers add `Cache-Control: no-cache` to a fetch with If-None-Match, and Express would then send all again. */
function sendBytes(req: Request, res: Response, bytes: Uint8Array, version: string): void {
  const etag = `"${version}"`;
  res.set({ "Cache-Control": "private, no-cache", ETag: etag });
  if (req.get("if-none-match")?.replace(/^W\//, "") === etag) res.status(304).end();
  else res.type("application/octet-stream").send(Buffer.from(bytes));
}
