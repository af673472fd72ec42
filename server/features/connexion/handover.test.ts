import assert from "node:assert/strict";
import { test } from "node:test";
import { setPassword } from "../../people/credentials.ts";
import { type Browser, browserOf } from "../../testing/browser.ts";
import { type World, world } from "../../testing/world.ts";

const password = "tournesol violet du jardin";
const open = async (): Promise<World> => {
  const w = await world();
  for (const name of ["anne", "karim"] as const) await setPassword(w.doing("gaelle"), w.ids[name], password);
  return w;
};

/** A browser in which somebody signed in with a password, and its token. */
const signedIn = async (w: World, identifiant: string): Promise<{ browser: Browser; csrf: string }> => {
  const browser = w.stranger();
  await browser.post("/connexion", { identifiant, motDePasse: password });
  const csrf = /name="_csrf" value="([^"]+)"/.exec((await browser.get("/accueil")).text)?.[1] ?? "";
  return { browser, csrf };
};

test("« Passer aux élèves » shows her class; a pupil at the keyboard inherits nothing", async () => {
  const w = await open();
  const { browser, csrf } = await signedIn(w, "anne.morin");
  const secondTab = browserOf(w.url, browser.cookie, csrf);
  const page = await browser.get("/liaison/nouveau");
  assert.match(page.headers.get("cache-control") ?? "", /no-store/, "Back asks the box again");
  const answer = await browser.post("/connexion/passage", { suite: "/liaison/nouveau", _csrf: csrf });
  assert.equal(answer.location, `/connexion/classe/${w.ids.ce2}`);
  for (const tab of [browser, secondTab]) {
    const old = await tab.get("/liaison/nouveau");
    assert.deepEqual([old.status, old.location], [303, "/connexion?suite=%2Fliaison%2Fnouveau"]);
    assert.equal((await tab.post("/liaison/brouillon", { title: "Moi", _csrf: csrf })).status, 303);
  }
  const classPage = (await browser.get(answer.location)).text;
  assert.match(classPage, /href="\/connexion\/retour".*Mme Morin/s);
});

test("« Revenir » asks for her password alone, and leads where she was", async () => {
  const w = await open();
  const { browser, csrf } = await signedIn(w, "anne.morin");
  await browser.post("/connexion/passage", { suite: "/liaison/nouveau", _csrf: csrf });
  const before = browser.cookie;
  assert.match((await browser.get("/connexion/retour")).text, /Mme Morin/);
  const wrong = await browser.post("/connexion/retour", { motDePasse: "pas le bon" });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /Ce n’est pas votre mot de passe/);
  assert.equal((await browser.post("/connexion/retour", { motDePasse: password })).location, "/liaison/nouveau");
  assert.equal((await browser.get("/liaison/nouveau")).status, 200);
  assert.notEqual(browser.cookie, before);
  const other = w.stranger();
  assert.equal(
    (await other.get("/connexion/retour")).location,
    "/connexion",
    "only at the computer that was handed over",
  );
});

test("the way back is forgotten at the end of the day, and leads to no other site", async () => {
  const w = await open();
  const { browser, csrf } = await signedIn(w, "anne.morin");
  await browser.post("/connexion/passage", { suite: "https://ailleurs.example/", _csrf: csrf });
  assert.equal((await browser.post("/connexion/retour", { motDePasse: password })).location, "/accueil");
  const again = await signedIn(w, "karim.benali");
  await again.browser.post("/connexion/passage", { _csrf: again.csrf });
  w.travel(11 * 3_600_000);
  assert.equal((await again.browser.get("/connexion/retour")).location, "/connexion");
});

test("the screen stays projected for her who comes back", async () => {
  const w = await open();
  const { browser, csrf } = await signedIn(w, "anne.morin");
  await browser.post("/tableau", { _csrf: csrf });
  await browser.post("/connexion/passage", { suite: "/mon-compte", _csrf: csrf });
  await browser.post("/connexion/retour", { motDePasse: password });
  assert.equal((await browser.get("/mon-compte")).status, 403);
});
