import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { write } from "../../core/db.ts";
import { newId } from "../../core/ids.ts";
import { type CastName, cast } from "../../testing/cast.ts";
import { remember } from "../../testing/pristine.ts";
import { world } from "../../testing/world.ts";
import { guardianships, people } from "../tables.ts";
import { canWriteTo, mayWriteTo, openCorrespondence } from "./correspondence.ts";
import { courtDecisions, hiddenContacts } from "./tables.ts";

const w = await world();
const putBack = remember(w.db);
const names = Object.keys(cast) as CastName[];
const nameOf = new Map(names.map((name) => [w.ids[name], name]));

const reachedBy = (name: CastName): CastName[] =>
  w.db
    .select({ id: people.id })
    .from(people)
    .where(mayWriteTo(w.doing(name)))
    .all()
    .flatMap(({ id }) => nameOf.get(id) ?? [])
    .sort();

const sorted = (...list: CastName[]): CastName[] => list.sort();
const head = w.doing("gaelle");

test("the matrix as it stands at first", () => {
  const everybody = names.filter((name) => name !== "theo");
  assert.deepEqual(reachedBy("anne"), sorted(...everybody.filter((name) => name !== "anne")));
  assert.deepEqual(reachedBy("nadia"), sorted("gaelle", "anne"));
  assert.deepEqual(reachedBy("claire"), sorted("gaelle", "anne", "karim", "sylvie"));
  assert.deepEqual(reachedBy("rachid"), sorted("gaelle", "anne"), "without authority he is informed, and asks");
  assert.deepEqual(reachedBy("zoe"), sorted("karim", "sylvie"));
  assert.deepEqual(reachedBy("theo"), []);
});

test("what the head opens in one class is open there and nowhere else, and closes again", () => {
  openCorrespondence(head, w.ids.ce2, "guardians", true);
  assert.deepEqual(reachedBy("nadia"), sorted("gaelle", "anne", "claire", "marc", "rachid"));
  assert.deepEqual(reachedBy("paul"), sorted("gaelle", "karim", "sylvie"));
  assert.deepEqual(reachedBy("lea"), sorted("anne"));
  openCorrespondence(head, w.ids.ce2, "pupils", true);
  assert.deepEqual(reachedBy("lea"), sorted("anne", "imran"));
  assert.equal(canWriteTo(w.doing("lea"), w.ids.claire), false);
  openCorrespondence(head, w.ids.ce2, "guardians", false);
  assert.deepEqual(reachedBy("nadia"), sorted("gaelle", "anne"));
  putBack();
});

const adults = names.filter((name) => cast[name] === "guardian" || cast[name] === "teacher");
const children = names.filter((name) => cast[name] === "pupil");
const kinds = ["parent", "tutor", "foster", "relative", "service"] as const;

const relation = fc.record({
  guardian: fc.constantFrom(...adults),
  pupil: fc.constantFrom(...children),
  kind: fc.constantFrom(...kinds),
});
const decision = fc.record({
  guardian: fc.constantFrom(...adults),
  pupil: fc.constantFrom(...children),
  hidesChild: fc.boolean(),
  hides: fc.subarray(adults, { maxLength: 2 }),
});
type Relation = { guardian: CastName; pupil: CastName; kind: (typeof kinds)[number] };
type Decision = { guardian: CastName; pupil: CastName; hidesChild: boolean; hides: CastName[] };

const startsOn = "2026-09-01";
const settle = (relations: readonly Relation[], decisions: readonly Decision[]): void =>
  write(w, (tx) => {
    tx.delete(guardianships).run();
    for (const { guardian, pupil, kind } of relations)
      tx.insert(guardianships)
        .values({ id: newId(), guardianId: w.ids[guardian], pupilId: w.ids[pupil], kind, startsOn })
        .run();
    for (const { guardian, pupil, hidesChild, hides } of decisions) {
      const id = newId();
      const pair = { guardianId: w.ids[guardian], pupilId: w.ids[pupil] };
      tx.insert(courtDecisions)
        .values({ id, ...pair, hidesChild, note: "…", startsOn, createdAt: startsOn })
        .run();
      for (const name of hides) tx.insert(hiddenContacts).values({ decisionId: id, personId: w.ids[name] }).run();
    }
  });

/** The pairs that must never meet, told without SQL. */
const apartIn = (relations: readonly Relation[], decisions: readonly Decision[]): Set<string> => {
  const pairs = new Set<string>();
  const part = (a: CastName, b: CastName): void => {
    if (a !== b) pairs.add(`${a} ${b}`).add(`${b} ${a}`);
  };
  for (const { guardian, pupil, hidesChild, hides } of decisions) {
    for (const other of hides) part(guardian, other);
    if (hidesChild) for (const one of relations) if (one.pupil === pupil) part(guardian, one.guardian);
  }
  for (const carer of relations)
    for (const kin of relations)
      if (carer.pupil === kin.pupil && carer.kind === "foster" && (kin.kind === "parent" || kin.kind === "relative"))
        part(carer.guardian, kin.guardian);
  return pairs;
};

test("whatever the families: never somebody hidden by a decision, never a foster carer and a parent", () => {
  let met = 0;
  let parted = 0;
  const school = fc.record({
    relations: fc.uniqueArray(relation, { maxLength: 14, selector: ({ guardian, pupil }) => `${guardian} ${pupil}` }),
    decisions: fc.array(decision, { maxLength: 3 }),
    opened: fc.subarray(["ce2", "cp"] as const),
  });
  fc.assert(
    fc.property(school, ({ relations, decisions, opened }) => {
      settle(relations, decisions);
      for (const place of opened) openCorrespondence(head, w.ids[place], "guardians", true);
      const apart = apartIn(relations, decisions);
      for (const name of adults) {
        const reached = reachedBy(name);
        for (const other of reached) assert.ok(!apart.has(`${name} ${other}`), `${name} may not write to ${other}`);
        met += reached.length;
      }
      parted += apart.size;
      putBack();
    }),
    { numRuns: 150 },
  );
  assert.ok(met > 0 && parted > 0, "some write to each other, and some are kept apart");
});
