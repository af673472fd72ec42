import assert from "node:assert/strict";
import { test } from "node:test";
import { getAct } from "../people/by-hand/acts.ts";
import { mergePeople, readRecord, splitPeople } from "../people/by-hand/merging.ts";
import { homeWorld } from "../testing/from-home.ts";
import type { Phone } from "../testing/phone.ts";

const home = await homeWorld();
const { board, w } = home;
const [claire, paul] = [await home.phone("claire"), await home.phone("paul")];

const children = async (reader: Phone): Promise<string[]> =>
  (await reader.keyring()).children.map(({ firstName }) => firstName);
const titles = async (reader: Phone): Promise<unknown[]> => (await reader.entries()).map(({ data }) => data.title);

test("two records that were one mother: both sheets read what is hers, and their own again after the split", async () => {
  board.put(w, { channel: { type: "child", id: w.ids.zoe }, data: { title: "Pour Zoé" } });
  board.put(w, { channel: { type: "child", id: w.ids.lea }, data: { title: "Pour Léa" } });
  await home.sync();
  assert.deepEqual(await titles(claire), ["Pour Léa"]);
  assert.deepEqual(await titles(paul), ["Pour Zoé"]);

  const doing = w.doing("gaelle");
  const [kept, lost] = [readRecord(w.db, w.ids.claire), readRecord(w.db, w.ids.paul)];
  const actId = mergePeople(doing, { kept, lost, winners: {}, classes: "both" });
  await home.sync();
  for (const reader of [claire, paul]) {
    assert.deepEqual(await children(reader), ["Hugo", "Léa", "Zoé"]);
    assert.deepEqual((await titles(reader)).toSorted(), ["Pour Léa", "Pour Zoé"]);
  }

  splitPeople(doing, getAct(w.db, actId));
  await home.sync();
  board.put(w, { channel: { type: "child", id: w.ids.lea }, data: { title: "Encore pour Léa" } });
  await home.sync();
  assert.deepEqual(await children(claire), ["Hugo", "Léa"]);
  assert.deepEqual(await children(paul), ["Zoé"]);
  assert.deepEqual(await titles(paul), ["Pour Zoé"]);
  assert.ok((await titles(claire)).includes("Encore pour Léa"));
});

test("a merged pupil’s news are the kept one’s", async () => {
  const doing = w.doing("gaelle");
  const [kept, lost] = [readRecord(w.db, w.ids.lea), readRecord(w.db, w.ids.hugo)];
  mergePeople(doing, { kept, lost, winners: {}, classes: "kept" });
  await home.sync();
  assert.deepEqual(await children(claire), ["Léa"]);
});
