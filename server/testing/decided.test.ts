import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { and, eq } from "drizzle-orm";
import { routesOf } from "../app.ts";
import { found, write } from "../core/db.ts";
import { newId } from "../core/ids.ts";
import { features } from "../features.ts";
import { noteDecision } from "../people/families/decisions.ts";
import { contactChoices } from "../people/families/tables.ts";
import { guardianships, people } from "../people/tables.ts";
import { type CastName, cast } from "./cast.ts";
import { remember } from "./pristine.ts";
import type { Rights, RightsCase } from "./rights-table.ts";
import { type World, world } from "./world.ts";

const note = "Ordonnance 4711";
const names = Object.keys(cast) as CastName[];
const phoneOf = (name: CastName): string => `06 39 98 ${10 + names.indexOf(name)} 11`;
const emailOf = (name: CastName): string => `${name}@famille.example`;
const streetOf = (name: CastName): string => `${10 + names.indexOf(name)} rue des Secrets`;

/** Every guardian has opened every contact to the class's parents. */
const openContacts = ({ db, ids }: World): void =>
  write({ db }, (tx) => {
    for (const name of names.filter((one) => cast[one] === "guardian")) {
      const contact = { mobilePhone: phoneOf(name), email: emailOf(name), address: streetOf(name) };
      tx.update(people).set(contact).where(eq(people.id, ids[name])).run();
      for (const field of ["email", "phone", "address"] as const)
        tx.insert(contactChoices).values({ personId: ids[name], field, audience: "parents" }).run();
    }
  });

/** Léa does not exist for her father, who goes on reading about Hugo; Zoé’s father is Imran’s foster carer. */
const decide = (w: World): void => {
  const pair = and(eq(guardianships.guardianId, w.ids.marc), eq(guardianships.pupilId, w.ids.lea));
  noteDecision(w.doing("gaelle"), found(w.db.select().from(guardianships).where(pair).get()), {
    takesAuthority: true,
    hidesChild: true,
    forbidsFetching: true,
    hidesContactsOf: [w.ids.claire],
    note,
    startsOn: "2026-09-01",
    endsOn: null,
  });
  const foster = {
    id: newId(),
    guardianId: w.ids.paul,
    pupilId: w.ids.imran,
    kind: "foster",
    startsOn: "2026-09-01",
  } as const;
  write(w, (tx) => tx.insert(guardianships).values(foster).run());
};

const contactsOf = (...of: readonly CastName[]): string[] =>
  of.flatMap((name) => [phoneOf(name), emailOf(name), streetOf(name)]);

/** What each may never read. */
const forbidden: Partial<Record<CastName, readonly string[]>> = {
  marc: ["Léa", ...contactsOf("claire")],
  claire: contactsOf("marc"),
  nadia: contactsOf("paul"),
  rachid: contactsOf("paul"),
  paul: contactsOf("nadia", "rachid"),
};

const readers: readonly CastName[] = ["gaelle", "anne", "lea", "marc", "claire", "nadia", "rachid", "paul"];

const casesOf = (declared: unknown): RightsCase<unknown>[] =>
  declared === undefined ? [] : Array.isArray(declared) ? declared : [declared as RightsCase<unknown>];
const fill = (path: string, params: Record<string, string>): string =>
  path.replace(/:([a-zA-Z]+)/g, (_, name: string) => encodeURIComponent(params[name] ?? "x"));

test("what a judge decided holds on every page and in every answer, and its note is read by the head alone", async () => {
  const leaks: string[] = [];
  const before = { lea: 0, contacts: 0, note: 0 };
  for (const feature of features) {
    const { default: table } = (await import(join(import.meta.dirname, `../features/${feature.id}/rights.ts`))) as {
      default: Rights<unknown>;
    };
    if (table.hasSchool === false) continue;
    const w = await world({ env: { PORTAL_URL: "https://portail.example" } });
    const scene = await table.scene(w);
    openContacts(w);
    const answers = async function* (who: readonly CastName[], isAll: boolean) {
      for (const route of routesOf([feature]).filter(({ handler }) => handler.access !== "public"))
        for (const one of casesOf(table.routes[`${route.method} ${route.path}`]))
          for (const name of who) {
            if (route.method !== "GET" && (!isAll || one.file !== undefined)) continue;
            const path = fill(route.path, one.params?.(scene, w) ?? {});
            const browser = w.as(name);
            const { text, location } =
              route.method === "GET" ? await browser.get(path) : await browser.post(path, one.fields?.(scene, w) ?? {});
            yield {
              name,
              what: `${route.method} ${path} ${one.what ?? ""} as ${name}`,
              text: `${text}${decodeURIComponent(location)}`,
            };
          }
    };
    for await (const { text } of answers(["marc"], false)) {
      before.lea += text.includes("Léa") ? 1 : 0;
      before.contacts += contactsOf("claire").some((word) => text.includes(word)) ? 1 : 0;
    }
    decide(w);
    const putBack = remember(w.db);
    for await (const { name, what, text } of answers(readers, true)) {
      putBack();
      if (name === "gaelle") before.note += text.includes(note) ? 1 : 0;
      else
        leaks.push(
          ...[note, ...(forbidden[name] ?? [])].filter((word) => text.includes(word)).map((word) => `${what}: ${word}`),
        );
    }
    await w.close();
  }
  assert.deepEqual(leaks, []);
  assert.ok(before.lea > 3 && before.contacts > 0 && before.note > 0, JSON.stringify(before));
});
