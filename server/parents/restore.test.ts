import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { openDatabase } from "../core/db.ts";
import { revokeKey } from "../people/access-keys.ts";
import { type HomeWorld, homeWorld, parentsOf } from "../testing/from-home.ts";
import type { Phone } from "../testing/phone.ts";
import { api, verifyHead } from "../wire/index.ts";
import { syncState } from "./tables.ts";

const titles = async (reader: Phone): Promise<string[]> =>
  (await reader.entries()).map(({ data }) => String(data.title)).sort();

/** A box whose database is the backup made when `copy` was called. */
const backupOf = ({ w, board, portal }: HomeWorld) => {
  const file = join(mkdtempSync(join(tmpdir(), "preau-backup-")), "preau.sqlite");
  writeFileSync(file, w.db.$client.serialize());
  return () => {
    const db = openDatabase(file, w.clock);
    return { db, parents: parentsOf({ ...w, db }, board, portal.url) };
  };
};

const positionOf = (db: HomeWorld["w"]["db"]) => {
  const { lineage, seq } = db.select().from(syncState).get() ?? assert.fail("no state");
  return { lineage, seq };
};

test("a box restored from a backup goes on under the next lineage; the other one is refused and told why", async () => {
  const home = await homeWorld();
  const { board, w } = home;
  const claire = await home.phone("claire");
  const stolen = await home.phone("marc");
  const ce2 = { type: "classroom", id: w.ids.ce2 } as const;
  const kept = board.put(w, { channel: ce2, data: { title: "Avant la sauvegarde" } });
  await home.sync();
  const restore = backupOf(home);

  revokeKey(w.doing("gaelle"), w.ids.marc);
  const late = await home.phone("nadia");
  board.put(w, { channel: ce2, data: { title: "Après la sauvegarde" } });
  await home.sync();
  const sign = { kind: "tableau.word", action: "sign", entry: kept.id, contentHash: kept.contentHash };
  await claire.reply({ ...sign, fields: { child: home.publicId("lea") } });
  await home.sync();
  const before = await claire.keyring();

  const { db, parents } = restore();
  assert.equal(board.signatures(db).length, 0);
  await parents.once();
  const after = await claire.keyring();
  assert.deepEqual([before.lineage, after.lineage], [1, 2]);
  assert.ok(after.seq > before.seq);
  assert.deepEqual(await titles(claire), ["Après la sauvegarde", "Avant la sauvegarde"]);
  assert.deepEqual(
    board.signatures(db),
    [`${w.ids.claire} ${home.publicId("lea")}`],
    "the retained mailbox was read again",
  );
  assert.equal(await stolen.status(api(home.uai).keyring), 401, "revoked after the backup, and still revoked");
  assert.equal(await late.status(api(home.uai).keyring), 401, "issued after the backup: this box cannot know it");
  const oldKeys = new Set(before.channels.flatMap(({ keys }) => keys.map(({ identity }) => identity)));
  for (const { id, keys } of after.channels) {
    const head = await fetch(`${home.portal.url}${api(home.uai).head(id)}`, {
      headers: { authorization: `Bearer ${claire.keys.token}` },
    });
    const bytes = new Uint8Array(await head.arrayBuffer());
    const { pages, answers } = verifyHead(bytes, id, { uai: home.uai, publicKeys: after.school.publicKeys });
    const used = [...pages, ...(answers ? [answers] : [])].map(({ key }) => key);
    const former = before.channels.find((channel) => channel.id === id)?.keys ?? [];
    for (const n of used) {
      assert.ok(
        former.every((key) => key.n < n),
        "no number is used for two keys",
      );
      const key = keys.find((one) => one.n === n);
      assert.equal(oldKeys.has(key?.identity ?? ""), false, "nothing new is sealed to a key of before");
    }
  }

  board.put(w, { channel: ce2, data: { title: "De l’ancienne boîte" } });
  await assert.rejects(home.sync());
  assert.match(home.parents.port.status().lastError?.message ?? "", /Une autre boîte a pris la suite/);
  assert.match(home.parents.port.office?.standstill()?.message ?? "", /Une autre boîte/);
  assert.equal((await titles(claire)).includes("De l’ancienne boîte"), false);

  home.parents.port.office?.takeOver();
  await home.sync();
  assert.equal(positionOf(w.db).lineage, 3);
  assert.equal(home.parents.port.office?.standstill(), null);
  assert.equal((await titles(claire)).includes("De l’ancienne boîte"), true);
  await assert.rejects(parents.once());
  db.$client.close();
});

test("killed while it takes over: it publishes nothing before the mailbox was read again", async () => {
  const home = await homeWorld();
  const { board, w } = home;
  const claire = await home.phone("claire");
  const word = board.put(w, { channel: { type: "school" } });
  await home.sync();
  const restore = backupOf(home);
  const sign = { kind: "tableau.word", action: "sign", entry: word.id, contentHash: word.contentHash };
  await claire.reply({ ...sign, fields: { child: home.publicId("lea") } });
  await home.sync();
  const { db } = restore();
  const restored = parentsOf({ ...w, db }, board, "http://127.0.0.1:9");
  await assert.rejects(restored.once());
  assert.equal(positionOf(db).lineage, 1);
  const online = parentsOf({ ...w, db }, board, home.portal.url);
  await online.once();
  assert.equal(board.signatures(db).length, 1);
  await online.once();
  assert.equal(board.signatures(db).length, 1);
  assert.equal((await claire.answers())?.receipts.length, 1);
  db.$client.close();
});

test("a portal that lost everything is filled again once the head has decided", async () => {
  const home = await homeWorld();
  const { board, w } = home;
  const claire = await home.phone("claire");
  board.put(w, { channel: { type: "school" }, data: { title: "Toujours là" } });
  await home.sync();
  const other = await homeWorld();
  await home.parents.port.office?.connect({
    url: other.portal.url,
    oneTimeToken: await other.portal.invite("0690078K", true),
  });
  home.parents = parentsOf(w, board, other.portal.url);
  await assert.rejects(home.sync(), /a perdu une partie/);
  home.parents.port.office?.takeOver();
  await home.sync();
  await home.sync();
  assert.equal(await claire.status(api(home.uai).keyring), 200);
  assert.equal(positionOf(w.db).lineage, 2);
  assert.equal(positionOf(w.db).seq, 1);
});

test("a connected box whose keys are gone publishes nothing, makes no new ones and says so", async () => {
  const home = await homeWorld();
  await home.phone("claire");
  rmSync(join(home.w.config.DATA_DIR, "keys/school.json"));
  await assert.rejects(home.sync());
  assert.match(home.parents.port.status().lastError?.message ?? "", /clés de l’école manquent/);
  assert.equal(existsSync(join(home.w.config.DATA_DIR, "keys/school.json")), false);
});
