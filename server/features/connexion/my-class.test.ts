import assert from "node:assert/strict";
import { test } from "node:test";
import { eq } from "drizzle-orm";
import { newBadgeText, prepareBadges } from "../../people/badges.ts";
import { setPassword, setPictures } from "../../people/credentials.ts";
import { accounts, classScreens } from "../../people/tables.ts";
import type { Browser } from "../../testing/browser.ts";
import { type World, world } from "../../testing/world.ts";
import connexion from "./index.ts";

const password = "tournesol violet du jardin";
const open = async (): Promise<World> => {
  const w = await world({ features: [connexion] });
  await setPassword(w.doing("gaelle"), w.ids.anne, password);
  return w;
};
const isIn = async (browser: Browser): Promise<boolean> => (await browser.get("/mon-compte")).status === 200;

/** The classroom's computer: a teacher signs in at it, opens it for her class, and passes it to the pupils. */
const openScreen = async (w: World): Promise<Browser> => {
  const screen = w.stranger();
  await screen.post("/connexion", { identifiant: "anne.morin", motDePasse: password });
  const page = (await screen.get(`/connexion/eleves?classe=${w.ids.ce2}`)).text;
  const csrf = /name="_csrf" value="([^"]+)"/.exec(page)?.[1] ?? "";
  assert.equal((await screen.post("/connexion/eleves/ecrans", { classe: w.ids.ce2, _csrf: csrf })).status, 303);
  await screen.post("/connexion/passage", { _csrf: csrf });
  return screen;
};
const touchTile = (browser: Browser, id: string) => browser.post(`/connexion/eleve/${id}/tuile`);

test("on a screen opened for the day the tile alone lets a pupil in, there and for that class only", async () => {
  const w = await open();
  const screen = await openScreen(w);
  assert.match((await screen.get(`/connexion/classe/${w.ids.ce2}`)).text, new RegExp(`eleve/${w.ids.lea}/tuile`));
  assert.equal((await touchTile(screen, w.ids.zoe)).location, `/connexion/eleve/${w.ids.zoe}`, "another class");
  const elsewhere = w.stranger();
  await elsewhere.get("/connexion");
  assert.equal((await touchTile(elsewhere, w.ids.lea)).location, `/connexion/eleve/${w.ids.lea}`);
  assert.ok(!(await isIn(elsewhere)));
  assert.equal((await touchTile(screen, w.ids.lea)).location, "/accueil");
  assert.ok(await isIn(screen));
});

test("it closes by itself in the evening, by measured time; set clocks open nothing", async () => {
  const w = await open();
  const screen = await openScreen(w);
  w.travel(4 * 3_600_000);
  w.setClock(w.clock.now().getTime() - 3 * 3_600_000);
  w.travel(5.5 * 3_600_000);
  assert.notEqual(
    (await touchTile(screen, w.ids.lea)).location,
    "/accueil",
    "half past seven, whatever the clock says",
  );
  const anne = w.as("anne");
  const id = w.db.select().from(classScreens).get()?.id ?? "";
  await anne.post("/connexion/eleves/ecrans/ouverture", { classe: w.ids.ce2 });
  assert.equal((await touchTile(screen, w.ids.lea)).location, "/accueil", "opened again from her desk");
  await anne.post(`/connexion/eleves/ecrans/${id}/fermeture`);
  assert.notEqual((await touchTile(screen, w.ids.imran)).location, "/accueil");
});

test("a locked tile stays locked on an open screen, and a way of one’s own is kept there", async () => {
  const w = await open();
  const screen = await openScreen(w);
  w.db.update(accounts).set({ lockedAt: w.clock.iso() }).where(eq(accounts.personId, w.ids.lea)).run();
  assert.equal((await touchTile(screen, w.ids.lea)).location, `/connexion/eleve/${w.ids.lea}`);
  await w.as("anne").post(`/connexion/eleves/${w.ids.imran}/acces`, { par: "pictures" });
  assert.equal((await touchTile(screen, w.ids.imran)).location, `/connexion/eleve/${w.ids.imran}`);
});

test("a badge lets its pupil in, however the reader types it; the new one kills the old", async () => {
  const w = await open();
  const [first, second] = [0, 1].map(() => prepareBadges(w.doing("anne"), [w.ids.lea]));
  first?.store();
  const old = first?.textOf.get(w.ids.lea) ?? "";
  assert.match(old, /^[BCDFGHJKLNPRSTVX]{32}$/);
  const typed = [old, old.toLowerCase(), ` ${old.slice(0, 16)} ${old.slice(16)}\t`];
  for (const badge of typed)
    assert.equal((await w.stranger().post("/connexion/badge", { badge })).location, "/accueil");
  second?.store();
  const refused = await w.stranger().post("/connexion/badge", { badge: old, classe: w.ids.ce2 });
  assert.equal(refused.status, 422);
  assert.match(refused.text, /role="alert">.*Ce badge ne marche pas/s);
  assert.match(refused.text, /data-speak="Ce badge ne marche pas/);
  const kept = JSON.stringify(w.db.select().from(accounts).all());
  for (const { textOf } of [first, second].flatMap((badges) => badges ?? []))
    assert.ok(!kept.includes(textOf.get(w.ids.lea) ?? "?"), "only its hash is kept");
});

test("badges do not repeat; a badge withdrawn by mistake is given back by one click", async () => {
  const w = await open();
  assert.equal(new Set(Array.from({ length: 1000 }, newBadgeText)).size, 1000);
  const { textOf, store } = prepareBadges(w.doing("anne"), [w.ids.lea]);
  store();
  const badge = textOf.get(w.ids.lea) ?? "";
  const anne = w.as("anne");
  const finder = w.stranger();
  assert.equal((await finder.post("/connexion/badge", { badge })).location, "/accueil");
  assert.equal((await finder.get("/mon-compte")).status, 200);
  w.travel(1000);
  await anne.post(`/connexion/eleves/${w.ids.lea}/badge/retrait`);
  assert.equal((await finder.get("/mon-compte")).status, 303, "whoever is in with it is out");
  assert.notEqual((await w.stranger().post("/connexion/badge", { badge })).location, "/accueil");
  assert.match((await anne.get("/connexion/eleves")).text, /n’ouvre plus rien.*badge\/retour/s);
  await anne.post(`/connexion/eleves/${w.ids.lea}/badge/retour`);
  assert.equal((await w.stranger().post("/connexion/badge", { badge })).location, "/accueil");
});

test("the teacher sees who is signed in, without keeping anybody awake, and signs all out", async () => {
  const w = await open();
  const [lea, anne] = [w.as("lea"), w.as("anne")];
  w.as("zoe");
  const list = () => anne.get(`/connexion/eleves/presence?classe=${w.ids.ce2}`, { "hx-request": "true" });
  assert.match((await list()).text, /Léa/);
  assert.doesNotMatch((await list()).text, /Imran|Zoé/);
  w.travel(40 * 60_000);
  assert.ok(await isIn(lea));
  w.travel(40 * 60_000);
  assert.match((await list()).location, /^\/connexion/, "the page’s own question kept her no longer than an hour");
  const again = w.as("anne");
  assert.equal((await again.post("/connexion/eleves/sortie", { classe: w.ids.ce2 })).status, 303);
  assert.ok(!(await isIn(lea)));
  assert.match((await again.get("/connexion/eleves")).text, /Aucun élève n’est connecté/);
});

test("the class’s way decides what stands behind a tile; a typed password begins in CE2", async () => {
  const w = await open();
  await setPictures(w.doing("anne"), w.ids.lea, ["chat", "soleil", "bateau"]);
  prepareBadges(w.doing("anne"), [w.ids.lea]).store();
  const behind = async () => (await w.stranger().get(`/connexion/eleve/${w.ids.lea}`)).text;
  assert.match(await behind(), /Touche tes trois images/);
  await w.as("anne").post("/connexion/eleves/acces", { classe: w.ids.ce2, par: "badge" });
  assert.match(await behind(), /Montre ton badge/);
  const cp = await w.as("karim").post("/connexion/eleves/acces", { classe: w.ids.cp, par: "password" });
  assert.equal(cp.status, 422);
  assert.equal((await w.as("karim").post(`/connexion/eleves/${w.ids.zoe}/mot-de-passe`)).status, 403);
});

test("on a projected screen the class is shown without its sign-in names", async () => {
  const w = await open();
  assert.match((await w.as("anne").get("/connexion/eleves")).text, /lea\.roux/);
  const { status, text } = await w.as("anne", { isProjected: true }).get("/connexion/eleves");
  assert.equal(status, 200);
  assert.match(text, /Léa/);
  assert.doesNotMatch(text, /lea\.roux/i);
});
