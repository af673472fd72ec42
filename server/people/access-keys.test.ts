import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as letOthersRun } from "node:timers/promises";
import { eq } from "drizzle-orm";
import { unread } from "../core/events.ts";
import { world } from "../testing/world.ts";
import { deriveHolderKeys, parseCode } from "../wire/index.ts";
import { findHolderByCode, issueKeys, keysInForce, revokeKey } from "./access-keys.ts";
import { people } from "./tables.ts";

const uai = "0690078K";
const school = async () => {
  const w = await world({
    features: [],
    env: { PORTAL_URL: "https://portail.example", PUBLIC_URL: "https://ent.example/" },
  });
  return { w, head: { ...w.doing("gaelle"), config: w.config } };
};

test("a printed code opens its holder's key, and the new sheet kills the old one", async () => {
  const { w, head } = await school();
  const [first] = await issueKeys(head, [w.ids.claire], "guardian");
  assert.ok(first);
  assert.equal(first.url, `https://ent.example/e/${uai}#${first.code.replace(/(.{4})(?!$)/g, "$1-")}`);
  assert.equal(findHolderByCode(w.db, uai, first.code)?.id, w.ids.claire);
  assert.equal(findHolderByCode(w.db, uai, first.code.toLowerCase().replace(/(.{4})/g, "$1 "))?.id, w.ids.claire);
  assert.equal(findHolderByCode(w.db, "0691234A", first.code), undefined);

  const [second] = await issueKeys(head, [w.ids.claire], "guardian");
  assert.ok(second);
  assert.equal(findHolderByCode(w.db, uai, first.code), undefined);
  assert.equal(findHolderByCode(w.db, uai, second.code)?.id, w.ids.claire);
  assert.equal(keysInForce(w).length, 1);
  const told = unread(w.db, "test", ["key.issued", "key.revoked"]).map(({ type }) => type);
  assert.deepEqual(told, ["key.issued", "key.revoked", "key.issued"]);
  await w.close();
});

test("a person asked for twice gets one key; each guardian has their own", async () => {
  const { w, head } = await school();
  const issued = await issueKeys(head, [w.ids.claire, w.ids.marc, w.ids.claire], "guardian");
  assert.deepEqual(
    issued.map(({ personId }) => personId),
    [w.ids.claire, w.ids.marc],
  );
  assert.notEqual(issued[0]?.code, issued[1]?.code);
  assert.equal(keysInForce(w).length, 2);
  await w.close();
});

test("a revoked key opens nothing; revoking again says that there was none", async () => {
  const { w, head } = await school();
  const [issued] = await issueKeys(head, [w.ids.paul], "guardian");
  assert.ok(issued);
  assert.equal(revokeKey(head, w.ids.paul), true);
  assert.equal(findHolderByCode(w.db, uai, issued.code), undefined);
  assert.equal(revokeKey(head, w.ids.paul), false);
  assert.deepEqual(keysInForce(w), []);
  await w.close();
});

test("the key of somebody who left is no longer in force", async () => {
  const { w, head } = await school();
  await issueKeys(head, [w.ids.paul, w.ids.nadia], "guardian");
  w.db.update(people).set({ leftOn: "2026-11-22" }).where(eq(people.id, w.ids.paul)).run();
  assert.deepEqual(
    keysInForce(w).map(({ personId }) => personId),
    [w.ids.nadia],
  );
  await w.close();
});

test("neither the code nor anything that it could be found from is stored", async () => {
  const { w, head } = await school();
  const [issued] = await issueKeys(head, [w.ids.claire], "guardian");
  assert.ok(issued && parseCode(issued.code));
  const { token, ageIdentity } = deriveHolderKeys(issued.code, uai);
  const stored = JSON.stringify([
    w.db.$client.prepare("select * from access_keys").all(),
    w.db.$client.prepare("select * from events").all(),
  ]);
  for (const secret of [issued.code, token, ageIdentity]) assert.ok(!stored.includes(secret));
  await w.close();
});

test("500 codes are made without keeping others waiting", async (t) => {
  const { w, head } = await school();
  const ids = Array.from({ length: 500 }, (_, number) => `guardian-${number}`);
  const [claire] = w.db.select().from(people).where(eq(people.id, w.ids.claire)).all();
  assert.ok(claire);
  w.db
    .insert(people)
    .values(ids.map((id) => ({ ...claire, id, publicId: id })))
    .run();
  let longest = 0;
  let last = performance.now();
  let isDone = false;
  const watch = (): void => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
    if (!isDone) setImmediate(watch);
  };
  setImmediate(watch);
  const startedAt = performance.now();
  const issued = await issueKeys(head, ids, "guardian");
  const took = performance.now() - startedAt;
  await letOthersRun();
  isDone = true;
  assert.equal(new Set(issued.map(({ code }) => code)).size, 500);
  t.diagnostic(`500 codes in ${took.toFixed(0)} ms, longest wait of others ${longest.toFixed(0)} ms`);
  assert.ok(took < 10_000);
  await w.close();
});
