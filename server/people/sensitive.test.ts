import assert from "node:assert/strict";
import { test } from "node:test";
import { routesOf } from "../app.ts";
import { events } from "../core/events.ts";
import { features } from "../features.ts";
import type { Browser } from "../testing/browser.ts";
import { type World, world } from "../testing/world.ts";
import { setPassword } from "./credentials.ts";
import { accessKeys } from "./tables.ts";

const password = "tournesol violet du jardin";
const minute = 60_000;

const open = async (): Promise<World> => {
  const w = await world({ env: { PORTAL_URL: "https://portail.example" } });
  await setPassword(w.doing("gaelle"), w.ids.gaelle, password);
  return w;
};
const revoke = (head: Browser, w: World, more = {}) =>
  head.post(`/direction/lettres/responsables/${w.ids.claire}/revocation`, {
    motif: "perdue & <b>",
    classes: ["a", "b"],
    ...more,
  });

test("a sensitive act asks for the password, carries its form along, and then goes on with it", async () => {
  const w = await open();
  const head = w.as("gaelle", { isAsked: true });
  const asked = await revoke(head, w);
  assert.equal(asked.status, 200);
  assert.match(asked.text, /Votre mot de passe, d’abord/);
  assert.match(asked.text, /name="motif" value="perdue &amp; &lt;b&gt;"/);
  assert.equal(asked.text.match(/name="classes"/g)?.length, 2);
  const wrong = await revoke(head, w, { confirmation: "pas le bon" });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /Ce n’est pas votre mot de passe/);
  assert.equal((await revoke(head, w, { confirmation: password })).status, 303);
  assert.equal((await revoke(head, w)).status, 303, "not asked again at once");
});

test("after five minutes, by time that passes and not by the clock, it is asked again", async () => {
  const w = await open();
  const head = w.as("gaelle", { isAsked: true });
  await revoke(head, w, { confirmation: password });
  w.setClock(w.clock.now().getTime() + 365 * 86_400_000);
  assert.equal((await revoke(head, w)).status, 303);
  w.travel(6 * minute);
  w.setClock(0);
  assert.equal((await revoke(head, w)).status, 200);
});

test("guesses there count like those at the door", async () => {
  const w = await open();
  const head = w.as("gaelle", { isAsked: true });
  const statuses: number[] = [];
  for (let round = 0; round < 7; round += 1) statuses.push((await revoke(head, w, { confirmation: "essai" })).status);
  assert.deepEqual([statuses[0], statuses[5], statuses[6]], [422, 422, 429]);
});

test("whoever has just signed in is not asked; another session of theirs is", async () => {
  const w = await open();
  const [here, there] = [w.stranger(), w.as("gaelle", { isAsked: true })];
  await here.post("/connexion", { identifiant: "gaelle.loeuille", motDePasse: password });
  const csrf = /name="_csrf" value="([^"]+)"/.exec((await here.get("/mon-compte")).text)?.[1] ?? "";
  const done = await revoke(here, w, { _csrf: csrf });
  assert.deepEqual([done.status, done.location.startsWith("/direction/lettres/classes/")], [303, true]);
  assert.equal((await revoke(there, w)).status, 200);
});

/** Whoever adds one adds it here; whoever unwraps one must say why. */
const sensitiveRoutes = [
  "POST /direction/annuaire/classes/:id/remplacement",
  "POST /direction/annuaire/export/:liste",
  "POST /direction/annuaire/import/:id/annulation",
  "POST /direction/annuaire/import/:id/application",
  "POST /direction/annuaire/nouveau-membre",
  "POST /direction/annuaire/nouveau-responsable",
  "POST /direction/annuaire/personnes/:id/correction",
  "POST /direction/annuaire/personnes/:id/responsables",
  "POST /direction/annuaire/personnes/:id/reunion/:autre",
  "POST /direction/annuaire/rentree/ouverture",
  "POST /direction/autorite",
  "POST /direction/autorite/:id",
  "POST /direction/autorite/:id/decisions/:decision/annulation",
  "POST /direction/codes",
  "POST /direction/codes/:id",
  "POST /direction/codes/:id/maison",
  "POST /direction/familles/:pupil/ajout",
  "POST /direction/familles/:pupil/liens/:id",
  "POST /direction/familles/:pupil/liens/:id/fin",
  "POST /direction/familles/:pupil/liens/:id/reprise",
  "POST /direction/journal/export",
  "POST /direction/lettres",
  "POST /direction/lettres/responsables/:id/impression",
  "POST /direction/lettres/responsables/:id/revocation",
  "POST /direction/pochettes",
  "POST /direction/synchronisation/raccordement",
  "POST /direction/synchronisation/reprise",
];

test("what could harm the school asks for the password, all of it and nothing else", () => {
  const asking = routesOf(features).filter(({ handler }) => handler.asksPassword);
  assert.deepEqual(asking.map(({ method, path }) => `${method} ${path}`).sort(), [...sensitiveRoutes].sort());
  assert.ok(asking.every(({ method }) => method === "POST"));
});

test("a relation's rights ask for it, and nothing is changed before; who lives with whom does not", async () => {
  const w = await open();
  const head = w.as("gaelle", { isAsked: true });
  const link = (): Record<string, unknown> =>
    w.db.$client
      .prepare("select * from guardianships where guardian_id = ? and pupil_id = ?")
      .get(w.ids.claire, w.ids.lea) as Record<string, unknown>;
  const before = link();
  const path = `/direction/familles/${w.ids.lea}/liens/${String(before.id)}`;
  const same = { lien: "parent", autorite: String(before.authority), lit: "oui", signe: "oui", signeTout: "oui" };
  const fetches = before.may_fetch === 1 ? { cherche: "oui" } : {};
  const days = { du: String(before.starts_on), au: "" };
  assert.equal((await head.post(path, { ...same, ...fetches, ...days, foyer: "2" })).status, 303);
  assert.equal(link().household, 2);
  const asked = await head.post(path, { ...same, ...fetches, ...days, autorite: "none", foyer: "2" });
  assert.match(asked.text, /Votre mot de passe, d’abord/);
  assert.equal(link().authority, before.authority);
  const done = await head.post(path, {
    ...same,
    ...fetches,
    ...days,
    autorite: "none",
    foyer: "2",
    confirmation: password,
  });
  assert.equal(done.status, 303);
  assert.equal(link().authority, "none");
});

test("what somebody does at the school asks for it, a name does not", async () => {
  const w = await open();
  const head = w.as("gaelle", { isAsked: true });
  const path = `/direction/annuaire/personnes/${w.ids.sylvie}/correction`;
  const named = { title: "Mme", lastName: "MERCIER", firstName: "Sylviane" };
  assert.equal((await head.post(path, { ...named, post: "staff" })).status, 303);
  assert.match((await head.post(path, { ...named, post: "technician" })).text, /Votre mot de passe, d’abord/);
});

test("the password's page tells nobody that an act exists", async () => {
  const w = await open();
  assert.equal((await revoke(w.as("anne", { isAsked: true }), w)).status, 404);
  assert.equal(w.db.select().from(accessKeys).all().length, 0);
});

test("from another machine over http, a sensitive act leads to https first, and can go on without", async () => {
  const w = await open();
  w.answersOverHttps(8443);
  assert.equal((await revoke(w.as("gaelle"), w)).status, 303, "the box itself needs no https");
  const head = w.as("gaelle", { isElsewhere: true });
  const path = `/direction/lettres/responsables/${w.ids.claire}/revocation`;
  const led = await head.post(path, { motif: "a" }, { referer: `${w.url}/direction/lettres?q=el` });
  assert.equal(led.status, 200);
  assert.match(led.text, /href="https:\/\/127\.0\.0\.1:8443\/direction\/lettres\?q=el"/);
  assert.match(led.text, /name="motif" value="a"/);
  assert.equal((await revoke(head, w, { sansHttps: "oui" })).status, 303);
  assert.equal((await revoke(head, w)).status, 303, "for an hour");
  w.travel(61 * minute);
  assert.match((await revoke(w.as("gaelle", { isElsewhere: true }), w)).text, /demande https/);
  const declined = w.db
    .select()
    .from(events)
    .all()
    .filter(({ type }) => type === "https.declined");
  assert.equal(declined.length, 1);
});

test("adults on plain http are told in one sentence, once for each browser; pupils and the box itself are not", async () => {
  const w = await open();
  const told = /passez en https/;
  const anne = w.as("anne", { isElsewhere: true });
  assert.doesNotMatch((await anne.get("/accueil")).text, told, "the box does not speak https");
  w.answersOverHttps(8443);
  assert.match((await anne.get("/accueil")).text, told);
  assert.match((await w.stranger({ isElsewhere: true }).get("/connexion")).text, told);
  assert.doesNotMatch((await w.as("anne").get("/accueil")).text, told);
  assert.doesNotMatch((await w.as("lea", { isElsewhere: true }).get("/accueil")).text, told);
  const understood = await anne.post("/installation-https/compris", {}, { referer: `${w.url}/liaison` });
  assert.deepEqual([understood.status, understood.location], [303, "/liaison"]);
  assert.doesNotMatch((await anne.get("/accueil")).text, told);
});
