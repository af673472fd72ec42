import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { events } from "../../core/events.ts";
import { issueRecoveryCode, setPassword } from "../../people/credentials.ts";
import { openRescue } from "../../people/rescue.ts";
import type { Answer, Browser } from "../../testing/browser.ts";
import { type World, world } from "../../testing/world.ts";
import accueil from "../accueil/index.ts";
import connexion from "./index.ts";

const minute = 60_000;
const lost = "tournesol violet du jardin";
const chosen = { motDePasse: "orage tambour cerise lune", encore: "orage tambour cerise lune" };
const identifiant = "gaelle.loeuille";

interface Box {
  readonly w: World;
  /** Where keys are mounted. */
  readonly media: string;
}

const open = async (): Promise<Box> => {
  const media = mkdtempSync(join(tmpdir(), "preau-media-"));
  after(() => rmSync(media, { recursive: true, force: true }));
  const w = await world({ features: [accueil, connexion], env: { USB_DIRS: `/nowhere:${media}` } });
  await setPassword(w.doing("gaelle"), w.ids.gaelle, lost);
  return { w, media };
};

const putKey = (media: string, text: string, place = "CLE"): void => {
  mkdirSync(join(media, place), { recursive: true });
  writeFileSync(join(media, place, "preau-secours.txt"), text);
};

const fileFor = async (browser: Browser): Promise<string> => {
  await browser.get("/connexion/secours");
  return (await browser.get("/connexion/secours/preau-secours.txt")).text;
};
const look = (browser: Browser): Promise<Answer> => browser.post("/connexion/secours", { identifiant });
const codeIn = ({ text }: Answer): string => /name="code" value="([^"]+)"/.exec(text)?.[1] ?? "";
const choose = (browser: Browser, code: string): Promise<Answer> =>
  browser.post("/connexion/activation/mot-de-passe", { code, ...chosen });
const canSignIn = async (w: World, motDePasse: string): Promise<boolean> =>
  (await w.stranger().post("/connexion", { identifiant, motDePasse })).status === 303;
const tokenOf = async (browser: Browser): Promise<string> =>
  /name="_csrf" value="([^"]+)"/.exec((await browser.get("/mon-compte")).text)?.[1] ?? "";
const told = (w: World): string[] =>
  w.db
    .select()
    .from(events)
    .all()
    .map(({ type }) => type)
    .filter((type) => type.startsWith("rescue.") || type === "password.recovered");

test("a key in the box, with the file made for this browser, opens a new password once", async () => {
  const { w, media } = await open();
  const browser = w.stranger();
  const text = await fileFor(browser);
  assert.equal((await look(browser)).status, 422, "no key yet");
  putKey(media, text);
  const asked = await look(browser);
  assert.match(asked.text, /Choisir mon mot de passe/);
  assert.equal((await choose(browser, codeIn(asked))).status, 303);
  assert.deepEqual([await canSignIn(w, lost), await canSignIn(w, chosen.motDePasse)], [false, true]);
  assert.equal((await choose(w.stranger(), codeIn(asked))).status, 422, "the code has served");
  assert.equal((await look(w.stranger())).status, 422, "a key that stays in the box opens nothing to another browser");
  const again = await browser.post("/connexion/secours", { identifiant, _csrf: await tokenOf(browser) });
  assert.equal(again.status, 422, "nor again to the same");
  assert.deepEqual(told(w), ["rescue.opened", "password.recovered"]);
});

test("thousands of files fetched by others push nobody’s out", async () => {
  const { w, media } = await open();
  const browser = w.stranger();
  putKey(media, await fileFor(browser));
  for (let at = 0; at < 120; at += 1) await w.stranger().get("/connexion/secours/preau-secours.txt");
  assert.match((await look(browser)).text, /Choisir mon mot de passe/);
});

test("desktops mount one folder deeper: found there too", async () => {
  const { w, media } = await open();
  const browser = w.stranger();
  putKey(media, await fileFor(browser), "gaelle/CLE");
  assert.match((await look(browser)).text, /Choisir mon mot de passe/);
});

test("ten minutes by time that passes, whatever the clock says", async () => {
  const { w, media } = await open();
  const browser = w.stranger();
  putKey(media, await fileFor(browser));
  const code = codeIn(await look(browser));
  w.setClock(Date.parse("2040-01-01T00:00:00Z"));
  assert.equal((await browser.post("/connexion/activation", { code })).status, 200);
  w.travel(11 * minute);
  w.setClock(Date.parse("2026-11-23T09:00:00Z"));
  assert.equal((await choose(browser, code)).status, 422);
  assert.ok(await canSignIn(w, lost));
});

test("an hour after the file was made, the key opens nothing", async () => {
  const { w, media } = await open();
  const browser = w.stranger();
  putKey(media, await fileFor(browser));
  w.travel(61 * minute);
  assert.equal((await look(browser)).status, 422);
});

test("another file, another name, a link or a large file is no key", async () => {
  const { w, media } = await open();
  const browser = w.stranger();
  const text = await fileFor(browser);
  putKey(media, "preau-secours");
  writeFileSync(join(media, "CLE/secours.txt"), text);
  writeFileSync(join(media, "elsewhere.txt"), text);
  mkdirSync(join(media, "LIEN"));
  symlinkSync(join(media, "elsewhere.txt"), join(media, "LIEN/preau-secours.txt"));
  putKey(media, text + " ".repeat(10_000), "GROS");
  writeFileSync(join(media, "preau-secours.txt"), text);
  assert.equal((await look(browser)).status, 422);
});

test("a key is for the head alone", async () => {
  const { w, media } = await open();
  const browser = w.stranger();
  putKey(media, await fileFor(browser));
  for (const other of ["anne.morin", "personne", "claire.elamrani"]) {
    const answer = await browser.post("/connexion/secours", { identifiant: other });
    assert.equal(answer.status, 422, other);
    assert.match(answer.text, /Ce n’est pas l’identifiant de la direction/);
  }
});

test("all staff are told at home until they have seen it; families and pupils are not", async () => {
  const { w } = await open();
  await w
    .stranger()
    .post("/connexion/activation/mot-de-passe", { code: openRescue(w, w.ids.gaelle, "command"), ...chosen });
  const words = /Le mot de passe de la direction a été remplacé/;
  for (const name of ["gaelle", "anne", "karim", "sylvie", "theo"] as const)
    assert.match((await w.as(name).get("/accueil")).text, words, name);
  for (const name of ["lea", "claire"] as const)
    assert.doesNotMatch((await w.as(name).get("/accueil")).text, words, name);
  const anne = w.as("anne");
  const action = /action="(\/connexion\/secours\/[^"]+\/vu)"/.exec((await anne.get("/accueil")).text)?.[1] ?? "";
  assert.equal((await anne.post(action)).status, 303);
  assert.doesNotMatch((await anne.get("/accueil")).text, words);
  assert.match((await w.as("karim").get("/accueil")).text, words);
});

test("a window that nobody used is told to nobody; a second one voids the first", async () => {
  const { w } = await open();
  const first = openRescue(w, w.ids.gaelle, "command");
  assert.doesNotMatch((await w.as("anne").get("/accueil")).text, /a été remplacé/);
  const second = openRescue(w, w.ids.gaelle, "command");
  assert.equal((await choose(w.stranger(), first)).status, 422);
  assert.equal((await choose(w.stranger(), second)).status, 303);
});

test("the sealed code is as loud as the key", async () => {
  const { w } = await open();
  const code = issueRecoveryCode(w.doing("gaelle"), w.ids.gaelle);
  assert.equal((await choose(w.stranger(), code)).status, 303);
  assert.match((await w.as("karim").get("/accueil")).text, /avec le code de secours/);
});

test("whoever lost a password reads who can help", async () => {
  const { w } = await open();
  assert.match((await w.stranger().get("/connexion")).text, /href="\/connexion\/oubli"/);
  const { text } = await w.stranger().get("/connexion/oubli");
  for (const words of [/La direction vous imprime un nouveau code/, /code de secours/, /href="\/connexion\/secours"/])
    assert.match(text, words);
});
