import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { newId, randomId } from "../../core/ids.ts";
import type { World } from "../../testing/world.ts";
import { world } from "../../testing/world.ts";
import { loadActor } from "../actor.ts";
import { getAct } from "./acts.ts";
import { createGuardian, createPupil, linkGuardian } from "./creating.ts";
import { findDoubles, tellApart } from "./doubles.ts";
import { references } from "./hanging.ts";
import { type Merging, mergePeople, readRecord, splitPeople } from "./merging.ts";

const none = {
  title: null,
  usageName: null,
  email: null,
  homePhone: null,
  workPhone: null,
  mobilePhone: null,
  address: null,
  postcode: null,
  city: null,
  country: null,
} as const;

const merging = (w: World, keptId: string, lostId: string, more: Partial<Merging> = {}): Merging => ({
  kept: readRecord(w.db, keptId),
  lost: readRecord(w.db, lostId),
  winners: {},
  classes: "kept",
  ...more,
});

const rows = (w: World, text: string, ...values: unknown[]): unknown[] => w.db.$client.prepare(text).all(...values);

/** Every row of the school that an act could have touched; what only grows is left out. */
const everything = (w: World): Record<string, unknown[]> => {
  const tables = rows(
    w,
    "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' and name not in ('events', 'hand_acts')",
  ) as { name: string }[];
  return Object.fromEntries(
    tables.map(({ name }) => [
      name,
      rows(w, `select * from "${name}"`)
        .map((row) => JSON.stringify({ ...(row as object), sessions_not_before: null }))
        .sort(),
    ]),
  );
};

/** Everywhere in the school where this id still stands, the past and the journal aside. */
const tracesOf = (w: World, id: string): string[] =>
  Object.entries(everything(w)).flatMap(([table, all]) => (all.some((row) => String(row).includes(id)) ? [table] : []));

const notice = (w: World): string => {
  const id = newId();
  w.db.$client
    .prepare(
      "insert into notices (id, public_id, kind, title, created_at, author_id) values (?, ?, 'sortie', 'Musée', '2026-11-20T08:00:00.000Z', ?)",
    )
    .run(id, randomId(), w.ids.anne);
  return id;
};

const sign = (w: World, noticeId: string, pupilId: string, guardianId: string): void => {
  w.db.$client
    .prepare(
      "insert into notice_signatures values (?, ?, ?, ?, 'h', '2026-11-20T09:00:00.000Z', 'box', ?) on conflict do nothing",
    )
    .run(newId(), noticeId, pupilId, guardianId, guardianId);
  w.db.$client
    .prepare("insert into notice_readings values (?, ?, 'h', '2026-11-20T09:00:00.000Z') on conflict do nothing")
    .run(noticeId, guardianId);
};

const key = (w: World, personId: string): void => {
  w.db.$client
    .prepare(
      "insert into access_keys values (?, ?, 'guardian', ?, 'age1', '00', '00', '2026-11-01T08:00:00.000Z', null)",
    )
    .run(newId(), personId, randomId());
};

describe("merging two records that are one person", () => {
  it("moves everything, forgets nothing, ends the sessions; the directory’s word is the one chosen", async () => {
    const w = await world();
    const doing = w.doing("gaelle");
    const person = {
      ...none,
      title: "Mme",
      lastName: "EL-AMRANI",
      firstName: "Claire",
      email: "claire@exemple.fr",
    } as const;
    const double = createGuardian(doing, { person, kind: "parent" }, [w.ids.zoe, w.ids.lea]);
    const [first, second] = [notice(w), notice(w)];
    sign(w, first, w.ids.lea, w.ids.claire);
    sign(w, first, w.ids.lea, double);
    sign(w, second, w.ids.lea, double);
    key(w, double);
    w.db.$client.prepare("update accounts set password_hash = 'secret' where person_id = ?").run(double);
    const session = w.as("claire");
    assert.equal((await session.get("/accueil")).status, 200);
    w.travel(1000);
    mergePeople(doing, merging(w, w.ids.claire, double, { winners: { lastName: "lost", email: "lost" } }));
    assert.deepEqual(tracesOf(w, double), []);
    assert.equal((await session.get("/accueil")).status, 303, "who was signed in signs in again");
    const claire = loadActor(w.db, w.ids.claire, w.clock.today());
    assert.deepEqual(claire?.children.map(({ firstName }) => firstName).sort(), ["Hugo", "Léa", "Zoé"]);
    assert.deepEqual(rows(w, "select last_name, email, name_key from people where id = ?", w.ids.claire), [
      { last_name: "EL-AMRANI", email: "claire@exemple.fr", name_key: "elamrani|claire" },
    ]);
    assert.equal(rows(w, "select 1 from notice_signatures where guardian_id = ?", w.ids.claire).length, 2);
    assert.equal(rows(w, "select 1 from access_keys where person_id = ?", w.ids.claire).length, 1);
    assert.deepEqual(rows(w, "select login, password_hash from accounts where person_id = ?", w.ids.claire), [
      { login: "claire.elamrani2", password_hash: "secret" },
    ]);
  });

  it("gives both back exactly, whatever hung on them and whatever won", async () => {
    const w = await world();
    const doing = w.doing("gaelle");
    const adults = ["claire", "marc", "nadia", "rachid", "paul", "anne", "karim", "sylvie"] as const;
    const pupils = ["lea", "hugo", "imran", "zoe"] as const;
    const notices = [notice(w), notice(w)];
    const pair = fc.oneof(
      fc.shuffledSubarray([...adults], { minLength: 2, maxLength: 2 }),
      fc.shuffledSubarray([...pupils], { minLength: 2, maxLength: 2 }),
    );
    const signing = fc.array(
      fc.tuple(fc.constantFrom(...notices), fc.constantFrom(...pupils), fc.constantFrom(...adults)),
      { maxLength: 12 },
    );
    const winner = fc.constantFrom("kept" as const, "lost" as const);
    let moved = 0;
    fc.assert(
      fc.property(
        pair,
        signing,
        winner,
        fc.constantFrom("kept" as const, "lost" as const, "both" as const),
        ([one, other], signatures, won, classes) => {
          assert.ok(one && other);
          for (const [id, pupil, guardian] of signatures) sign(w, id, w.ids[pupil], w.ids[guardian]);
          const before = everything(w);
          const actId = mergePeople(
            doing,
            merging(w, w.ids[one], w.ids[other], {
              winners: { lastName: won, firstName: won, birthDate: won },
              classes,
            }),
          );
          assert.deepEqual(tracesOf(w, w.ids[other]), []);
          const act = getAct(w.db, actId);
          moved += act.journal.length;
          splitPeople(doing, act);
          assert.deepEqual(everything(w), before);
        },
      ),
      { numRuns: 60 },
    );
    assert.ok(moved > 300, "rows moved and came back");
  });

  it("knows every column that refers to people", async () => {
    const w = await world();
    const places = references(w.db.$client).map(({ table, column }) => `${table}.${column}`);
    for (const one of [
      "accounts.person_id",
      "notice_signatures.recorded_by_id",
      "inbox.person_id",
      "guardianships.pupil_id",
    ])
      assert.ok(places.includes(one), one);
  });

  it("never loosens a decision of justice", async () => {
    const w = await world();
    const doing = w.doing("gaelle");
    const person = { ...none, title: "M.", lastName: "DIALLO", firstName: "Rachid" } as const;
    const double = createGuardian(doing, { person, kind: "parent" }, [w.ids.imran]);
    mergePeople(doing, merging(w, double, w.ids.rachid));
    assert.deepEqual(rows(w, "select authority from guardianships where guardian_id = ?", double), [
      { authority: "none" },
    ]);
  });

  it("keeps what came later with the one who went on, and says what stands in the way", async () => {
    const w = await world();
    const doing = w.doing("gaelle");
    const actId = mergePeople(doing, merging(w, w.ids.claire, w.ids.nadia, { winners: { lastName: "lost" } }));
    linkGuardian(doing, w.ids.claire, w.ids.zoe, "tutor");
    w.db.$client.prepare("update people set last_name = 'NOUVEAU' where id = ?").run(w.ids.claire);
    splitPeople(doing, getAct(w.db, actId));
    const children = (id: string): (string | undefined)[] =>
      loadActor(w.db, id, w.clock.today())?.children.map(({ firstName }) => firstName) ?? [];
    assert.deepEqual(children(w.ids.claire), ["Hugo", "Léa", "Zoé"]);
    assert.deepEqual(children(w.ids.nadia), ["Imran"]);
    assert.deepEqual(rows(w, "select last_name from people where id = ?", w.ids.claire), [{ last_name: "NOUVEAU" }]);

    const again = mergePeople(doing, merging(w, w.ids.claire, w.ids.paul));
    const person = { ...none, title: null, lastName: "PÉREZ", firstName: "Paul" };
    createGuardian(doing, { person, kind: "parent" }, []);
    const before = everything(w);
    assert.throws(() => splitPeople(doing, getAct(w.db, again)), /identifiant sert maintenant à quelqu’un d’autre/);
    assert.deepEqual(everything(w), before, "nothing was half undone");
  });

  it("merges a guardian with the teacher that she is, never an adult with a pupil, never the head away", async () => {
    const w = await world();
    const doing = w.doing("gaelle");
    mergePeople(doing, merging(w, w.ids.paul, w.ids.karim));
    const both = loadActor(w.db, w.ids.paul, w.clock.today());
    assert.equal(both?.role, "teacher");
    assert.deepEqual(both?.childIds, [w.ids.zoe]);
    assert.deepEqual(both?.classroomIds, [w.ids.cp]);
    assert.throws(() => mergePeople(doing, merging(w, w.ids.paul, w.ids.lea)), /élève et un adulte/);
    assert.throws(() => mergePeople(doing, merging(w, w.ids.paul, w.ids.gaelle)), /direction/);
  });
});

describe("probable doubles", () => {
  it("suggests namesakes who share something, and forgets a pair that the head told apart", async () => {
    const w = await world();
    const doing = w.doing("gaelle");
    const pupil = (firstName: string, lastName: string, birthDate: string | null) =>
      createPupil(doing, {
        person: { ...none, firstName, lastName },
        pupil: { birthDate, sex: null, ine: null },
        move: null,
        guardianIds: [],
        guardians: [],
      });
    const lea = pupil("Lea", "Roux", "2018-03-14");
    pupil("Léa", "Roux", "2019-05-05");
    pupil("Zoé", "Roux", "2018-03-14");
    const [only, ...others] = findDoubles(doing);
    assert.deepEqual(others, []);
    assert.deepEqual([only?.one.id, only?.other.id].sort(), [lea, w.ids.lea].sort());
    assert.deepEqual(only?.shared, ["même nom et même prénom", "même date de naissance"]);
    tellApart(doing, lea, w.ids.lea);
    assert.deepEqual(findDoubles(doing), []);
  });
});
