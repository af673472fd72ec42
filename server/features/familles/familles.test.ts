import assert from "node:assert/strict";
import { test } from "node:test";
import { and, eq } from "drizzle-orm";
import { write } from "../../core/db.ts";
import { newId } from "../../core/ids.ts";
import { households } from "../../people/families/household.ts";
import { relationKinds } from "../../people/families/kinds.ts";
import { guardianships, memberships, people } from "../../people/tables.ts";
import { published } from "../../testing/notices.ts";
import { type World, world } from "../../testing/world.ts";

const linkOf = (w: World, guardianId: string, pupilId: string) =>
  w.db
    .select()
    .from(guardianships)
    .where(and(eq(guardianships.guardianId, guardianId), eq(guardianships.pupilId, pupilId)))
    .get();

const personNamed = (w: World, firstName: string): string =>
  w.db.select().from(people).where(eq(people.firstName, firstName)).get()?.id ?? "";

const childrenOf = (w: World, name: Parameters<World["doing"]>[0]) =>
  w.doing(name).actor.children.map(({ firstName, maySign }) => [firstName, maySign]);

test("a foster carer reads, signs usual acts and fetches; never signs all, whatever is ticked", async () => {
  const w = await world();
  const head = w.as("gaelle");
  const family = `/direction/familles/${w.ids.zoe}`;
  const { location } = await head.post(`${family}/ajout`, {
    lien: "foster",
    civilite: "Mme",
    nom: "Vidal",
    prenom: "Josiane",
    telephone: "06 00 00 00 01",
    du: "2026-09-01",
  });
  const carer = personNamed(w, "Josiane");
  const given = linkOf(w, carer, w.ids.zoe);
  assert.deepEqual(
    [given?.mayRead, given?.signsUsual, given?.signsAll, given?.mayFetch, given?.authority],
    [true, true, false, true, "none"],
  );
  await head.post(location, { lien: "foster", lit: "on", signe: "on", signeTout: "on", du: "2026-09-01" });
  assert.equal(linkOf(w, carer, w.ids.zoe)?.signsAll, false);
  assert.match(
    (await head.get(family)).text,
    /Foyer de Mme Vidal[\s\S]*Famille d’accueil[\s\S]*Lit, signe les actes usuels/,
  );
});

test("a relation ends, and takes its end back", async () => {
  const w = await world();
  const head = w.as("gaelle");
  const link = linkOf(w, w.ids.marc, w.ids.lea);
  const path = `/direction/familles/${w.ids.lea}/liens/${link?.id}`;
  await head.post(`${path}/fin`);
  assert.deepEqual(childrenOf(w, "marc"), [["Hugo", true]]);
  const page = await head.get(`/direction/familles/${w.ids.lea}`);
  assert.match(page.text, /Annuler/);
  assert.match(page.text, /Avant\u00a0: une personne/);
  await head.post(`${path}/reprise`);
  assert.deepEqual(childrenOf(w, "marc"), [
    ["Hugo", true],
    ["Léa", true],
  ]);
});

test("a relation that ended begins anew instead of standing twice; one in force is refused", async () => {
  const w = await world();
  const head = w.as("gaelle");
  const add = () => head.post(`/direction/familles/${w.ids.zoe}/ajout`, { lien: "relative", personne: w.ids.nadia });
  const { location } = await add();
  assert.equal((await add()).status, 409);
  await head.post(`${location}/fin`);
  assert.equal((await add()).location, location);
});

test("refused entries come back as they were", async () => {
  const w = await world();
  const head = w.as("gaelle");
  const family = `/direction/familles/${w.ids.zoe}`;
  const newcomer = await head.post(`${family}/ajout`, { lien: "relative", nom: "Petit" });
  assert.equal(newcomer.status, 422);
  assert.match(newcomer.text, /value="Petit"/);
  assert.match(newcomer.text, /Écrivez le prénom/);
  const dates = await head.post(`${family}/sortie`, { nom: "Odile Petit", du: "demain" });
  assert.equal(dates.status, 422);
  assert.match(dates.text, /value="Odile Petit"/);
  assert.match(dates.text, /Écrivez une date/);
});

test("a dated decision holds from its first day to its last", async () => {
  const w = await world();
  const link = linkOf(w, w.ids.marc, w.ids.lea);
  const fields = { decision: "nothing", note: "Ordonnance", du: "2026-11-25", au: "2026-11-26" };
  await w.as("gaelle").post(`/direction/autorite/${link?.id}`, fields);
  const names = () => childrenOf(w, "marc").map(([name]) => name);
  assert.deepEqual(names(), ["Hugo", "Léa"]);
  w.travel(2 * 86_400_000);
  assert.deepEqual(names(), ["Hugo"]);
  w.travel(2 * 86_400_000);
  assert.deepEqual(names(), ["Hugo", "Léa"]);
});

test("a decision is taken back, and the one before stands again", async () => {
  const w = await world();
  const head = w.as("gaelle");
  const path = `/direction/autorite/${linkOf(w, w.ids.marc, w.ids.lea)?.id}`;
  await head.post(path, { decision: "reads", note: "Première décision" });
  await head.post(path, { decision: "nothing", note: "Seconde décision" });
  assert.deepEqual(childrenOf(w, "marc"), [["Hugo", true]]);
  const [, undo] =
    /action="(\/direction\/autorite\/[^"]+annulation)"/.exec((await head.get("/direction/autorite")).text) ?? [];
  await head.post(undo ?? "");
  assert.deepEqual(childrenOf(w, "marc"), [
    ["Hugo", true],
    ["Léa", false],
  ]);
  assert.match((await head.get(path)).text, /Première décision/);
});

test("the note of a decision is on the head’s pages and nowhere else", async () => {
  const w = await world();
  const note = "Ordonnance du 12 mai";
  const path = `/direction/autorite/${linkOf(w, w.ids.rachid, w.ids.imran)?.id}`;
  await w.as("gaelle").post(path, { decision: "nothing", note, adresses: w.ids.nadia });
  assert.match((await w.as("gaelle").get(`/direction/familles/${w.ids.imran}`)).text, new RegExp(note));
  for (const name of ["anne", "nadia", "rachid", "imran"] as const)
    for (const page of ["/accueil", "/liaison"]) assert.doesNotMatch((await w.as(name).get(page)).text, /Ordonnance/);
  assert.doesNotMatch(JSON.stringify(w.db.$client.prepare("select * from events").all()), /Ordonnance|hides|nothing/);
});

test("a father without authority reads and cannot sign; hidden by a decision, the notice is not there", async () => {
  const w = await world();
  const { id, contentHash } = published(w, "anne", { title: "Sortie au musée" });
  const rachid = w.as("rachid");
  assert.match((await rachid.get(`/liaison/${id}`)).text, /Sortie au musée/);
  assert.equal((await rachid.post(`/liaison/${id}/signature`, { child: w.ids.imran, contentHash })).status, 403);
  const path = `/direction/autorite/${linkOf(w, w.ids.rachid, w.ids.imran)?.id}`;
  await w.as("gaelle").post(path, { decision: "nothing", note: "Ordonnance du 12 mai" });
  assert.equal((await rachid.get(`/liaison/${id}`)).status, 404);
  assert.equal((await rachid.post(`/liaison/${id}/signature`, { child: w.ids.imran, contentHash })).status, 404);
  assert.equal((await rachid.post(`/liaison/${id}/lecture`)).status, 404);
  assert.doesNotMatch((await rachid.get("/accueil")).text, /Imran|musée/);
});

test("a foster carer signs a usual act; the parents’ names are all she learns of them", async () => {
  const w = await world();
  write(w, (tx) => {
    const carer = {
      id: newId(),
      guardianId: w.ids.paul,
      pupilId: w.ids.imran,
      kind: "foster",
      authority: "none",
    } as const;
    tx.insert(guardianships)
      .values({ ...carer, startsOn: "2026-09-01", ...relationKinds.foster.rights })
      .run();
    tx.update(people).set({ mobilePhone: "06 11 11 11 11" }).where(eq(people.id, w.ids.nadia)).run();
  });
  const { id, contentHash } = published(w, "anne", { title: "Sortie au musée" });
  const carer = w.as("paul");
  for (const page of ["/accueil", "/liaison", `/liaison/${id}`, "/annuaire"])
    assert.doesNotMatch((await carer.get(page)).text, /06 11 11 11 11/);
  const signed = await carer.post(`/liaison/${id}/signature`, { child: w.ids.imran, contentHash });
  assert.equal(signed.status, 303);
});

test("a teacher who is a parent sees her class and her child, and signs for the child", async () => {
  const w = await world();
  write(w, (tx) => {
    const startsOn = "2026-09-01";
    tx.insert(guardianships).values({ id: newId(), guardianId: w.ids.anne, pupilId: w.ids.zoe, startsOn }).run();
  });
  const { actor } = w.doing("anne");
  assert.deepEqual(
    [actor.role, actor.isStaff, actor.classroomIds, actor.childIds],
    ["teacher", true, [w.ids.ce2], [w.ids.zoe]],
  );
  published(w, "karim", { title: "Piscine", targets: [{ type: "classroom", targetId: w.ids.cp }] });
  const list = await w.as("anne").get("/liaison");
  assert.match(list.text, /Piscine/);
  assert.match(list.text, /Je signe pour Zoé/);
});

test("a child’s homes: those at one address live together, unless the head has said otherwise", () => {
  const at = (address: string | null, household: number | null = null) => ({ address, household, postcode: "69003" });
  const sizes = (...all: ReturnType<typeof at>[]) => households(all).map((home) => home.length);
  assert.deepEqual(sizes(at("3, rue des Lilas"), at("3 RUE DES LILAS")), [2]);
  assert.deepEqual(sizes(at("3 rue des Lilas"), at("8 rue Haute")), [1, 1]);
  assert.deepEqual(sizes(at("3 rue des Lilas", 1), at("3 rue des Lilas", 2)), [1, 1]);
  assert.deepEqual(sizes({ ...at(null), postcode: "" }, { ...at(null), postcode: "" }), [1, 1]);
});

test("the pick-up list: somebody is put on it, taken off, put back", async () => {
  const w = await world();
  const head = w.as("gaelle");
  const family = `/direction/familles/${w.ids.lea}`;
  await head.post(`${family}/sortie`, { nom: "Odette Roux", lien: "grand-mère", telephone: "04 78 00 00 09" });
  const shown = await head.get(family);
  assert.match(shown.text, /Odette Roux[\s\S]*grand-mère · 04 78 00 00 09/);
  const [, off] = /action="([^"]+\/retrait)"/.exec(shown.text) ?? [];
  await head.post(off ?? "");
  const after = await head.get(family);
  assert.doesNotMatch(after.text, /Odette Roux/);
  const [, back] = /action="([^"]+\/retour)"/.exec(after.text) ?? [];
  await head.post(back ?? "");
  assert.match((await head.get(family)).text, /Odette Roux/);
});

test("a pupil in no class today has a family page all the same", async () => {
  const w = await world();
  write(w, (tx) => tx.delete(memberships).where(eq(memberships.personId, w.ids.zoe)).run());
  assert.match((await w.as("gaelle").get(`/direction/familles/${w.ids.zoe}`)).text, /Sans classe aujourd’hui/);
});
