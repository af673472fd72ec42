import assert from "node:assert/strict";
import { test } from "node:test";
import { write } from "../../core/db.ts";
import { checkChain, purgeEvents } from "../../core/event-chain.ts";
import { acknowledge, events, lastSeq, newestInstant, record, unread } from "../../core/events.ts";
import { issueActivationCode, setPictures } from "../../people/credentials.ts";
import { type World, world } from "../../testing/world.ts";
import connexion from "../connexion/index.ts";
import journal from "./index.ts";

const day = 86_400_000;
const open = (): Promise<World> => world({ features: [connexion, journal] });
const read = async (w: World, query = ""): Promise<string> =>
  (await w.as("gaelle").get(`/direction/journal${query}`)).text;
const exec = (w: World, text: string): void => void w.db.$client.exec(text);
const note = (w: World, type: string, data = {}): number =>
  write(w, (tx) => record(tx, { id: w.ids.anne }, type, data));

const filled = async (): Promise<World> => {
  const w = await open();
  await setPictures(w.doing("anne"), w.ids.lea, ["chat", "soleil", "bateau"]);
  issueActivationCode(w.doing("gaelle"), w.ids.karim);
  note(w, "cantine.ordered");
  return w;
};

test("who did what to whom, in French; what no tool tells is shown all the same", async () => {
  const text = await read(await filled());
  assert.match(text, /Mme Morin[\s\S]*?a renouvelé les images de Léa Roux/);
  assert.match(text, /Mme Lœuille[\s\S]*?a demandé un code d’activation pour M\. Benali/);
  assert.match(text, /a fait une action \(cantine\.ordered\)/);
  assert.match(text, /Chaîne vérifiée/);
});

test("filtered by person (who did it, or to whom), by kind and by day", async () => {
  const w = await filled();
  const byLea = await read(w, "?q=l%C3%A9a+roux");
  assert.match(byLea, /images de Léa/);
  assert.doesNotMatch(byLea, /Benali/);
  const byAnne = await read(w, "?q=morin");
  assert.match(byAnne, /images de Léa/);
  assert.doesNotMatch(byAnne, /Benali/);
  assert.doesNotMatch(await read(w, "?genre=annuaire"), /images de Léa/);
  assert.match(await read(w, "?genre=comptes"), /images de Léa/);
  assert.match(await read(w, "?q=personne-de-ce-nom"), /Rien de tel/);
  assert.match(await read(w, "?du=2027-01-01"), /Rien de tel/);
  assert.match(await read(w, "?du=2026-11-23&au=2026-11-23"), /images de Léa/);
});

test("a day is the school's day, not Greenwich's, in winter, in summer and when the hour changes", async () => {
  const shown = async (at: string, from: string, until: string): Promise<boolean> => {
    const w = await world({ features: [connexion, journal], startsAt: at });
    note(w, "essai.fait");
    const text = await read(w, `?du=${from}&au=${until}`);
    await w.close();
    return text.includes("essai.fait");
  };
  assert.equal(await shown("2026-11-23T23:30:00.000Z", "2026-11-24", "2026-11-24"), true, "half past midnight");
  assert.equal(await shown("2026-11-23T23:30:00.000Z", "2026-11-23", "2026-11-23"), false);
  assert.equal(await shown("2026-11-23T22:59:59.999Z", "2026-11-23", "2026-11-23"), true);
  assert.equal(await shown("2026-06-15T22:10:00.000Z", "2026-06-16", "2026-06-16"), true, "summer time");
  assert.equal(await shown("2026-06-15T21:50:00.000Z", "2026-06-16", "2026-06-16"), false);
  assert.equal(await shown("2026-10-25T22:30:00.000Z", "2026-10-25", "2026-10-25"), true, "a day of 25 hours");
  assert.equal(await shown("2026-10-24T22:30:00.000Z", "2026-10-25", "2026-10-25"), true);
});

test("fifty to a page, nothing lost or shown twice", async () => {
  const w = await open();
  for (let number = 1; number <= 120; number += 1) note(w, `essai.numero-${number}`);
  const seen: string[] = [];
  for (let query: string | undefined = ""; query !== undefined; ) {
    const text: string = await read(w, query);
    seen.push(...[...text.matchAll(/essai\.numero-(\d+)\)/g)].map(([, number]) => number ?? ""));
    query = /href="\/direction\/journal(\?[^"]+)"[^>]*>Plus ancien/.exec(text)?.[1]?.replaceAll("&amp;", "&");
  }
  assert.deepEqual(
    seen,
    Array.from({ length: 120 }, (_, at) => String(120 - at)),
  );
});

test("an event changed, removed, slipped in or cut off the end breaks the chain at its place", async () => {
  const attempts: readonly [string, number][] = [
    ["update events set actor_id = 'x' where seq = 3", 3],
    ["update events set data = '{\"a\":1}' where seq = 2", 2],
    ["update events set at = '2020-01-01T00:00:00.000Z' where seq = 4", 4],
    ["update events set seal = '' where seq = 3", 3],
    ["delete from events where seq = 3", 4],
    ["delete from events where seq >= 4", 4],
    ["update events set seq = 99 where seq = 5", 99],
  ];
  for (const [attack, place] of attempts) {
    const w = await open();
    for (let number = 1; number <= 5; number += 1) note(w, "essai.fait", { number });
    assert.equal((await checkChain(w.db)).brokenAt, null);
    exec(w, attack);
    assert.equal((await checkChain(w.db)).brokenAt, place, attack);
    assert.match(await read(w), /La chaîne est rompue/);
    await w.close();
  }
});

test("after twelve months events go, by a clock that may be believed; the chain still holds, and followers read on", async () => {
  const w = await open();
  for (let number = 1; number <= 4; number += 1) note(w, "essai.ancien");
  acknowledge(w.db, "suiveur", 3);
  w.travel(200 * day);
  note(w, "essai.milieu");
  w.travel(200 * day);
  note(w, "essai.recent");
  assert.equal(purgeEvents(w), 4);
  assert.deepEqual(
    w.db
      .select()
      .from(events)
      .all()
      .map(({ type }) => type),
    ["essai.milieu", "essai.recent"],
  );
  assert.deepEqual(await checkChain(w.db).then(({ brokenAt, checked }) => [brokenAt, checked]), [null, 2]);
  const types = ["essai.ancien", "essai.milieu", "essai.recent"];
  assert.deepEqual(
    unread(w.db, "suiveur", types).map(({ seq }) => seq),
    [5, 6],
  );
  note(w, "essai.apres");
  assert.equal((await checkChain(w.db)).brokenAt, null);
  exec(w, "delete from events where seq = 5");
  assert.equal((await checkChain(w.db)).brokenAt, 6, "what was not purged by the box is missed");
});

test("a clock that jumped purges nothing; a school that slept for years keeps its newest event", async () => {
  const w = await open();
  note(w, "essai.ancien");
  w.clock.notBefore(newestInstant(w.db) ?? "");
  w.travel(500 * day);
  assert.equal(w.clock.isTrusted(), false);
  assert.equal(purgeEvents(w), 0);
  const slept = await open();
  note(slept, "essai.un");
  note(slept, "essai.deux");
  const newest = lastSeq(slept.db);
  slept.travel(900 * day);
  assert.equal(purgeEvents(slept), 1);
  assert.equal(lastSeq(slept.db), newest);
});

test("the export asks for the password, holds what was filtered, and is itself noted", async () => {
  const w = await filled();
  const asked = await w.as("gaelle", { isAsked: true }).post("/direction/journal/export", { genre: "comptes" });
  assert.match(asked.text, /Votre mot de passe/);
  const { text, headers } = await w.as("gaelle").post("/direction/journal/export", { q: "léa" });
  assert.match(headers.get("content-disposition") ?? "", /journal-2026-11-23\.csv/);
  assert.match(text, /Numéro;Date \(UTC\);Qui;Quoi;Type;Sceau/);
  assert.match(text, /a renouvelé les images de Léa Roux;pictures\.renewed;[0-9a-f]{64}/);
  assert.doesNotMatch(text, /Benali/);
  assert.match(await read(w), /a exporté le journal/);
});
