import assert from "node:assert/strict";
import { test } from "node:test";
import { findHolderByCode, keysInForce } from "../../people/access-keys.ts";
import { setPassword } from "../../people/credentials.ts";
import { prepareSheet } from "../../people/staff-keys.ts";
import type { Browser, Fields } from "../../testing/browser.ts";
import { pageCount, scan, wordsOf } from "../../testing/pdf.ts";
import { type World, world } from "../../testing/world.ts";
import { keysFrom, parseStaffCode } from "../../wire/index.ts";
import { staffSecret } from "../../wire/stretch.ts";
import connexion from "./index.ts";

const uai = "0690078K";
const password = "tournesol violet du jardin";
const phrase = "orage tambour cerise lune";
const twice = (text: string): Fields => ({ actuel: password, phrase: text, encore: text });

const open = async (): Promise<World> => {
  const w = await world({ features: [connexion], env: { PORTAL_URL: "https://ent.jules-ferry.example" } });
  await setPassword(w.doing("gaelle"), w.ids.anne, password);
  return w;
};

/** What comes out of the printer, once the page says it is ready. */
const printed = async (w: World, browser: Browser, at: string): Promise<Uint8Array> => {
  for (let looks = 0; looks < 5000; looks += 1)
    if (!(await browser.get(at)).text.includes("Préparation en cours")) break;
  const answer = await fetch(`${w.url}${at}/feuilles.pdf`, { headers: { cookie: browser.cookie } });
  assert.equal(answer.headers.get("content-type"), "application/pdf");
  return new Uint8Array(await answer.arrayBuffer());
};

const codeOn = (bytes: Uint8Array): string => scan(bytes)[0]?.split("#")[1] ?? "";
const tokenHash = async (code: string, words: string): Promise<string> =>
  keysFrom(await staffSecret(code, words, uai), uai).tokenHash;
const inForce = (w: World): string[] => keysInForce(w).map((key) => `${key.kind} ${key.tokenHash}`);

test("she prints her sheet after her password; sheet and phrase together are the key, and nothing else is", async (t) => {
  const w = await open();
  const anne = w.as("anne");
  const bytes = await printed(w, anne, (await anne.post("/mon-compte/maison/feuille", twice(phrase))).location);
  assert.equal(pageCount(bytes), 1);
  const code = codeOn(bytes);
  assert.notEqual(parseStaffCode(code), null);
  assert.deepEqual(inForce(w), [`staff ${await tokenHash(code, phrase)}`]);
  assert.equal(findHolderByCode(w.db, uai, code), undefined);
  assert.match((await anne.get("/mon-compte/maison")).text, /En service depuis le/);
  const words = wordsOf(bytes);
  if (words === null) return t.diagnostic("poppler is not installed: the words were not read");
  assert.match(words, /Mme Morin/);
  assert.equal(words.includes(phrase), false);
});

test("no sheet without the password, nor with a weak phrase or two different ones", async () => {
  const w = await open();
  const anne = w.as("anne");
  const refused: [Fields, RegExp][] = [
    [{ ...twice(phrase), actuel: "un autre mot de passe" }, /pas votre mot de passe/],
    [twice("court"), /5 sur 12/],
    [twice("Jules-Ferry 2026"), /trop facile à deviner/],
    [{ ...twice(phrase), encore: "orage tambour cerise" }, /ne sont pas les mêmes/],
  ];
  for (const [fields, words] of refused) {
    const answer = await anne.post("/mon-compte/maison/feuille", fields);
    assert.equal(answer.status, 422);
    assert.match(answer.text, words);
    assert.equal(answer.text.includes(phrase), false);
  }
  assert.deepEqual(inForce(w), []);
});

test("the head’s sheet opens nothing before its phrase; another phrase makes other keys of the same sheet", async () => {
  const w = await open();
  const sheet = prepareSheet({ ...w, ...w.doing("gaelle") }, w.ids.anne);
  sheet.store();
  assert.deepEqual(inForce(w), []);
  const anne = w.as("anne");
  assert.match((await anne.get("/mon-compte/maison")).text, /choisissez sa phrase/);
  await anne.post("/mon-compte/maison/phrase", twice(phrase));
  assert.deepEqual(inForce(w), [`staff ${await tokenHash(sheet.key.code, phrase)}`]);
  const other = "velours brique sommeil pluie";
  await anne.post("/mon-compte/maison/phrase", twice(other));
  assert.deepEqual(inForce(w), [`staff ${await tokenHash(sheet.key.code, other)}`]);
  prepareSheet({ ...w, ...w.doing("gaelle") }, w.ids.anne).store();
  assert.deepEqual(inForce(w), [], "a new sheet ends the key of the former");
  await anne.post("/mon-compte/maison/phrase", twice(other));
  await anne.post("/mon-compte/maison/retrait");
  assert.deepEqual(inForce(w), []);
  assert.equal((await anne.post("/mon-compte/maison/phrase", twice(other))).status, 409);
});

test("pupils’ cards: those of the class that have none, eight on a page; one again kills the former", async (t) => {
  const w = await open();
  const anne = w.as("anne");
  const bytes = await printed(w, anne, (await anne.post("/connexion/eleves/maison", { classe: w.ids.ce2 })).location);
  assert.equal(pageCount(bytes), 1);
  assert.deepEqual(
    keysInForce(w).map(({ kind, personId }) => [kind, personId === w.ids.lea || personId === w.ids.imran]),
    [
      ["pupil", true],
      ["pupil", true],
    ],
  );
  assert.equal(
    (await anne.post("/connexion/eleves/maison", { classe: w.ids.ce2 })).location.startsWith("/connexion"),
    true,
  );
  const before = keysInForce(w).find(({ personId }) => personId === w.ids.lea)?.tokenHash;
  const again = await printed(w, anne, (await anne.post(`/connexion/eleves/${w.ids.lea}/carte`)).location);
  assert.equal(findHolderByCode(w.db, uai, codeOn(again))?.id, w.ids.lea);
  assert.notEqual(keysInForce(w).find(({ personId }) => personId === w.ids.lea)?.tokenHash, before);
  await anne.post(`/connexion/eleves/${w.ids.lea}/carte/retrait`);
  assert.equal(keysInForce(w).length, 1);
  const words = wordsOf(bytes);
  if (words === null) return t.diagnostic("poppler is not installed: the words were not read");
  assert.match(words, /Léa/);
  assert.match(words, /Imran/);
  assert.equal(words.includes("ROUX"), false, "no family name on a card that is lost in a street");
});
