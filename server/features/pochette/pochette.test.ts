import assert from "node:assert/strict";
import { test } from "node:test";
import { and, eq } from "drizzle-orm";
import { found, write } from "../../core/db.ts";
import { setPassword } from "../../people/credentials.ts";
import { noteDecision } from "../../people/families/decisions.ts";
import { allowPickup } from "../../people/families/pickup.ts";
import { guardianships, people } from "../../people/tables.ts";
import type { Browser } from "../../testing/browser.ts";
import { published } from "../../testing/notices.ts";
import { pageCount, scan, wordsOf } from "../../testing/pdf.ts";
import { type World, world } from "../../testing/world.ts";
import { noteHealth } from "./health.ts";
import { prepareSheets, sealSheets } from "./openings.ts";

/** A school whose CE2 has a sheet, a pick-up list, a child with an allergy, and a father who may not fetch Imran. */
const school = async (): Promise<World & { code: string }> => {
  const w = await world();
  write(w, (tx) => tx.update(people).set({ mobilePhone: "06 00 00 00 11" }).where(eq(people.id, w.ids.claire)).run());
  const days = { startsOn: "2026-09-01", endsOn: null };
  allowPickup(w.doing("gaelle"), w.ids.lea, { name: "Odette Roux", relation: "grand-mère", phone: "04 00", ...days });
  noteHealth(w.doing("anne"), w.ids.lea, { allergies: "arachide", care: "Stylo dans l’armoire blanche" });
  noteHealth(w.doing("karim"), w.ids.zoe, { allergies: "piqûre de guêpe", care: "" });
  const pair = and(eq(guardianships.guardianId, w.ids.rachid), eq(guardianships.pupilId, w.ids.imran));
  noteDecision(w.doing("gaelle"), found(w.db.select().from(guardianships).where(pair).get()), {
    takesAuthority: true,
    hidesChild: true,
    forbidsFetching: true,
    hidesContactsOf: [],
    note: "Ordonnance de protection",
    ...days,
  });
  published(w, "anne", { title: "Sortie au musée" });
  published(w, "karim", { title: "Piscine du CP", targets: [{ type: "classroom", targetId: w.ids.cp }] });
  published(w, "anne", { title: "Un mot à Léa", targets: [{ type: "pupil", targetId: w.ids.lea }] });
  const sheets = prepareSheets([w.ids.ce2]);
  sealSheets(w.doing("gaelle"), sheets);
  return { ...w, code: sheets[0]?.code ?? "" };
};

const openWith = async (browser: Browser, code: string) => browser.post("/pochette/code", { code, nom: "Odile Petit" });

test("the sheet’s code opens the class to a stranger until tonight: what is needed, and nothing else", async () => {
  const w = await school();
  const substitute = w.stranger();
  const { location } = await openWith(substitute, w.code);
  const { status, text } = await substitute.get(location);
  assert.equal(status, 200);
  for (const words of [
    /Léa Roux/,
    /Odette Roux[\s\S]*grand-mère/,
    /06 00 00 00 11/,
    /Allergies\u00a0: arachide[\s\S]*Stylo dans l’armoire blanche/,
    /Ne pas confier à Rachid Diallo/,
    /Sortie au musée/,
  ])
    assert.match(text, words);
  assert.doesNotMatch(text, /Piscine du CP|Un mot à Léa|Zoé|guêpe|Ordonnance|\/sante\//);
  assert.equal((await substitute.get("/liaison")).status, 303, "no account, so nothing of the rest");
  assert.equal((await substitute.get(`/pochette/classes/${w.ids.ce2}`)).status, 303);
  assert.equal((await w.stranger().get(location)).status, 404, "another browser");
});

test("tomorrow the code is dead, and so is the page that was left open", async () => {
  const w = await school();
  const substitute = w.stranger();
  const { location } = await openWith(substitute, w.code);
  assert.equal((await openWith(w.stranger(), w.code)).status, 303, "the same day, on another tablet");
  w.travel(15 * 3_600_000);
  assert.equal((await substitute.get(location)).status, 404);
  const late = await openWith(w.stranger(), w.code);
  assert.equal(late.status, 422);
  assert.match(late.text, /Ce code n’ouvre rien/);
  assert.match(late.text, /value="Odile Petit"/);
});

test("a clock that cannot be believed lets a sheet open once", async () => {
  const w = await school();
  w.clock.notBefore(w.clock.iso());
  w.setClock(Date.parse("2020-01-01T00:00:00.000Z"));
  assert.equal(w.clock.isTrusted(), false);
  assert.equal((await openWith(w.stranger(), w.code)).status, 303);
  assert.equal((await openWith(w.stranger(), w.code)).status, 422);
});

test("a colleague opens another class with her account; her own page of it stays closed to her", async () => {
  const w = await school();
  const sylvie = w.as("sylvie");
  const page = `/pochette/classes/${w.ids.ce2}`;
  assert.equal((await sylvie.get(page)).status, 404);
  const { location } = await sylvie.post(`${page}/ouverture`);
  assert.match((await sylvie.get(location)).text, /Léa Roux/);
  assert.equal((await sylvie.get(page)).status, 404);
  assert.equal((await w.as("sylvie").get(location)).status, 404, "another session of hers");
  await sylvie.post(`${location}/fin`);
  assert.equal((await sylvie.get(location)).status, 404);
});

test("on a projected screen it is covered until the password is given", async () => {
  const w = await school();
  await setPassword(w.doing("gaelle"), w.ids.karim, "tournesol violet du jardin");
  const karim = w.as("karim");
  const { location } = await karim.post(`/pochette/classes/${w.ids.ce2}/ouverture`);
  await karim.post("/tableau", { suite: "/accueil" });
  const covered = await karim.get(location);
  assert.equal(covered.status, 403);
  assert.doesNotMatch(covered.text, /Roux|arachide/);
  assert.doesNotMatch((await karim.get(location, { "hx-request": "true" })).text, /Roux|arachide/);
  await karim.post("/tableau/decouverte", { suite: location, actuel: "tournesol violet du jardin" });
  assert.match((await karim.get(location)).text, /Léa Roux/);
});

test("a colleague whose sessions were ended reads nothing more of what that session opened", async () => {
  const w = await school();
  const karim = w.as("karim");
  const { location } = await karim.post(`/pochette/classes/${w.ids.ce2}/ouverture`);
  const byCode = await openWith(karim, w.code);
  assert.match((await karim.get(byCode.location)).text, /Léa Roux/);
  w.travel(1000);
  await setPassword(w.doing("gaelle"), w.ids.karim, "tournesol violet du jardin");
  assert.equal((await karim.get(location)).status, 404);
  assert.equal((await karim.get(byCode.location)).status, 404);
});

test("shut by the head, a sheet is dead on every screen that it opened", async () => {
  const w = await school();
  const [one, other] = [w.stranger(), w.stranger()];
  const first = await openWith(one, w.code);
  const second = await openWith(other, w.code);
  await w.as("gaelle").post(`/direction/pochettes/ouvertures/${first.location.split("/").at(-1)}/fin`);
  assert.equal((await other.get(second.location)).status, 404);
  assert.match((await w.as("gaelle").get("/direction/pochettes")).text, /À imprimer/);
});

test("the head is told who opened what, closes it, and the new sheet kills the old", async () => {
  const w = await school();
  const head = w.as("gaelle");
  const substitute = w.stranger();
  const { location } = await openWith(substitute, w.code);
  assert.match((await head.get("/accueil")).text, /Pochette ouverte par Odile Petit/);
  const office = await head.get("/direction/pochettes");
  assert.match(office.text, /Odile Petit, avec la feuille/);
  assert.match(office.text, /A servi le 23\u00a0nov\.[\s\S]*à réimprimer/);
  const [, close] = /action="([^"]+\/fin)"/.exec(office.text) ?? [];
  await head.post(close ?? "");
  assert.equal((await substitute.get(location)).status, 404);
  assert.equal((await openWith(substitute, w.code)).status, 422, "nor does the sheet open it again today");
  const types = w.db.$client.prepare("select type, data from events where type like 'pochette.%'").all();
  assert.equal(types.length, 3);
  assert.doesNotMatch(JSON.stringify(types), /Odile/);
  sealSheets(w.doing("gaelle"), prepareSheets([w.ids.ce2]));
  assert.equal((await openWith(w.stranger(), w.code)).status, 422);
});

test("sheets are printed one for each class; the former ones are dead", async (t) => {
  const w = await school();
  const head = w.as("gaelle");
  const [, csrf = ""] = /name="_csrf" value="([^"]+)"/.exec((await head.get("/direction/pochettes")).text) ?? [];
  const response = await fetch(`${w.url}/direction/pochettes`, {
    method: "POST",
    headers: { cookie: head.cookie, origin: w.url, "x-csrf-token": csrf },
  });
  const bytes = new Uint8Array(await response.arrayBuffer());
  assert.equal(response.headers.get("content-type"), "application/pdf");
  assert.equal(pageCount(bytes), 2);
  assert.equal((await openWith(w.stranger(), w.code)).status, 422);
  const [first = ""] = scan(bytes);
  assert.match(first, /\/pochette\/code#/);
  const substitute = w.stranger();
  const { location } = await openWith(substitute, first.split("#")[1] ?? "");
  assert.match((await substitute.get(location)).text, /CE2 de Mme MORIN/);
  const words = wordsOf(bytes);
  if (words === null) return t.diagnostic("poppler is not installed: the words were not read");
  assert.match(words, /Pochette remplaçant[\s\S]*CE2 de Mme MORIN/);
});

test("what is to be known of a child’s health is written by the head and the class’s teacher, and goes when emptied", async () => {
  const w = await school();
  const anne = w.as("anne");
  const page = `/pochette/sante/${w.ids.imran}`;
  await anne.post(page, { allergies: "œuf", soins: "" });
  assert.match((await anne.get(`/pochette/classes/${w.ids.ce2}`)).text, /Allergies\u00a0: œuf/);
  assert.match((await anne.get(`/pochette/classes/${w.ids.ce2}/imprimer`)).text, /œuf/);
  await anne.post(page, { allergies: "", soins: "" });
  assert.doesNotMatch((await anne.get(`/pochette/classes/${w.ids.ce2}`)).text, /œuf/);
  const events = JSON.stringify(w.db.$client.prepare("select * from events").all());
  assert.doesNotMatch(events, /œuf|arachide|armoire/);
});
