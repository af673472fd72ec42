import assert from "node:assert/strict";
import { test } from "node:test";
import { browserName } from "../../core/browsers.ts";
import { setPassword } from "../../people/credentials.ts";
import type { Browser } from "../../testing/browser.ts";
import { type World, world } from "../../testing/world.ts";
import connexion from "./index.ts";

const password = "tournesol violet du jardin";
const firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0";
const ipad =
  "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1";

const open = async (): Promise<World> => {
  const w = await world({ features: [connexion] });
  await setPassword(w.doing("gaelle"), w.ids.anne, password);
  return w;
};
const signIn = async (w: World, agent: string): Promise<Browser> => {
  const browser = w.stranger();
  const fields = { identifiant: "anne.morin", motDePasse: password };
  assert.equal((await browser.post("/connexion", fields, { "user-agent": agent })).status, 303);
  return browser;
};
const page = async (browser: Browser): Promise<string> => (await browser.get("/mon-compte")).text;
const token = (text: string): string => /name="_csrf" value="([^"]+)"/.exec(text)?.[1] ?? "";

test("the devices on which I am signed in, this one marked; one is signed out, the others stay", async () => {
  const w = await open();
  const here = await signIn(w, firefox);
  const there = await signIn(w, ipad);
  w.travel(7 * 60_000);
  await page(w.as("karim"));
  const text = await page(here);
  assert.match(text, /Firefox, Windows[\s\S]*?Cet appareil/);
  assert.match(text, /Safari, iPad[\s\S]*?vu il y a 7 min/);
  assert.equal(text.match(/Cet appareil/g)?.length, 1);
  const action = /action="(\/mon-compte\/appareils\/[0-9a-f]+)"/.exec(text)?.[1] ?? "";
  assert.equal((await here.post(action, { _csrf: token(text) })).status, 303);
  assert.equal((await there.get("/mon-compte")).status, 303);
  assert.equal((await here.get("/mon-compte")).status, 200);
});

test("all the others at once; and nobody ends somebody else's", async () => {
  const w = await open();
  const here = await signIn(w, firefox);
  const others = [await signIn(w, ipad), await signIn(w, ipad)];
  const action = /action="(\/mon-compte\/appareils\/[0-9a-f]+)"/.exec(await page(here))?.[1] ?? "";
  assert.equal((await w.as("karim").post(action)).status, 404);
  assert.equal((await here.post("/mon-compte/appareils", { _csrf: token(await page(here)) })).status, 303);
  for (const other of others) assert.equal((await other.get("/mon-compte")).status, 303);
  assert.equal((await here.get("/mon-compte")).status, 200);
});

test("a session that has ended by itself is no device any more", async () => {
  const w = await open();
  await signIn(w, ipad);
  w.travel(61 * 60_000);
  assert.doesNotMatch(await page(await signIn(w, firefox)), /iPad/);
});

test("browsers are called as people call them", () => {
  const edge = `${firefox.slice(0, 40)} AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0`;
  assert.deepEqual([firefox, ipad, edge, ""].map(browserName), [
    "Firefox, Windows",
    "Safari, iPad",
    "Edge, Windows",
    "Un navigateur",
  ]);
});
