import assert from "node:assert/strict";
import { test } from "node:test";
import argon2 from "argon2";
import { eq } from "drizzle-orm";
import { setPassword } from "../../people/credentials.ts";
import { accounts, knownDevices, people, signInFailures } from "../../people/tables.ts";
import type { Answer, Browser } from "../../testing/browser.ts";
import { type World, type WorldOptions, world } from "../../testing/world.ts";
import connexion from "./index.ts";

const day = 86_400_000;
const password = "tournesol violet du jardin";
const open = async (options: WorldOptions = {}): Promise<World> => {
  const w = await world({ features: [connexion], ...options });
  await setPassword(w.doing("gaelle"), w.ids.anne, password);
  return w;
};
const signIn = (browser: Browser, identifiant: string, motDePasse = password, more = {}): Promise<Answer> =>
  browser.post("/connexion", { identifiant, motDePasse, ...more });
const isIn = async (browser: Browser): Promise<boolean> => (await browser.get("/mon-compte")).status === 200;

test("an adult signs in with identifiant and password, and gets a new session id", async () => {
  const w = await open();
  const anne = w.stranger();
  const before = anne.cookie;
  const answer = await signIn(anne, " Anne.Morin ");
  assert.deepEqual([answer.status, answer.location], [303, "/accueil"]);
  assert.match(answer.headers.get("set-cookie") ?? "", /sid=[^;]+; Path=\/; HttpOnly; SameSite=Strict/);
  assert.notEqual(anne.cookie, before);
  assert.ok(await isIn(anne));
});

test("signing in again, as somebody else, never keeps the session's id", async () => {
  const w = await open();
  const browser = w.as("karim");
  const sid = (cookie: string): string => /sid=([^;]+)/.exec(cookie)?.[1] ?? "";
  const before = sid(browser.cookie);
  await signIn(browser, "anne.morin");
  assert.notEqual(sid(browser.cookie), before);
  const old = await fetch(`${w.url}/mon-compte`, { redirect: "manual", headers: { cookie: `sid=${before}` } });
  assert.equal(old.status, 303, "the former id is worth nothing");
});

test("an unknown account gives the same bytes and counts alike (the bench measures its time)", async () => {
  const w = await open();
  const texts: string[] = [];
  for (let round = 0; round < 7; round += 1)
    for (const login of ["anne.morin", "anna.morin"]) {
      const { status, text } = await signIn(w.stranger(), login, "pas le bon");
      assert.equal(status, round < 6 ? 422 : 429, `${login}, guess ${round + 1}`);
      texts.push(text.replaceAll(login, "…"));
    }
  for (let pair = 0; pair < texts.length; pair += 2) assert.equal(texts[pair], texts[pair + 1]);
});

test("a patient stranger gets no more than 90 guesses a day", async () => {
  const w = await open();
  await signIn(w.stranger(), "anne.morin", "essai");
  w.db.update(signInFailures).set({ count: 85 }).run();
  let looked = 0;
  for (let round = 0; round < 10; round += 1) {
    if ((await signIn(w.stranger(), "anne.morin", `essai ${round}`)).status === 422) looked += 1;
    w.travel(601_000);
  }
  assert.equal(looked, 5);
});

test("six wrong passwords in a row make the next guess wait", async () => {
  const w = await open();
  const statuses: number[] = [];
  for (let round = 0; round < 8; round += 1)
    statuses.push((await signIn(w.stranger(), "anne.morin", "pas le bon")).status);
  assert.deepEqual(statuses, [422, 422, 422, 422, 422, 422, 429, 429]);
  w.travel(5_000);
  assert.equal((await signIn(w.stranger(), "anne.morin")).status, 303);
});

test("the account is closed to strangers after 90 guesses, opens the next day, and never to its own browser", async () => {
  const w = await open();
  const anne = w.stranger();
  await anne.get("/connexion");
  await signIn(anne, "anne.morin");
  w.db.update(signInFailures).set({ count: 90 }).run();
  assert.equal((await signIn(w.stranger(), "anne.morin")).status, 429, "the right password, from a new browser");
  const own = w.stranger();
  const device = /device=[0-9a-f]{32}/.exec(anne.cookie)?.[0] ?? "";
  assert.notEqual(device, "");
  const answer = await own.post("/connexion", { identifiant: "anne.morin", motDePasse: password }, { cookie: device });
  assert.equal(answer.status, 303, "the right password, from her browser");
  w.travel(day);
  assert.equal((await signIn(w.stranger(), "anne.morin")).status, 303);
});

test("guesses sent all at once are counted before they are checked", async () => {
  const w = await open();
  const answers = await Promise.all(
    Array.from({ length: 120 }, (_, n) => signIn(w.stranger(), "anne.morin", `essai numero ${n}`)),
  );
  const looked = answers.filter(({ status }) => status === 422).length;
  assert.ok(looked > 0 && looked <= 90, `${looked} looked at`);
  assert.equal(answers.filter(({ status }) => status === 429).length, 120 - looked);
});

test("after signing in, only a path of this site is followed", async () => {
  const w = await open();
  const refused = [
    "https://ailleurs.example/",
    "//ailleurs.example",
    "/\\ailleurs.example",
    "/\t/ailleurs.example",
    "/.//ailleurs.example",
    "/a/..//ailleurs.example",
    "/%2e//ailleurs.example",
    "x",
  ];
  for (const suite of refused) {
    const answer = await signIn(w.stranger(), "anne.morin", password, { suite });
    assert.equal(answer.location, "/accueil", suite);
  }
  const answer = await signIn(w.stranger(), "anne.morin", password, { suite: "/connexion/eleves?classe=1" });
  assert.equal(answer.location, "/connexion/eleves?classe=1");
});

test("from another site, nobody is signed in", async () => {
  const w = await open();
  for (const origin of ["https://ailleurs.example", "null", ""]) {
    const fields = { identifiant: "anne.morin", motDePasse: password };
    assert.equal((await w.stranger().post("/connexion", fields, { origin })).status, 403);
  }
});

test("somebody who left signs in no more", async () => {
  const w = await open();
  w.db.update(people).set({ leftOn: "2026-11-20" }).run();
  assert.equal((await signIn(w.stranger(), "anne.morin")).status, 422);
});

test("a new password ends every other session and spares this one", async () => {
  const w = await open();
  const [here, there] = [w.as("anne"), w.as("anne")];
  assert.ok(await isIn(there));
  w.travel(1000);
  const fields = { motDePasse: "orage tambour cerise lune", encore: "orage tambour cerise lune" };
  assert.equal((await here.post("/mon-compte/mot-de-passe", { ...fields, actuel: "pas le bon" })).status, 422);
  assert.ok(await isIn(there));
  assert.equal((await here.post("/mon-compte/mot-de-passe", { ...fields, actuel: password })).status, 303);
  assert.ok(await isIn(here));
  assert.ok(!(await isIn(there)));
  assert.equal((await signIn(w.stranger(), "anne.morin", password)).status, 422);
  assert.equal((await signIn(w.stranger(), "anne.morin", fields.motDePasse)).status, 303);
});

test("a session that ended while the clock ran ahead does not keep its owner out", async () => {
  const w = await open();
  w.travel(365 * day);
  await setPassword(w.doing("gaelle"), w.ids.anne, password);
  w.travel(-365 * day);
  const anne = w.stranger();
  assert.equal((await signIn(anne, "anne.morin")).status, 303);
  assert.ok(await isIn(anne));
});

test("a password hashed with weaker parameters is hashed anew at sign-in", async () => {
  const w = await open();
  const weak = await argon2.hash(password, { type: argon2.argon2id, memoryCost: 4096, timeCost: 2, parallelism: 1 });
  const mine = eq(accounts.personId, w.ids.anne);
  w.db.update(accounts).set({ passwordHash: weak }).where(mine).run();
  assert.equal((await signIn(w.stranger(), "anne.morin")).status, 303);
  assert.match(w.db.select().from(accounts).where(mine).get()?.passwordHash ?? "", /m=19456/);
  assert.equal((await signIn(w.stranger(), "anne.morin")).status, 303);
});

test("signing out ends the session", async () => {
  const w = await open();
  const anne = w.as("anne");
  const answer = await anne.post("/deconnexion");
  assert.deepEqual([answer.status, answer.location], [303, "/connexion"]);
  assert.ok(!(await isIn(anne)));
});

test("adults: ten hours at most, and an hour without a touch", async () => {
  const w = await open();
  const anne = w.stranger();
  await signIn(anne, "anne.morin");
  for (let visit = 0; visit < 11; visit += 1) {
    w.travel(54 * 60_000);
    assert.ok(await isIn(anne));
  }
  w.travel(12 * 60_000);
  assert.ok(!(await isIn(anne)));
  await signIn(anne, "anne.morin");
  w.travel(61 * 60_000);
  assert.ok(!(await isIn(anne)));
});

test("thirty adults sign in at the same moment", async () => {
  const w = await open();
  const answers = await Promise.all(Array.from({ length: 30 }, () => signIn(w.stranger(), "anne.morin")));
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([303]));
  assert.ok(w.db.select().from(knownDevices).all().length <= 20);
});
