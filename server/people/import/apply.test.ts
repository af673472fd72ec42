import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decideWaiting } from "./apply.ts";
import { countPlan } from "./counts.ts";
import { EmptyBox, file } from "./fixture.ts";
import { expectedOf, sampleFiles, sampleSchools } from "./samples.ts";

const still = (n: number) => ({ new: 0, changed: 0, unchanged: n, doubtful: 0, rejected: 0 });

describe("importing the sample schools", () => {
  for (const school of sampleSchools) {
    it(`${school}: reaches its counts, and a second run changes nothing`, () => {
      const box = new EmptyBox();
      const expected = expectedOf(school);
      const first = box.counts(sampleFiles(school));
      const only = (n: number) => ({ ...still(0), new: n });
      assert.deepEqual(first, {
        pupils: only(expected.pupils),
        guardians: { ...only(expected.guardians), waiting: expected.guardians_waiting },
        staff: only(expected.teachers),
        classrooms: Object.keys(expected.classes).length,
        links: expected.links,
        linksWaiting: expected.links_waiting,
      });
      assert.equal(box.count("pupils"), expected.pupils);
      assert.equal(box.count("guardianships"), expected.links);
      assert.equal(box.count("people"), expected.pupils + expected.guardians + expected.teachers);
      assert.equal(box.count("accounts"), expected.pupils + expected.teachers);
      for (const [label, pupils] of Object.entries(expected.classes)) {
        const inClass = `"as" = 'pupil' and classroom_id = (select id from classrooms where label = '${label.replaceAll("'", "''")}')`;
        assert.equal(box.count("memberships", inClass), pupils, label);
      }

      const before = box.rows();
      const again = box.counts(sampleFiles(school).reverse());
      assert.deepEqual(again, {
        ...first,
        pupils: still(expected.pupils),
        guardians: { ...still(expected.guardians), waiting: expected.guardians_waiting },
        staff: still(expected.teachers),
      });
      assert.equal(box.rows(), before);
    });
  }

  it("gives every order of the files the same result", () => {
    const [a, b, c] = sampleFiles("jules-ferry-2026");
    assert.ok(a && b && c);
    const orders = [
      [a, b, c],
      [b, c, a],
      [c, b, a],
    ].map((files) => countPlan(new EmptyBox().look(files)));
    assert.deepEqual(orders[1], orders[0]);
    assert.deepEqual(orders[2], orders[0]);
  });

  it("creates waiting guardians when their children arrive in a later file", () => {
    const box = new EmptyBox();
    const [pupils, staff, guardians] = sampleFiles("jules-ferry-2026");
    assert.ok(pupils && staff && guardians);
    assert.equal(box.counts([guardians]).guardians.waiting, 284);
    const { guardians: counts, links } = box.counts([staff, pupils]);
    assert.deepEqual({ new: counts.new, waiting: counts.waiting, links }, { new: 283, waiting: 1, links: 402 });
  });
});

describe("the next school year", () => {
  it("moves classes, keeps everybody's account, adds arrivals, lists leavers", () => {
    const box = new EmptyBox("2026-09-03T08:00:00.000Z");
    box.import(sampleFiles("jules-ferry-2026"));
    const logins = box.count("accounts");
    box.travelTo("2027-09-02T08:00:00.000Z");
    const plan = box.import(sampleFiles("jules-ferry-2027"));
    const { pupils, guardians } = countPlan(plan);
    assert.deepEqual(
      { new: pupils.new, changed: pupils.changed, doubtful: pupils.doubtful },
      { new: 22, changed: 163, doubtful: 0 },
    );
    assert.deepEqual(guardians, { new: 24, changed: 2, unchanged: 240, doubtful: 0, rejected: 0, waiting: 3 });
    assert.equal(plan.leavers.length, 211 - 163);
    assert.equal(box.count("pupils"), 211 + 22);
    assert.equal(box.count("people", "left_on is not null"), 0);
    assert.equal(box.count("accounts"), logins + 22 + 9);
    assert.equal(box.count("school_years"), 2);
    assert.equal(box.count("classrooms"), 18);
    assert.equal(box.count("memberships", `"as" = 'pupil' and ends_on is null`), 185);
    assert.equal(box.count("memberships", `"as" = 'pupil' and ends_on = '2027-07-31'`), 211);
    const again = countPlan(box.import(sampleFiles("jules-ferry-2027")));
    assert.deepEqual(again.pupils, still(185));
    assert.equal(again.guardians.unchanged, 266);
  });

  it("asks before importing another school's files", () => {
    const box = new EmptyBox();
    box.import(sampleFiles("jules-ferry-2026"));
    assert.deepEqual(box.look(sampleFiles("jules-ferry-2027")).warnings, []);
    const [warning] = box.look(sampleFiles("marie-curie-2020")).warnings;
    assert.equal(warning?.asks, true);
    assert.match(warning?.text ?? "", /211 élèves.*aucun/);
  });
});

const header = "Nom élève;Nom d'usage élève;Prénom élève;Date naissance;INE;Niveau;Libellé classe;Identifiant classe";
const pupils = (...rows: string[]) => file(`${header}\n${rows.join("\n")}\n`, "eleves.csv");
const guardianHeader =
  "Civilité Responsable;Nom responsable;Prénom responsable;Courriel;Téléphone portable;Nom de famille enfant;Prénom enfant;Classes enfants";
const guardians = (...rows: string[]) => file(`${guardianHeader}\n${rows.join("\n")}\n`, "responsables.csv");

describe("who is who", () => {
  it("an INE outlives a change of name; a missing INE is completed", () => {
    const box = new EmptyBox();
    box.import([pupils("ROUX;;Léa;02/04/2019;649992567JJ;CE1;CE1 A;1", "DIALLO;;Imran;14/03/2018;;CE1;CE1 A;1")]);
    const plan = box.import([
      pupils("MARTIN;;Léa;02/04/2019;649992567JJ;CE1;CE1 A;1", "Diallo;;IMRAN;2018-03-14;778284974EJ;CE1;CE1 A;1"),
    ]);
    assert.deepEqual(
      plan.pupils.map(({ changes }) => changes.map(({ field, after }) => [field, after])),
      [[["lastName", "MARTIN"]], [["ine", "778284974EJ"]]],
    );
    assert.equal(box.count("pupils"), 2);
    assert.equal(box.count("people", "name_key = 'martin|lea'"), 1);
  });

  it("two pupils of one class may share their names; neither is guessed for a parent", () => {
    const box = new EmptyBox();
    const twins = pupils(
      "ROUX;;Léo;16/02/2017;649992567JJ;CM1;CM1 A;1",
      "ROUX;;Léo;28/03/2017;778284974EJ;CM1;CM1 A;1",
    );
    const plan = box.import([twins, guardians("Mme;ROUX;Anne;;;ROUX;Léo;CM1 A")]);
    assert.equal(box.count("pupils"), 2);
    assert.equal(plan.guardians[0]?.state, "waiting");
    const doubt = plan.guardians[0]?.children[0]?.doubt;
    assert.deepEqual(
      doubt?.choices.map(({ value }) => value),
      ["ine:649992567JJ", "ine:778284974EJ", "none"],
    );
    assert.match(doubt?.choices[0]?.evidence ?? "", /16\/02\/2017/);
  });

  it("a decision creates the waiting guardian, and is remembered", () => {
    const box = new EmptyBox();
    const files = [
      pupils("ROUX;;Léo;16/02/2017;649992567JJ;CM1;CM1 A;1", "ROUX;;Léo;28/03/2017;778284974EJ;CM1;CM1 A;1"),
      guardians("Mme;ROUX;Anne;;;ROUX;Léo;CM1 A"),
    ];
    const key = box.import(files).guardians[0]?.children[0]?.doubt?.key ?? "";
    const plan = decideWaiting(box.importing, { [key]: "ine:778284974EJ" });
    assert.equal(plan.guardians[0]?.state, "new");
    assert.equal(box.count("guardianships", "pupil_id = (select person_id from pupils where ine = '778284974EJ')"), 1);
    assert.equal(box.count("import_waiting"), 0);
    const again = box.counts(files);
    assert.deepEqual(again.guardians, { ...still(1), waiting: 0 });
    assert.equal(again.linksWaiting, 0);
  });

  it("« none of them » leaves the guardian out, for good", () => {
    const box = new EmptyBox();
    const files = [pupils("ROUX;;Zoé;16/02/2017;;CM1;CM1 A;1"), guardians("Mme;ROUX;Anne;;;ROUX;Léo;CM1 A")];
    const key = box.import(files).guardians[0]?.children[0]?.doubt?.key ?? "";
    decideWaiting(box.importing, { [key]: "none" });
    assert.equal(box.count("import_waiting"), 0);
    assert.deepEqual(box.counts(files).guardians, { ...still(0), rejected: 1, waiting: 0 });
    assert.equal(box.count("people"), 1);
  });

  it("one person with several children on several rows is one account; namesakes of other families are not", () => {
    const box = new EmptyBox();
    const school = pupils("A;;Un;01/01/2018;;CP;CP;1", "A;;Deux;01/01/2019;;CP;CP;1", "B;;Trois;01/01/2019;;CP;CP;1");
    const rows = guardians(
      "M.;MARTIN;Paul;p@ex.fr;;A;Un;CP",
      "M.;MARTIN;Paul;;0600000000;A;Un;CP",
      "M.;MARTIN;Paul;;;B;Trois;CP",
    );
    const plan = box.import([school, rows]);
    assert.equal(plan.guardians.length, 2);
    assert.equal(box.count("people", "email = 'p@ex.fr' and mobile_phone = '0600000000'"), 1);
    assert.equal(box.count("guardianships"), 2);
  });

  it("contradictory rows, and the INE of somebody else, wait with their evidence", () => {
    const box = new EmptyBox();
    box.import([pupils("ROUX;;Léa;02/04/2019;649992567JJ;CE1;CE1 A;1")]);
    const plan = box.import([
      pupils(
        "DIALLO;;Imran;14/03/2018;649992567JJ;CE1;CE1 A;1",
        "PÉREZ;;Zoé;01/02/2019;;CE1;CE1 A;1",
        "PÉREZ;;Zoé;01/02/2019;;CE1;CE1 B;2",
      ),
    ]);
    assert.deepEqual(
      plan.pupils.map(({ state }) => state),
      ["doubtful", "doubtful"],
    );
    assert.equal(box.count("pupils"), 1);
    const choices = plan.pupils.map(({ doubt }) => doubt?.choices.map(({ text }) => text));
    assert.deepEqual(choices, [
      ["Léa Roux", "C’est un autre élève"],
      ["Ligne 3\u00a0: Zoé Pérez", "Ligne 4\u00a0: Zoé Pérez"],
    ]);
    const another = plan.pupils[0]?.doubt?.key ?? "";
    decideWaiting(box.importing, { [another]: "new" });
    assert.equal(box.count("pupils"), 2);
    assert.equal(box.count("pupils", "ine is null"), 1);
    assert.equal(box.count("import_waiting"), 2);
    const rows = plan.pupils[1]?.doubt;
    decideWaiting(box.importing, { [rows?.key ?? ""]: rows?.choices[1]?.value ?? "" });
    assert.equal(box.count("memberships", "classroom_id = (select id from classrooms where label = 'CE1 B')"), 1);
    assert.equal(box.count("import_waiting"), 0);
  });

  it("a renamed class keeps its pupils", () => {
    const box = new EmptyBox();
    box.import([pupils("ROUX;;Léa;02/04/2019;;CE1;CE1 de M. LE GOFF;1100148")]);
    const plan = box.import([pupils("ROUX;;Léa;02/04/2019;;CE1;CE1 de Mme MORIN;1100148")]);
    assert.equal(plan.pupils[0]?.state, "unchanged");
    assert.equal(plan.classrooms[0]?.renamedFrom, "CE1 de M. LE GOFF");
    assert.equal(box.count("classrooms", "label = 'CE1 de Mme MORIN'"), 1);
    assert.equal(box.count("classrooms"), 1);
  });

  it("an empty cell erases nothing", () => {
    const box = new EmptyBox();
    const school = pupils("A;;Un;01/01/2018;;CP;CP;1");
    box.import([school, guardians("M.;MARTIN;Paul;p@ex.fr;0600000000;A;Un;CP")]);
    const plan = box.import([school, guardians("M.;MARTIN;Paul;;0611111111;A;Un;CP")]);
    assert.deepEqual(plan.guardians[0]?.changes, [{ field: "mobilePhone", before: "0600000000", after: "0611111111" }]);
    assert.equal(box.count("people", "email = 'p@ex.fr' and mobile_phone = '0611111111'"), 1);
  });

  it("a link that a decision ended does not come back", () => {
    const box = new EmptyBox();
    const files = [pupils("A;;Un;01/01/2018;;CP;CP;1"), guardians("M.;MARTIN;Paul;;;A;Un;CP")];
    box.import(files);
    box.db.$client.prepare("update guardianships set ends_on = '2026-10-01'").run();
    const { guardians: counts, links } = box.counts(files);
    assert.deepEqual({ unchanged: counts.unchanged, links }, { unchanged: 1, links: 0 });
    assert.equal(box.count("guardianships"), 1);
  });
});
