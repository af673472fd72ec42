import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { openDatabase } from "../../core/db.ts";
import { syncState } from "../../parents/tables.ts";
import { revokeKey } from "../../people/access-keys.ts";
import { api, sha256Hex } from "../../wire/index.ts";
import { homeWorld, parentsOf } from "../from-home.ts";
import { lyingPortal } from "../lying-portal.ts";

/** A sheet is withdrawn after the backup. Then the box is restored, and learns from the portal what it had done since. */
const restoredAfterRevocation = async () => {
  const home = await homeWorld();
  const { w, board } = home;
  const marc = await home.phone("marc");
  const claire = await home.phone("claire");
  board.put(w, { channel: { type: "school" } });
  await home.sync();
  const file = join(mkdtempSync(join(tmpdir(), "preau-restore-")), "preau.sqlite");
  writeFileSync(file, w.db.$client.serialize());
  const state = () => w.db.select().from(syncState).get() ?? assert.fail("no state");
  const granted = state().seq;
  revokeKey(w.doing("gaelle"), w.ids.marc);
  await home.sync();
  const word = board.put(w, { channel: { type: "school" } });
  await home.sync();
  const last = state().seq;
  assert.ok(last >= granted + 2);
  const headers = { authorization: `Bearer ${state().boxToken}` };
  const commit = async (seq: number) =>
    new Uint8Array(await (await fetch(home.portal.url + api(home.uai).commit(seq), { headers })).arrayBuffer());
  const db = openDatabase(file, w.clock);
  const liar = await lyingPortal(home.portal.url);
  const parents = parentsOf({ ...w, db }, board, liar.url);
  return { home, marc, claire, word, db, parents, liar, granted, last, commit };
};

test("the portal lists the commits in disorder, and serves an old one in a later one’s place: the sheet stays dead", async () => {
  const { home, marc, claire, word, db, parents, liar, granted, last, commit } = await restoredAfterRevocation();
  const old = await commit(granted);
  let asked = 0;
  liar.lie = (_, path) => {
    if (path.includes("/commits?")) {
      const all = Array.from({ length: last }, (_, i) => last - i);
      return { json: { commits: [...all, granted, granted], next: null } };
    }
    if (path.endsWith(`/commits/${last}`) && ++asked > 1) return { bytes: old };
    return undefined;
  };
  await parents.once();
  assert.ok(asked > 1, "the lie was told");
  assert.equal(await marc.status(api(home.uai).keyring), 401);
  assert.ok((await claire.entries()).some(({ id }) => id === word.id));
  db.$client.close();
});

test("a list of commits without end: the restore ends", async () => {
  const { home, marc, db, parents, liar, last } = await restoredAfterRevocation();
  let pages = 0;
  liar.lie = (_, path) => {
    if (!path.includes("/commits?")) return undefined;
    pages += 1;
    if (pages > 50) return { status: 503, json: { reason: "fault" } };
    return { json: { commits: [last - 1, last], next: pages % 2 === 0 ? last : last + pages } };
  };
  await parents.once();
  assert.ok(pages < 50);
  assert.equal(await marc.status(api(home.uai).keyring), 401);
  db.$client.close();
});

test("an older commit of the school’s own passed off as its last: figures are not taken from it, and the truth mends all", async () => {
  const { home, marc, db, parents, liar, granted, last, commit } = await restoredAfterRevocation();
  const old = await commit(granted);
  liar.lie = (_, path) => {
    if (path.endsWith("/tip")) return { json: { tip: { lineage: 1, seq: last + 7, sha256: sha256Hex(old) } } };
    return path.endsWith(`/commits/${last + 7}`) ? { bytes: old } : undefined;
  };
  const position = () => {
    const { lineage, seq } = db.select().from(syncState).get() ?? assert.fail("no state");
    return { lineage, seq };
  };
  await assert.rejects(parents.once(), "the true portal refuses what the box sends upon the lie");
  assert.ok(position().lineage === 1 && position().seq <= last);
  liar.lie = () => undefined;
  for (let run = 0; run < 2; run++) await parents.once().catch(() => parents.port.office?.takeOver()); // it may stand still until the head decides
  await parents.once();
  assert.equal(position().lineage, 2);
  assert.equal(await marc.status(api(home.uai).keyring), 401);
  db.$client.close();
});
