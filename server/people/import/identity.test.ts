import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decideWaiting } from "./decide.ts";
import { EmptyBox, file } from "./fixture.ts";

const still = (n: number) => ({ new: 0, changed: 0, unchanged: n, doubtful: 0, rejected: 0 });

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
