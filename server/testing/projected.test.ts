import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { eq } from "drizzle-orm";
import { routesOf } from "../app.ts";
import type { Route } from "../core/routes.ts";
import { features } from "../features.ts";
import { setPassword } from "../people/credentials.ts";
import { people } from "../people/tables.ts";
import type { Answer } from "./browser.ts";
import { type CastName, cast } from "./cast.ts";
import { published } from "./notices.ts";
import { remember } from "./pristine.ts";
import type { Rights, RightsCase } from "./rights-table.ts";
import { type World, world } from "./world.ts";

const guardians = (Object.keys(cast) as CastName[]).filter((name) => cast[name] === "guardian");

/** What a class must never read: names and contacts of families, family names of pupils. */
const secrets = ["Roux", "Diallo", "Pérez", "Amrani", "Claire", "Marc ", "Nadia", "Rachid", "Paul ", "lea.roux"];
const contacts = (name: string) => ({
  email: `${name}@famille.example`,
  mobilePhone: `06 39 98 ${name.length}0 11`,
  address: `${name.length} rue des Secrets`,
});

const addContacts = ({ db, ids }: World): void => {
  for (const name of guardians) db.update(people).set(contacts(name)).where(eq(people.id, ids[name])).run();
};

const leaks = (text: string): string[] => {
  const plain = text.toLocaleLowerCase("fr");
  const words = [...secrets, "famille.example", "06 39 98", "rue des Secrets"];
  return words.filter((word) => plain.includes(word.toLocaleLowerCase("fr")));
};

type Case = RightsCase<unknown>;
const tableOf = async (id: string): Promise<Rights<unknown>> =>
  ((await import(join(import.meta.dirname, `../features/${id}/rights.ts`))) as { default: Rights<unknown> }).default;

const casesOf = (table: Rights<unknown>, route: Route): readonly Case[] => {
  const declared = table.routes[`${route.method} ${route.path}`] ?? [];
  return Array.isArray(declared) ? declared : [declared as Case];
};

const pathOf = (route: Route, params: Record<string, string>): string =>
  route.path.replace(/:([a-zA-Z]+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));

const titleOf = (text: string): string => /<title>([^<]*)/.exec(text)?.[1] ?? "";

for (const feature of features) {
  test(`${feature.id}: nothing of a family on a projected screen, and in no title at any time`, async () => {
    const table = await tableOf(feature.id);
    if (table.hasSchool === false) return;
    const w = await world();
    const scene = await table.scene(w);
    addContacts(w);
    const putBack = remember(w.db);
    const found: string[] = [];
    let uncovered = 0;
    const check = (what: string, { text, location }: Answer): void => {
      const words = [...leaks(text), ...leaks(decodeURIComponent(location))];
      if (words.length > 0) found.push(`${what}: ${words.join(", ")}`);
    };
    for (const route of routesOf([feature]))
      for (const one of casesOf(table, route))
        for (const name of ["anne", "gaelle", "sylvie"] as const) {
          const path = pathOf(route, one.params?.(scene, w) ?? {});
          const what = `${route.method} ${route.path} ${one.what ?? ""} as ${name}`;
          const projected = w.as(name, { isProjected: true });
          if (route.method === "GET") {
            check(what, await projected.get(path));
            check(`${what}, a fragment`, await projected.get(path, { "hx-request": "true" }));
            const { text } = await w.as(name).get(path);
            uncovered += leaks(text).length;
            if (leaks(titleOf(text)).length > 0) found.push(`${what}: the title says ${titleOf(text)}`);
          } else {
            check(what, await projected.post(path, one.fields?.(scene, w) ?? {}));
            check(`${what}, then home`, await projected.get("/accueil"));
          }
          putBack();
        }
    assert.deepEqual(found, []);
    const tellsOfFamilies = ["liaison", "direction", "annuaire"].includes(feature.id);
    assert.ok(!tellsOfFamilies || uncovered > 0, "without the mode, these pages do name families");
  });
}

const password = "tournesol violet du jardin";
const open = async (): Promise<World & { notice: string; individual: string }> => {
  const w = await world();
  await setPassword(w.doing("gaelle"), w.ids.anne, password);
  const notice = published(w, "anne", { signature: "both", title: "Sortie au musée" }).id;
  const individual = published(w, "anne", {
    title: "Rendez-vous",
    targets: [{ type: "pupil", targetId: w.ids.lea }],
  }).id;
  return { ...w, notice, individual };
};

test("a covered page says so, and her password uncovers this address alone", async () => {
  const w = await open();
  const anne = w.as("anne", { isProjected: true });
  const suivi = `/liaison/${w.notice}/suivi`;
  const covered = await anne.get(suivi);
  assert.equal(covered.status, 403);
  assert.match(covered.text, /Cette page est couverte/);
  assert.match((await w.as("anne").get(suivi)).text, /Roux/i, "it would have shown a family");
  const wrong = await anne.post("/tableau/decouverte", { suite: suivi, actuel: "pas le bon" });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /Ce n’est pas votre mot de passe/);
  assert.equal((await anne.post("/tableau/decouverte", { suite: suivi, actuel: password })).location, suivi);
  assert.match((await anne.get(suivi)).text, /Roux/i);
  assert.equal((await anne.get(`${suivi}?voir=manquants`)).status, 200, "the same page, seen otherwise");
  assert.equal((await anne.get(`/liaison/${w.notice}/suivi/imprimer`)).status, 403, "another address");
  assert.equal((await anne.get(suivi)).status, 403, "left, it is covered again");
});

test("while one page is uncovered, no list is fetched from another; her page keeps its own files", async () => {
  const w = await open();
  await setPassword(w.doing("gaelle"), w.ids.gaelle, password);
  const head = w.as("gaelle", { isProjected: true });
  const list = "/direction/annuaire/export/eleves";
  await head.post("/tableau/decouverte", { suite: `/liaison/${w.notice}/suivi`, actuel: password });
  const fetched = await head.post(list);
  assert.deepEqual([fetched.status, leaks(fetched.text)], [403, []]);
  await head.post("/tableau/decouverte", { suite: "/direction/annuaire", actuel: password });
  assert.match((await head.post(list)).text, /Roux/i);
  assert.equal((await head.get("/direction/annuaire/equipe")).status, 403, "a page below is another page");
});

test("ten minutes without a touch cover it again; what its form sends is received all the same", async () => {
  const w = await open();
  const anne = w.as("anne", { isProjected: true });
  const suivi = `/liaison/${w.notice}/suivi`;
  const papier = { child: w.ids.lea, guardian: w.ids.claire, signed: "oui" };
  await anne.post("/tableau/decouverte", { suite: suivi, actuel: password });
  w.travel(9 * 60_000);
  assert.equal((await anne.get(suivi)).status, 200);
  w.travel(11 * 60_000);
  const late = await anne.post(`/liaison/${w.notice}/papier`, papier, { "hx-request": "true" });
  assert.deepEqual([late.headers.get("hx-refresh"), leaks(late.text)], ["true", []]);
  assert.equal((await anne.get(suivi)).status, 403);
  assert.match((await w.as("anne").get(suivi)).text, /papier/i, "the tick was kept");
  const unseen = await w.as("anne", { isProjected: true }).post(`/liaison/${w.notice}/papier`, papier);
  assert.equal(unseen.status, 403, "from no uncovered page, nothing is done");
});

test("a notice to the class is shown as pupils see it, without its follow-up; one to a child is covered", async () => {
  const w = await open();
  const anne = w.as("anne", { isProjected: true });
  const shown = await anne.get(`/liaison/${w.notice}`);
  assert.equal(shown.status, 200);
  assert.match(shown.text, /Sortie au musée/);
  assert.doesNotMatch(shown.text, /suivi|familles\s*\?/i);
  assert.equal((await anne.get(`/liaison/${w.individual}`)).status, 403);
  const list = (await anne.get("/liaison")).text;
  assert.match(list, /Sortie au musée/);
  assert.doesNotMatch(list, /Rendez-vous|signé/);
  const home = (await anne.get("/accueil")).text;
  assert.doesNotMatch(home, /Sortie au musée|Rendez-vous/);
});

test("the mode begins in one tap and ends with the password alone", async () => {
  const w = await open();
  const anne = w.as("anne");
  const suivi = `/liaison/${w.notice}/suivi`;
  assert.equal((await anne.post("/tableau", { suite: suivi })).location, suivi);
  assert.equal((await anne.get(`/liaison/${w.notice}/suivi`)).status, 403);
  assert.equal((await anne.post("/tableau/fin", { actuel: "pas le bon" })).status, 422);
  assert.equal((await anne.get(`/liaison/${w.notice}/suivi`)).status, 403);
  assert.equal((await anne.post("/tableau/fin", { actuel: password, suite: "/liaison" })).location, "/liaison");
  assert.equal((await anne.get(`/liaison/${w.notice}/suivi`)).status, 200);
});

test("on a classroom's computer every adult begins in mode tableau", async () => {
  const w = await open();
  const browser = w.stranger();
  const enter = () => browser.post("/connexion", { identifiant: "anne.morin", motDePasse: password });
  await enter();
  assert.equal((await browser.get(`/liaison/${w.notice}/suivi`)).status, 200);
  const csrf = /name="_csrf" value="([^"]+)"/.exec((await browser.get("/tableau")).text)?.[1] ?? "";
  assert.equal((await browser.post("/tableau/poste", { poste: "oui", _csrf: csrf })).status, 303);
  await browser.post("/deconnexion", { _csrf: csrf });
  await enter();
  assert.equal((await browser.get(`/liaison/${w.notice}/suivi`)).status, 403);
  const page = (await browser.get("/tableau")).text;
  const again = /name="_csrf" value="([^"]+)"/.exec(page)?.[1] ?? "";
  assert.doesNotMatch(page, /Ce n’est plus un poste de classe/);
  const byPupil = await browser.post("/tableau/poste", { poste: "non", _csrf: again });
  assert.equal(byPupil.status, 403, "a pupil at the keyboard does not undo it");
  const elsewhere = w.stranger();
  await elsewhere.post("/connexion", { identifiant: "anne.morin", motDePasse: password });
  assert.equal((await elsewhere.get(`/liaison/${w.notice}/suivi`)).status, 200);
});
