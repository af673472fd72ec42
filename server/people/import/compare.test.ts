import assert from "node:assert/strict";
import { it } from "node:test";
import { compare } from "./compare.ts";
import { EmptyBox, file } from "./fixture.ts";
import { questionsOf } from "./look/questions.ts";

it("sets what agrees and what differs side by side; accents and case are no difference, silence is no evidence", () => {
  const row = { lastName: "N'DIAYE", firstName: "ZOÉ", birthDate: "2018-02-01", ine: null, city: "Lyon" };
  const known = { lastName: "N’Diaye", firstName: "Zoé", birthDate: "2018-01-02", ine: "649992567JJ", city: "Lyon" };
  assert.deepEqual(
    compare(row, known).map(({ field, agrees }) => [field, agrees]),
    [
      ["lastName", true],
      ["firstName", true],
      ["birthDate", false],
      ["ine", null],
      ["city", true],
    ],
  );
});

it("shows the head the row beside each person it may mean", () => {
  const box = new EmptyBox();
  const header = "Nom élève;Prénom élève;Date naissance;INE;Niveau;Libellé classe";
  const eleves = (row: string) => [file(`${header}\n${row}\n`, "eleves.csv")];
  box.import(eleves("ROUX;Léa;02/04/2019;649992567JJ;CE1;CE1 A"));
  const [question] = questionsOf(box.look(eleves("ROUX;Léa;04/02/2019;;CE1;CE1 A")));
  assert.equal(question?.ask, "Même personne\u202f?");
  const [same, other] = question?.choices ?? [];
  assert.deepEqual(
    same?.compared.find(({ field }) => field === "Date de naissance"),
    { field: "Date de naissance", row: "04/02/2019", known: "02/04/2019", agrees: false },
  );
  assert.equal(same?.compared.find(({ field }) => field === "Nom")?.agrees, true);
  assert.deepEqual([other?.value, other?.compared], ["new", []]);
});
