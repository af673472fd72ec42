import type { Express, RequestHandler } from "express";
import * as z from "zod/mini";
import { list, Name, Sha256 } from "../wire/atoms.ts";
import { parse } from "../wire/parse.ts";
import { LONGEST_COMMIT, verifySchoolHead } from "../wire/read.ts";
import type { Access } from "./access.ts";
import { acceptCommit, finishAccepted } from "./commits.ts";
import type { Deps } from "./deps.ts";
import { keys, lastSegment } from "./keys.ts";
import { acknowledge, listDeposits } from "./mailbox.ts";
import { storeObject } from "./objects.ts";
import { notFound, Rejected } from "./rejected.ts";
import { bytesOf, digestOf, hashOf, nameOf, seqOf, uaiOf, wholeBody } from "./requests.ts";
import { enrol, type School } from "./schools.ts";

const SMALL = 16 * 1024;
const PAGE = 500;
const Acknowledged = list(z.object({ holder: Sha256, messageId: Name }), PAGE);

/** What a school's box asks of the portal. Everything but the enrolment needs the box's token, before the body is read. */
export function boxRoutes(app: Express, deps: Deps, access: Access): void {
  const { store } = deps;
  const asBox: RequestHandler = async (req, res, next) => {
    res.locals.school = await access.box(req, uaiOf(req));
    next();
  };
  const schoolOf = (res: { locals: { school?: School } }): School => {
    if (res.locals.school === undefined) throw new Rejected(401, "unknown-token");
    return res.locals.school;
  };

  app.put("/api/:uai/box/:publicKey", wholeBody(SMALL), async (req, res) => {
    await enrol(deps, uaiOf(req), hashOf(req, "publicKey"), bytesOf(req));
    res.json({ ok: true });
  });

  app.get("/api/:uai/tip", asBox, async (_req, res) => {
    res.json({ tip: await finishAccepted(deps, schoolOf(res).uai) });
  });

  app.put("/api/:uai/objects/:name", asBox, async (req, res) => {
    const key = keys.of(schoolOf(res).uai).object(nameOf(req, "name"));
    const isNew = await storeObject(store, key, req, digestOf(req));
    res.status(isNew ? 201 : 200).json({ ok: true });
  });

  app.put("/api/:uai/commits/:seq", asBox, wholeBody(LONGEST_COMMIT), async (req, res) => {
    const isNew = await acceptCommit(deps, schoolOf(res), seqOf(req), bytesOf(req));
    res.status(isNew ? 201 : 200).json({ ok: true });
  });

  app.get("/api/:uai/commits", asBox, async (req, res) => {
    const at = keys.of(schoolOf(res).uai);
    const after = Number(req.query.after ?? 0);
    if (!Number.isSafeInteger(after) || after < 0) throw new Rejected(400, "malformed");
    const { items, next } = await store.list(at.commits, { after: at.commit(after), limit: PAGE });
    const seqs = items.map(({ key }) => Number(lastSegment(key)));
    res.json({ commits: seqs, next: next === null ? null : Number(lastSegment(next)) });
  });

  app.get("/api/:uai/commits/:seq", asBox, async (req, res) => {
    const bytes = await store.get(keys.of(schoolOf(res).uai).commit(seqOf(req)));
    if (bytes === null) throw notFound();
    res.type("application/octet-stream").send(Buffer.from(bytes));
  });

  app.put("/api/:uai/school", asBox, wholeBody(SMALL), async (req, res) => {
    const { uai, publicKey } = schoolOf(res);
    const tip = await finishAccepted(deps, uai);
    verifySchoolHead(bytesOf(req), { uai, publicKeys: [publicKey], seen: tip ?? undefined });
    await store.put(keys.of(uai).schoolHead, bytesOf(req));
    res.json({ ok: true });
  });

  app.get("/api/:uai/deposits", asBox, async (req, res) => {
    const after = req.query.after === undefined ? undefined : String(req.query.after);
    if (after !== undefined && !/^[0-9a-f]{64}\/[0-9a-f]{32}$/.test(after)) throw new Rejected(400, "malformed");
    const isRetained = req.query.retained === "1";
    res.json(await listDeposits(deps, schoolOf(res).uai, isRetained, { after, limit: PAGE }));
  });

  app.get("/api/:uai/deposits/:holder/:messageId", asBox, async (req, res) => {
    const key = keys.of(schoolOf(res).uai).envelope(hashOf(req, "holder"), nameOf(req, "messageId"));
    const bytes = await store.get(key);
    if (bytes === null) throw notFound();
    res.type("application/octet-stream").send(Buffer.from(bytes));
  });

  app.put("/api/:uai/deposits/acknowledgements", asBox, wholeBody(128 * 1024), async (req, res) => {
    await acknowledge(deps, schoolOf(res).uai, parse(Acknowledged, bytesOf(req)));
    res.json({ ok: true });
  });
}
