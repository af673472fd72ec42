import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { Doing } from "../../core/feature.ts";
import { getAct } from "../by-hand/acts.ts";
import { changeClassroom } from "../by-hand/classrooms.ts";
import { correctPerson, takeFilesWord } from "../by-hand/corrections.ts";
import { mergePeople, readRecord, splitPeople } from "../by-hand/merging.ts";
import { leaveSchool, movePupil, placePerson } from "../by-hand/placing.ts";
import { classrooms, people } from "../tables.ts";
import { EmptyBox, file } from "./fixture.ts";
import type { Dropped } from "./read.ts";
import { sampleFiles } from "./samples.ts";

const pupils = (...rows: readonly string[]): Dropped =>
  file(
    ["Nom élève;Prénom élève;Date naissance;INE;Adresse1;Commune1;Niveau;Libellé classe", ...rows, ""].join("\n"),
    "eleves.csv",
  );
const guardians = (...rows: readonly string[]): Dropped =>
  file(
    [
      "Civilité Responsable;Nom responsable;Prénom responsable;Courriel;Téléphone portable;Nom de famille enfant;Prénom enfant;Classes enfants",
      ...rows,
      "",
    ].join("\n"),
    "responsables.csv",
  );

const lea = "MARTN;Léa;02/05/2018;;1 rue des Lilas;Lyon;CE2;CE2 A";
const hugo = "BRUN;Hugo;09/01/2019;;2 rue des Lilas;Lyon;CP;CP";
const mother = "Mme;MARTN;Awa;awa@exemple.fr;0600000001;MARTN;Léa;CE2 A";

/** A school that was imported once, and its head. */
const imported = (...files: readonly Dropped[]) => {
  const box = new EmptyBox().found();
  box.import(files);
  const head = { id: "head", role: "head", isHead: true } as Doing["actor"];
  const doing: Doing = { db: box.db, clock: box.clock, actor: head };
  box.db.$client.exec(
    "insert into people (id, public_id, last_name, first_name, name_key, created_at) values ('head', 'head', 'H', 'H', 'h|h', '2026')",
  );
  const idOf = (firstName: string): string =>
    box.db
      .select()
      .from(people)
      .all()
      .find((person) => person.firstName === firstName)?.id ?? "";
  const roomOf = (label: string) => {
    const room = box.db
      .select()
      .from(classrooms)
      .all()
      .find((one) => one.label === label);
    assert.ok(room);
    return room;
  };
  const row = (text: string, ...values: unknown[]): unknown => box.db.$client.prepare(text).get(...values);
  const presentRooms = (personId: string): unknown[] =>
    box.db.$client
      .prepare(
        "select label from memberships m join classrooms c on c.id = classroom_id where person_id = ? and ends_on is null order by label",
      )
      .pluck()
      .all(personId);
  return { box, doing, idOf, roomOf, row, presentRooms };
};

describe("what the head corrected and the next import", () => {
  it("keeps her word, creates nobody, and shows both", () => {
    const files = [pupils(lea, hugo), guardians(mother)];
    const { box, doing, idOf, row } = imported(...files);
    const [leaId, awaId] = [idOf("Léa"), idOf("Awa")];
    correctPerson(doing, leaId, {
      person: { lastName: "MARTIN", city: "Villeurbanne" },
      pupil: { birthDate: "2018-05-03" },
    });
    correctPerson(doing, awaId, { person: { lastName: "DIOP", mobilePhone: "0611111111" } });
    const before = box.count("people");
    const plan = box.import(files);
    assert.equal(box.count("people"), before);
    assert.equal(box.count("guardianships"), 1);
    assert.deepEqual(row("select last_name, city, name_key from people where id = ?", leaId), {
      last_name: "MARTIN",
      city: "Villeurbanne",
      name_key: "martin|lea",
    });
    assert.deepEqual(row("select last_name, mobile_phone from people where id = ?", awaId), {
      last_name: "DIOP",
      mobile_phone: "0611111111",
    });
    const kept = plan.kept.map(({ name, field, byHand, file }) => [name, field, byHand, file]);
    assert.deepEqual(kept.toSorted(), [
      ["Awa Diop", "lastName", "DIOP", "MARTN"],
      ["Awa Diop", "mobilePhone", "0611111111", "0600000001"],
      ["Léa Martin", "birthDate", "2018-05-03", "2018-05-02"],
      ["Léa Martin", "city", "Villeurbanne", "Lyon"],
      ["Léa Martin", "lastName", "MARTIN", "MARTN"],
    ]);
    assert.deepEqual(
      [...plan.pupils, ...plan.guardians].map(({ state }) => state),
      ["unchanged", "unchanged", "unchanged"],
    );
  });

  it("follows the file again in what she lets it say, and in what she did not touch", () => {
    const { box, doing, idOf, row } = imported(pupils(lea, hugo));
    const id = idOf("Léa");
    correctPerson(doing, id, { person: { lastName: "MARTIN", city: "Villeurbanne" } });
    takeFilesWord(doing, id, "lastName", "MARTN");
    takeFilesWord(doing, id, "city", "Lyon");
    const plan = box.import([pupils(lea.replace("1 rue", "9 rue"), hugo)]);
    assert.deepEqual(plan.kept, []);
    assert.deepEqual(row("select last_name, city, address from people where id = ?", id), {
      last_name: "MARTN",
      city: "Lyon",
      address: "9 rue des Lilas",
    });
  });

  it("leaves a pupil whom she moved where she moved her, and in the second class", () => {
    const { box, doing, idOf, roomOf, presentRooms } = imported(pupils(lea, hugo));
    const [leaId, hugoId] = [idOf("Léa"), idOf("Hugo")];
    movePupil(doing, leaId, { classroomId: roomOf("CP").id, level: "CP", from: "2026-11-23" });
    placePerson(doing, hugoId, {
      place: { classroomId: roomOf("CE2 A").id },
      as: "pupil",
      from: "2026-11-23",
      until: null,
    });
    const plan = box.import([pupils(lea.replace("1 rue", "9 rue"), hugo.replace("2 rue", "8 rue"))]);
    assert.deepEqual(presentRooms(leaId), ["CP"]);
    assert.deepEqual(presentRooms(hugoId), ["CE2 A", "CP"]);
    assert.deepEqual(plan.kept.map(({ field }) => field).toSorted(), ["classroom", "level"]);
  });

  it("lets who left by her hand be gone, whatever an old file says", () => {
    const { box, doing, idOf, row, presentRooms } = imported(pupils(lea, hugo));
    const id = idOf("Hugo");
    leaveSchool(doing, id, "2026-11-23");
    const plan = box.import([pupils(lea, hugo)]);
    assert.deepEqual(row("select left_on from people where id = ?", id), { left_on: "2026-11-23" });
    assert.deepEqual(presentRooms(id), []);
    assert.deepEqual(
      plan.kept.map(({ field }) => field),
      ["leftOn"],
    );
  });

  it("keeps the name that she gave to a class", () => {
    const { box, doing, roomOf } = imported(pupils(lea, hugo));
    changeClassroom(doing, roomOf("CE2 A"), { label: "Les Mésanges", levels: ["CE2"] });
    const plan = box.import([pupils(lea, hugo)]);
    assert.equal(box.count("classrooms"), 2);
    assert.equal(box.count("classrooms", "label = 'Les Mésanges'"), 1);
    assert.deepEqual(
      plan.pupils.map(({ state }) => state),
      ["unchanged", "unchanged"],
    );
  });
});

describe("merged records and the next import", () => {
  const merge = (doing: Doing, keptId: string, lostId: string): string =>
    mergePeople(doing, {
      kept: readRecord(doing.db, keptId),
      lost: readRecord(doing.db, lostId),
      winners: {},
      classes: "kept",
    });

  it("creates nobody again: pupils and guardians who stand twice in the files", () => {
    const files = [
      pupils(lea, "MARTIN;Lea;02/05/2018;;1 rue des Lilas;Lyon;CE1;CE1", hugo),
      guardians(mother, "Mme;MARTIN;Awa;autre@exemple.fr;0600000009;BRUN;Hugo;CP"),
    ];
    const { box, doing, row } = imported(...files);
    const ids = (first: string): string[] =>
      box.db.$client
        .prepare("select id from people where name_key like ? order by name_key desc")
        .pluck()
        .all(`%|${first}`) as string[];
    const [leaId = "", otherLea = ""] = ids("lea");
    const [awaId = "", otherAwa = ""] = ids("awa");
    const act = merge(doing, leaId, otherLea);
    merge(doing, awaId, otherAwa);
    const before = [box.count("people"), box.count("guardianships"), box.count("memberships")];
    const plan = box.import(files);
    assert.deepEqual([box.count("people"), box.count("guardianships"), box.count("memberships")], before);
    assert.deepEqual(
      plan.pupils.map(({ state }) => state),
      ["unchanged", "unchanged"],
    );
    assert.deepEqual(
      plan.guardians.map(({ state }) => state),
      ["unchanged"],
    );
    assert.ok(plan.notes.some(({ reason }) => reason.includes("ont été réunies")));
    assert.deepEqual(row("select mobile_phone from people where id = ?", awaId), { mobile_phone: "0600000001" });

    splitPeople(doing, getAct(doing.db, act));
    assert.deepEqual(
      box.import(files).pupils.map(({ state }) => state),
      ["unchanged", "unchanged", "unchanged"],
    );
  });

  it("whomever of a real school are merged, the same files make nobody new", () => {
    const files = sampleFiles("jules-ferry-2026");
    const { box, doing } = imported(...files);
    const all = (sql: string): string[] => box.db.$client.prepare(sql).pluck().all() as string[];
    const kinds = [
      all("select person_id from pupils"),
      all("select distinct guardian_id from guardianships"),
      all("select person_id from staff"),
    ];
    const pair = fc.constantFrom(...kinds).chain((ids) => fc.shuffledSubarray(ids, { minLength: 2, maxLength: 2 }));
    let merged = 0;
    fc.assert(
      fc.property(pair, ([keptId = "", lostId = ""]) => {
        const act = merge(doing, keptId, lostId);
        const before = [box.count("people"), box.count("guardianships")];
        const plan = box.look(files);
        const isNew = [...plan.pupils, ...plan.guardians, ...plan.staff].filter(({ state }) => state === "new");
        assert.deepEqual(
          isNew.map(({ record }) => record.source),
          [],
        );
        assert.deepEqual([box.count("people"), box.count("guardianships")], before);
        splitPeople(doing, getAct(doing.db, act));
        merged += 1;
      }),
      { numRuns: 25 },
    );
    assert.equal(merged, 25);
  });
});
