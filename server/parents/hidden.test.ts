import assert from "node:assert/strict";
import { test } from "node:test";
import { and, eq } from "drizzle-orm";
import { found, write } from "../core/db.ts";
import { newId } from "../core/ids.ts";
import { noteDecision } from "../people/families/decisions.ts";
import { guardianships } from "../people/tables.ts";
import { homeWorld } from "../testing/from-home.ts";
import type { Phone } from "../testing/phone.ts";

const home = await homeWorld();
const { board, w } = home;
const [claire, marc] = [await home.phone("claire"), await home.phone("marc")];

const titles = async (reader: Phone): Promise<unknown[]> => (await reader.entries()).map(({ data }) => data.title);
const namesIn = async (reader: Phone) => (await reader.keyring()).children.map(({ firstName }) => firstName);
const identitiesIn = async (reader: Phone): Promise<Set<string>> =>
  new Set((await reader.keyring()).channels.flatMap(({ keys }) => keys.map(({ identity }) => identity)));

const put = (title: string, hour: number): void => {
  for (const channel of [
    { type: "child", id: w.ids.lea },
    { type: "classroom", id: w.ids.ce2 },
  ] as const)
    board.put(w, { channel, data: { title: `${title} ${channel.type}` }, at: `2026-11-23T${hour}:00:00.000Z` });
};

const hideLeaFromMarc = (days: { startsOn: string; endsOn: string | null }): void => {
  const pair = and(eq(guardianships.guardianId, w.ids.marc), eq(guardianships.pupilId, w.ids.lea));
  const effect = { takesAuthority: true, hidesChild: true, forbidsFetching: true, hidesContactsOf: [] };
  const note = "Ordonnance de protection";
  noteDecision(w.doing("gaelle"), found(w.db.select().from(guardianships).where(pair).get()), {
    ...effect,
    ...days,
    note,
  });
};

test("a guardian from whom a child is hidden holds nothing of it after the sync, and no later key of its channels", async () => {
  put("Avant", 10);
  await home.sync();
  assert.deepEqual(await namesIn(marc), ["Hugo", "Léa"]);
  assert.equal((await titles(marc)).length, 2);
  const before = await identitiesIn(marc);
  hideLeaFromMarc({ startsOn: w.clock.today(), endsOn: null });
  await home.sync();
  assert.deepEqual(await namesIn(marc), ["Hugo"]);
  assert.deepEqual(await titles(marc), []);
  put("Après", 11);
  await home.sync();
  assert.deepEqual(await titles(marc), []);
  assert.equal((await titles(claire)).length, 4);
  const fresh = [...(await identitiesIn(claire))].filter((identity) => !before.has(identity));
  const leas = (await claire.keyring()).channels.filter(({ keys }) => keys.length === 2);
  assert.equal(leas.length, 2);
  for (const { keys } of leas) assert.ok(fresh.includes(keys[1]?.identity ?? ""));
  const held = await identitiesIn(marc);
  for (const { keys } of leas) for (const { identity } of keys) assert.ok(!held.has(identity));
});

test("a decision that begins tomorrow hides the child tomorrow, without anybody touching anything", async () => {
  hideLeaFromMarc({ startsOn: "2026-11-24", endsOn: "2026-11-24" });
  await home.sync();
  assert.deepEqual(await namesIn(marc), ["Hugo", "Léa"]);
  w.travel(86_400_000);
  await home.sync();
  assert.deepEqual(await namesIn(marc), ["Hugo"]);
  w.travel(86_400_000);
  await home.sync();
  assert.deepEqual(await namesIn(marc), ["Hugo", "Léa"]);
});

test("nothing of a decision leaves the box: neither a note nor anybody’s address", async () => {
  write(w, (tx) => {
    const startsOn = "2026-09-01";
    tx.insert(guardianships)
      .values({ id: newId(), guardianId: w.ids.paul, pupilId: w.ids.lea, kind: "foster", startsOn })
      .run();
  });
  const carer = await home.phone("paul");
  await home.sync();
  const ring = JSON.stringify(await carer.keyring());
  assert.match(ring, /Léa/);
  assert.doesNotMatch(ring, /Ordonnance|Amrani|Marc/);
});
