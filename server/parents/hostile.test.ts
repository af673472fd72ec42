import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { homeWorld, parentsOf } from "../testing/from-home.ts";
import { hostilePortal } from "../testing/hostile-portal.ts";
import { newIdentity, recipientOf, utf8 } from "../wire/index.ts";
import { seal } from "../wire/sealed.ts";
import { authenticate } from "../wire/signed.ts";
import { inbox } from "./tables.ts";

const sample = <T>(arbitrary: fc.Arbitrary<T>, count: number): T[] => fc.sample(arbitrary, { numRuns: count, seed: 7 });

test("thousands of hostile envelopes: no crash, no row outside the family, and the true reply is taken in", async () => {
  const home = await homeWorld();
  const { board, w } = home;
  const claire = await home.phone("claire");
  const word = board.put(w, { channel: { type: "school" } });
  await home.sync();
  const { replyTo } = (await claire.keyring()).school;
  const sign = { kind: "tableau.word", action: "sign", entry: word.id, contentHash: word.contentHash };
  const real = await claire.seal({ ...sign, fields: { child: home.publicId("lea") } });
  const others = [home.publicId("imran"), home.publicId("zoe"), w.ids.imran, "__proto__", "' or 1=1 --"];

  const noise = sample(fc.uint8Array({ maxLength: 3000 }), 1200);
  const cut = sample(fc.nat(real.envelope.length - 1), 400).map((length) => real.envelope.subarray(0, length));
  const bent = sample(fc.tuple(fc.nat(real.envelope.length - 1), fc.integer({ min: 1, max: 255 })), 400).map(
    ([at, by]) => real.envelope.map((byte, i) => (i === at ? byte ^ by : byte)),
  );
  const elsewhere = await seal(utf8("{}"), recipientOf(newIdentity()));
  const unsigned: Uint8Array[] = [];
  for (const content of sample(fc.json(), 60)) unsigned.push(await seal(utf8(content), replyTo));
  const sneaky: Uint8Array[] = [];
  for (const child of others) sneaky.push((await claire.seal({ ...sign, fields: { child } })).envelope);
  for (const fields of sample(fc.dictionary(fc.string({ maxLength: 60 }), fc.jsonValue()), 60))
    sneaky.push((await claire.seal({ ...sign, fields })).envelope);
  for (const body of sample(fc.json(), 60))
    sneaky.push(await seal(authenticate("reply", utf8(body), claire.keys.replyKey), replyTo));
  const all = [...noise, ...cut, ...bent, elsewhere, ...unsigned, ...sneaky, real.envelope, real.envelope];

  const portal = await hostilePortal(all);
  home.parents = parentsOf(w, board, portal.url);
  // its tip is not the school's: nothing is read from a portal that lost everything, until the head decides
  await assert.rejects(home.sync());
  home.parents.port.office?.takeOver();
  await home.sync();

  assert.deepEqual(board.signatures(w.db), [`${w.ids.claire} ${home.publicId("lea")}`]);
  const rows = w.db.select().from(inbox).all();
  assert.ok(rows.length > 60);
  assert.ok(rows.every(({ personId }) => personId === w.ids.claire));
  assert.equal(home.parents.port.office?.quarantine(5).total, 1000);
  assert.ok(portal.acknowledged.size > 1000 && portal.acknowledged.size < all.length);
  assert.equal((await w.stranger().get("/sante")).status, 200);
});
