import assert from "node:assert/strict";
import { test } from "node:test";
import { noticeInput, published } from "../../testing/notices.ts";
import { world } from "../../testing/world.ts";
import accueil from "../accueil/index.ts";
import liaison from "./index.ts";
import { saveDraft } from "./store.ts";
import { noticeReadings, notices } from "./tables.ts";

const aWorld = () => world({ features: [accueil, liaison] });

test("a withdrawn notice is gone for families, and one click brings it back", async () => {
  const w = await aWorld();
  const notice = published(w, "anne");
  const anne = w.as("anne");
  await anne.post(`/liaison/${notice.id}/retrait`);
  assert.match((await anne.get("/liaison")).text, new RegExp(`action="/liaison/${notice.id}/retablissement"`));
  assert.equal((await w.as("claire").get(`/liaison/${notice.id}`)).status, 404);
  await anne.post(`/liaison/${notice.id}/retablissement`);
  assert.equal((await w.as("claire").get(`/liaison/${notice.id}`)).status, 200);
});

test("the follow-up counts signed, seen and not seen, each child once", async () => {
  const w = await aWorld();
  const notice = published(w, "anne");
  await w.as("nadia").post(`/liaison/${notice.id}/lecture`);
  await w.as("nadia").post(`/liaison/${notice.id}/lecture`);
  await w.as("imran").post(`/liaison/${notice.id}/lecture`);
  assert.equal(w.db.select().from(noticeReadings).all().length, 2);
  await w.as("marc").post(`/liaison/${notice.id}/signature`, { child: w.ids.lea, contentHash: notice.contentHash });
  const list = (await w.as("anne").get("/liaison")).text;
  assert.match(list, /1 signé<\/strong>\s*1 vu/);
  const missing = (await w.as("anne").get(`/liaison/${notice.id}/suivi?voir=manquants`)).text;
  assert.match(missing, /Imran Diallo/);
  assert.doesNotMatch(missing, /Léa Roux/);
  const printed = (await w.as("anne").get(`/liaison/${notice.id}/suivi/imprimer`)).text;
  assert.match(printed, /Léa Roux/);
});

test("a teacher follows her own children of a notice to the whole school", async () => {
  const w = await aWorld();
  const notice = published(w, "gaelle", { targets: [{ type: "school", targetId: w.ids.year }] });
  const karim = (await w.as("karim").get(`/liaison/${notice.id}/suivi`)).text;
  assert.match(karim, /Zoé Pérez/);
  assert.doesNotMatch(karim, /Imran Diallo/);
  const gaelle = (await w.as("gaelle").get(`/liaison/${notice.id}/suivi`)).text;
  assert.match(gaelle, /Zoé Pérez/);
  assert.match(gaelle, /Imran Diallo/);
});

test("a notice to two children names neither to the other's family", async () => {
  const w = await aWorld();
  const targets = [w.ids.lea, w.ids.imran].map((targetId) => ({ type: "pupil" as const, targetId }));
  const notice = published(w, "anne", { targets });
  assert.match((await w.as("anne").get("/liaison")).text, /Imran, Léa|Léa, Imran/);
  const claire = (await w.as("claire").get(`/liaison/${notice.id}`)).text;
  assert.match(claire, /Mot individuel/);
  assert.doesNotMatch(claire, /Imran/);
});

test("a guardian of two filters by child; search and pages find", async () => {
  const w = await aWorld();
  published(w, "anne", { title: "Pour le CE2" });
  published(w, "karim", { title: "Pour le CP", targets: [{ type: "classroom", targetId: w.ids.cp }] });
  const claire = w.as("claire");
  const lea = (await claire.get(`/liaison?pour=${w.ids.lea}`)).text;
  assert.match(lea, /Pour le CE2/);
  assert.doesNotMatch(lea, /Pour le CP/);
  for (let n = 0; n < 31; n += 1) published(w, "anne", { title: `Mot ${n} 100%` });
  assert.match((await w.as("anne").get("/liaison")).text, /page=2/);
  assert.match((await w.as("anne").get("/liaison?page=2")).text, /Pour le CE2/);
  const found = (await w.as("anne").get("/liaison?q=7+100%25")).text;
  assert.match(found, /Mot 7 100%/);
  assert.doesNotMatch(found, /Mot 8 100%/);
});

test("the home page shows each what is new, and what may be done there", async () => {
  const w = await aWorld();
  published(w, "anne", { signature: "both" });
  saveDraft(w.doing("anne"), null, noticeInput(w, { title: "Pas encore" }));
  const anne = (await w.as("anne").get("/accueil")).text;
  assert.match(anne, /Bonjour Anne, voici la classe de CE2/);
  assert.match(anne, /Voir le suivi/);
  const claire = (await w.as("claire").get("/accueil")).text;
  assert.match(claire, /Je signe pour Léa/);
  assert.match(claire, /tile-count[^>]*>1</);
  const lea = (await w.as("lea").get("/accueil")).text;
  assert.match(lea, /class="pupil/);
  assert.match(lea, /Sortie au musée/);
  for (const who of ["paul", "theo", "karim"] as const)
    assert.doesNotMatch((await w.as(who).get("/accueil")).text, /Sortie au musée/);
});

test("the home page says what takes place today, and puts first what waits for a signature", async () => {
  const w = await aWorld();
  published(w, "anne", { title: "Piscine", eventOn: w.clock.today(), startsAt: "10:30", signature: "one" });
  w.travel(60_000);
  published(w, "anne", { title: "Lu plus tard", signature: "none" });
  const claire = (await w.as("claire").get("/accueil")).text;
  assert.match(claire, /10\u00a0h\u00a030<\/span> <a href="\/liaison\/[^"]+">Piscine/);
  const cards = claire.slice(claire.indexOf("Ce qui est nouveau"));
  assert.ok(cards.indexOf("Je signe pour Léa") < cards.indexOf("Lu plus tard"));
  assert.match((await w.as("paul").get("/accueil")).text, /Rien de particulier/);
});

test("the demo school has a notice in every state", async () => {
  const w = await aWorld();
  await liaison.seed?.(w);
  const rows = w.db.select().from(notices).all();
  assert.ok(rows.filter(({ state }) => state === "published").length >= 6);
  assert.ok(rows.some(({ state }) => state === "draft"));
  assert.ok(rows.some(({ correctedAt }) => correctedAt !== null));
  assert.ok(rows.some(({ signature }) => signature === "both"));
  assert.ok(rows.some(({ deadline }) => deadline !== null && deadline < w.clock.today()));
  assert.ok(w.db.select().from(noticeReadings).all().length > 0);
  for (const who of ["anne", "gaelle", "claire", "lea"] as const)
    for (const path of ["/accueil", "/liaison"]) assert.equal((await w.as(who).get(path)).status, 200);
});
