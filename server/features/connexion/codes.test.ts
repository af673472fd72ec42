import assert from "node:assert/strict";
import { test } from "node:test";
import { issueKeys } from "../../people/access-keys.ts";
import { findByCode, issueActivationCode, issueRecoveryCode, setPassword } from "../../people/credentials.ts";
import type { Browser } from "../../testing/browser.ts";
import { type World, world } from "../../testing/world.ts";
import connexion from "./index.ts";

const day = 86_400_000;
const open = (): Promise<World> => world({ features: [connexion] });
const isIn = async (browser: Browser): Promise<boolean> => (await browser.get("/mon-compte")).status === 200;

test("an activation code opens an account once, and tells the identifiant", async () => {
  const w = await open();
  const code = issueActivationCode(w.doing("gaelle"), w.ids.sylvie);
  const sylvie = w.stranger();
  const chosen = { code, motDePasse: "orage tambour cerise lune", encore: "orage tambour cerise lune" };
  const asked = await sylvie.post("/connexion/activation", {
    code: ` ${code.slice(0, 4).toUpperCase()}-${code.slice(4)} `,
  });
  assert.equal(asked.status, 200);
  assert.match(asked.text, /sylvie\.mercier/);
  const short = await sylvie.post("/connexion/activation/mot-de-passe", { code, motDePasse: "court", encore: "court" });
  assert.equal(short.status, 422);
  assert.match(short.text, /5 sur 12/);
  const common = { code, motDePasse: "Sylvie-2026!!", encore: "Sylvie-2026!!" };
  assert.match((await sylvie.post("/connexion/activation/mot-de-passe", common)).text, /trop facile à deviner/);
  assert.equal((await sylvie.post("/connexion/activation/mot-de-passe", chosen)).status, 303);
  assert.ok(await isIn(sylvie));
  assert.equal((await w.stranger().post("/connexion/activation/mot-de-passe", chosen)).status, 422);
  assert.equal((await w.stranger().post("/connexion/activation", { code })).status, 422);
  assert.equal((await w.stranger().post("/connexion", { identifiant: "sylvie.mercier", ...chosen })).status, 303);
});

test("an activation code used twice at the same moment opens the account once", async () => {
  const w = await open();
  const code = issueActivationCode(w.doing("gaelle"), w.ids.sylvie);
  const use = (words: string) =>
    w.stranger().post("/connexion/activation/mot-de-passe", { code, motDePasse: words, encore: words });
  const answers = await Promise.all([use("orage tambour cerise lune"), use("velours brique sommeil pluie")]);
  assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 422]);
});

test("an activation code ends after 60 days, but not by a clock that cannot be believed", async () => {
  const w = await open();
  const code = issueActivationCode(w.doing("gaelle"), w.ids.sylvie);
  w.travel(61 * day);
  assert.equal((await w.stranger().post("/connexion/activation", { code })).status, 422);
  w.clock.notBefore("2026-11-23T09:00:00.000Z");
  w.travel(300 * day);
  assert.equal(w.clock.isTrusted(), false);
  assert.equal((await w.stranger().post("/connexion/activation", { code })).status, 200);
});

test("a family's sheet does not open the account of somebody who works at the school", async () => {
  const w = await open();
  const [issued] = await issueKeys({ ...w.doing("gaelle"), config: w.config }, [w.ids.anne], "guardian");
  const anne = w.stranger();
  const answer = await anne.post("/connexion/feuille", { code: issued?.code ?? "" });
  assert.equal(answer.status, 422);
  assert.match(answer.text, /Vous travaillez à l’école/);
  assert.equal(await isIn(anne), false);
});

test("a family's sheet opens on the school's network; a revoked one does not", async () => {
  const w = await open();
  const doing = { ...w.doing("gaelle"), config: w.config };
  const [issued] = await issueKeys(doing, [w.ids.claire], "guardian");
  const code = issued?.code ?? "";
  const claire = w.stranger();
  const typed = code.toLowerCase().replace(/(.{4})/g, "$1-");
  assert.equal((await claire.post("/connexion/feuille", { code: typed })).location, "/accueil");
  assert.match((await claire.get("/mon-compte")).text, /El Amrani/);
  await issueKeys(doing, [w.ids.claire], "guardian");
  assert.equal((await w.stranger().post("/connexion/feuille", { code })).status, 422);
});

test("wrong codes from one browser must wait longer and longer", async () => {
  const w = await open();
  const browser = w.stranger();
  await browser.get("/connexion/activation");
  const statuses: number[] = [];
  for (let round = 0; round < 13; round += 1)
    statuses.push((await browser.post("/connexion/activation", { code: "aaaabbbb" })).status);
  assert.deepEqual([statuses[0], statuses[9], statuses[12]], [422, 422, 429]);
  w.travel(120_000);
  assert.equal((await browser.post("/connexion/activation", { code: "aaaabbbb" })).status, 422);
});

test("the head's new recovery code asks for the password, is shown once, and voids the former", async () => {
  const w = await open();
  const password = "tournesol violet du jardin";
  await setPassword(w.doing("gaelle"), w.ids.gaelle, password);
  const former = issueRecoveryCode(w.doing("gaelle"), w.ids.gaelle);
  const head = w.as("gaelle");
  assert.equal((await head.post("/mon-compte/code-de-secours", { actuel: "pas le bon" })).status, 422);
  assert.ok(findByCode(w, former));
  const { text } = await head.post("/mon-compte/code-de-secours", { actuel: password });
  const code = [...text.matchAll(/code-group">([0-9A-Z]{4})</g)].map(([, group]) => group).join("-");
  assert.equal(findByCode(w, former), undefined);
  assert.equal(findByCode(w, code)?.personId, w.ids.gaelle);
  assert.ok(!(await head.get("/mon-compte")).text.includes(code));
});
