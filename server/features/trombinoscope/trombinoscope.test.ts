import assert from "node:assert/strict";
import { test } from "node:test";
import { and, eq } from "drizzle-orm";
import { found, write } from "../../core/db.ts";
import { newId } from "../../core/ids.ts";
import { noteDecision } from "../../people/families/decisions.ts";
import { guardianships, people } from "../../people/tables.ts";
import type { CastName } from "../../testing/cast.ts";
import { type World, world } from "../../testing/world.ts";

const phones: Partial<Record<CastName, string>> = {
  anne: "06 00 00 00 01",
  claire: "06 00 00 00 02",
  marc: "06 00 00 00 03",
  nadia: "06 00 00 00 04",
  rachid: "06 00 00 00 05",
  paul: "06 00 00 00 06",
};

const school = async (): Promise<World> => {
  const w = await world();
  write(w, (tx) => {
    for (const [name, mobilePhone] of Object.entries(phones) as [CastName, string][])
      tx.update(people).set({ mobilePhone }).where(eq(people.id, w.ids[name])).run();
  });
  return w;
};

const openPhone = (w: World, name: CastName, phone: "nobody" | "staff" | "parents") =>
  w.as(name).post("/annuaire/mes-informations", { email: "staff", address: "staff", phone });

const seen = async (w: World, name: CastName, classroom: string): Promise<CastName[]> => {
  const { text } = await w.as(name).get(`/annuaire?classe=${classroom}`);
  return (Object.keys(phones) as CastName[]).filter((one) => text.includes(phones[one] ?? "…"));
};

test("whom each finds: staff the classes and the team, families the staff, pupils their class", async () => {
  const w = await school();
  const karim = (await w.as("karim").get(`/annuaire?classe=${w.ids.ce2}`)).text;
  assert.match(karim, /Mme Anne Morin[\s\S]*Imran Diallo[\s\S]*Léa Roux/);
  const team = (await w.as("karim").get("/annuaire?classe=equipe")).text;
  assert.match(team, /Gaëlle Lœuille[\s\S]*Direction[\s\S]*Sylvie Mercier/);
  assert.doesNotMatch(team, /Lambert/);
  const nadia = (await w.as("nadia").get("/annuaire")).text;
  assert.match(nadia, /Mme Anne Morin/);
  assert.doesNotMatch(nadia, /Léa|Claire|Imran Diallo/);
  assert.equal((await w.as("nadia").get(`/annuaire?classe=${w.ids.cp}`)).status, 404);
  assert.equal((await w.as("nadia").get("/annuaire?classe=equipe")).status, 404);
  const lea = (await w.as("lea").get("/annuaire")).text;
  assert.match(lea, /Anne Morin[\s\S]*Imran/);
  assert.doesNotMatch(lea, /Diallo|Roux|06 00/);
});

test("of one’s contact the staff see what is not closed, parents only what was opened to them", async () => {
  const w = await school();
  assert.deepEqual(await seen(w, "nadia", w.ids.ce2), []);
  assert.deepEqual(await seen(w, "karim", w.ids.ce2), ["anne", "claire", "marc", "nadia", "rachid"]);
  await openPhone(w, "claire", "parents");
  await openPhone(w, "anne", "parents");
  await openPhone(w, "marc", "nobody");
  assert.deepEqual(await seen(w, "nadia", w.ids.ce2), ["anne", "claire"]);
  assert.match((await w.as("nadia").get("/annuaire")).text, /Mme Claire El Amrani[\s\S]*pour Léa/);
  assert.deepEqual(await seen(w, "karim", w.ids.ce2), ["anne", "claire", "nadia", "rachid"]);
  assert.deepEqual(await seen(w, "paul", w.ids.cp), ["claire"], "Hugo is in Zoé’s class");
});

test("what a decision hides stays hidden, whatever was opened", async () => {
  const w = await school();
  for (const name of ["claire", "nadia", "rachid", "marc"] as const) await openPhone(w, name, "parents");
  assert.deepEqual(await seen(w, "rachid", w.ids.ce2), ["claire", "marc", "nadia"]);
  const pair = and(eq(guardianships.guardianId, w.ids.rachid), eq(guardianships.pupilId, w.ids.imran));
  noteDecision(w.doing("gaelle"), found(w.db.select().from(guardianships).where(pair).get()), {
    takesAuthority: false,
    hidesChild: false,
    forbidsFetching: false,
    hidesContactsOf: [w.ids.nadia],
    note: "Adresse à ne pas communiquer",
    startsOn: "2026-09-01",
    endsOn: null,
  });
  assert.deepEqual(await seen(w, "rachid", w.ids.ce2), ["claire", "marc"]);
  assert.deepEqual(await seen(w, "nadia", w.ids.ce2), ["claire", "marc"]);
});

test("a foster carer never sees the parents’ contacts, nor they hers", async () => {
  const w = await school();
  write(w, (tx) =>
    tx
      .insert(guardianships)
      .values({ id: newId(), guardianId: w.ids.paul, pupilId: w.ids.imran, kind: "foster", startsOn: "2026-09-01" })
      .run(),
  );
  for (const name of ["claire", "nadia", "paul"] as const) await openPhone(w, name, "parents");
  assert.deepEqual(await seen(w, "paul", w.ids.ce2), ["claire"]);
  assert.deepEqual(await seen(w, "nadia", w.ids.ce2), ["claire"]);
  assert.deepEqual(await seen(w, "claire", w.ids.ce2), ["nadia", "paul"], "another family of the class sees both");
});

test("it prints, and a choice that is missing is asked for", async () => {
  const w = await school();
  assert.match(
    (await w.as("anne").get(`/annuaire/imprimer?classe=${w.ids.ce2}`)).text,
    /class="sheet"[\s\S]*Imran Diallo/,
  );
  const refused = await w.as("claire").post("/annuaire/mes-informations", { email: "tous" });
  assert.equal(refused.status, 422);
  assert.match(refused.text, /Choisissez l’une des trois réponses/);
});
