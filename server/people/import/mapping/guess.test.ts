import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readFiles } from "../read.ts";
import { UnknownColumns } from "../refuse.ts";
import { otherFile } from "../samples.ts";
import { guess, guessColumns, type Sheet } from "./guess.ts";
import { headersKey, learnedFrom, wrongIn } from "./learned.ts";

const sheetOf = (name: string): Sheet => {
  try {
    readFiles([otherFile(name)]);
  } catch (error) {
    if (error instanceof UnknownColumns) return error.sheet;
    throw error;
  }
  return assert.fail(`${name} was read without a question`);
};

const sheet = (headers: string, ...rows: string[]): Sheet => ({
  file: "liste.csv",
  headers: headers.split(";"),
  rows: rows.map((row) => row.split(";")),
});

describe("what columns seem to hold", () => {
  it("a school's own table of pupils, by names that are nearly known", () => {
    assert.deepEqual(guess(sheetOf("tableau-eleves.csv")), {
      kind: "pupils",
      columns: ["lastName", "firstName", "birthDate", "sex", null, "level", null],
    });
  });

  it("parents with a column for each child's name: the children are told apart", () => {
    assert.deepEqual(guess(sheetOf("tableau-parents.csv")), {
      kind: "guardians",
      columns: [
        "lastName",
        "firstName",
        "mobilePhone",
        "email",
        "child.lastName",
        "child.firstName",
        "child.lastName",
        "child.firstName",
        null,
      ],
    });
  });

  it("the team, which has neither birth dates nor children", () => {
    assert.equal(guess(sheet("Nom;Prénom;Courriel", "MORIN;Anne;anne@exemple.fr")).kind, "staff");
  });

  it("by what stands in them, where the titles say nothing", () => {
    const odd = sheet(
      "Nom;Prénom;X1;X2;X3;X4",
      "ROUX;Léa;02/04/2019;649992567JJ;CE1;F",
      "DIALLO;Imran;2018-03-14;778284974EJ;CM2;G",
      "PÉREZ;Zoé;30/11/2020;;GS;",
    );
    assert.deepEqual(guess(odd).columns, ["lastName", "firstName", "birthDate", "ine", "level", "sex"]);
  });

  it("not by a title that its cells deny", () => {
    const denied = sheet("Nom;Prénom;Date de naissance;INE", "ROUX;Léa;CE1;oui", "DIALLO;Imran;CM2;non");
    assert.deepEqual(guessColumns("pupils", denied), ["lastName", "firstName", "level", null]);
  });
});

describe("what was said of columns", () => {
  it("names what is missing, and what was chosen twice", () => {
    assert.deepEqual(wrongIn("pupils", ["lastName", "firstName", "birthDate", null]), {});
    assert.match(wrongIn("pupils", ["lastName", "level", null]).colonnes ?? "", /le prénom, la date de naissance/);
    assert.match(wrongIn("staff", ["lastName", "firstName", "lastName"])["colonne-2"] ?? "", /déjà choisi/);
    assert.deepEqual(wrongIn("staff", ["lastName", "firstName", "classroom", "classroom"]), {});
    assert.match(wrongIn("guardians", ["lastName", "firstName"]).colonnes ?? "", /nom de l’enfant/);
  });

  it("holds for the same titles in another order, and reads the rows", () => {
    const { headers } = sheetOf("tableau-parents.csv");
    const { kind, columns } = guess(sheetOf("tableau-parents.csv"));
    const learned = new Map([[headersKey(headers), learnedFrom(kind, headers, columns)]]);
    const { records, files } = readFiles([otherFile("tableau-parents.csv")], { school: null, learned });
    assert.equal(files[0]?.title, "Responsables (colonnes choisies)");
    assert.deepEqual(
      records.guardians.map(({ lastName, mobilePhone, children }) => [
        lastName,
        mobilePhone,
        children.map(({ firstName }) => firstName),
      ]),
      [
        ["LAMBERT", "0639980001", ["Léa", "Hugo"]],
        ["KEITA", "0639980002", ["Imran"]],
      ],
    );
    assert.equal(headersKey([...headers].reverse()), headersKey(headers));
    assert.notEqual(headersKey(headers.slice(1)), headersKey(headers));
  });
});
