import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readFiles } from "./read.ts";
import { readApart } from "./read-apart.ts";
import { maxBytes, Refused } from "./refuse.ts";
import { expectedOf, sampleFiles, sampleSchools } from "./samples.ts";

const read = (text: string | Uint8Array, name = "CSVExtraction.csv") =>
  readFiles([{ name, bytes: typeof text === "string" ? Buffer.from(text) : text }]);

const refusal = (text: string | Uint8Array): string => {
  try {
    read(text);
  } catch (error) {
    assert.ok(error instanceof Refused, String(error));
    assert.equal(error.file, "CSVExtraction.csv");
    return error.message;
  }
  return assert.fail("the file was not refused");
};

const pupils = "Nom élève;Prénom élève;Date naissance;Sexe;INE;Niveau;Libellé classe";
const lea = "ROUX;Léa;02/04/2019;F;649992567JJ;CE1;CE1 A";

describe("the sample schools' files", () => {
  for (const school of sampleSchools) {
    it(`${school}: every row is read, in its own layout and encoding`, () => {
      const { files, records } = readFiles(sampleFiles(school));
      const expected = expectedOf(school);
      assert.deepEqual(files.map(({ kind }) => kind).sort(), ["guardians", "pupils", "staff"]);
      assert.equal(records.pupils.length, expected.pupils);
      assert.equal(records.staff.length, expected.teachers);
      assert.equal(records.guardians.length, expected.guardians + expected.guardians_waiting);
      assert.equal(records.guardians.filter(({ email }) => email !== null).length, expected.guardians_with_email);
      assert.equal(
        records.pupils.filter(({ photoHint }) => photoHint === false).length,
        expected.pupils_without_photo_consent,
      );
      const hasInes = records.pupils.some(({ ine }) => ine !== null);
      if (hasInes) assert.equal(records.pupils.filter(({ ine }) => ine === null).length, expected.without_ine);
      assert.deepEqual(records.rejected, []);
      assert.deepEqual(records.notes, []);
    });
  }

  it("reads the same in a thread of its own", async () => {
    const files = [...sampleFiles("jules-ferry-2026"), ...sampleFiles("marie-curie-2020")];
    assert.ok(files.reduce((sum, { bytes }) => sum + bytes.byteLength, 0) > 128 * 1024);
    assert.deepEqual(await readApart(files, { school: null, learned: new Map() }), readFiles(files));
  });

  it("refuses in a thread as it does here", async () => {
    const noise = Buffer.alloc(200_000, "bruit;");
    await assert.rejects(
      readApart([{ name: "bruit.csv", bytes: noise }], { school: null, learned: new Map() }),
      (error: unknown) => {
        return error instanceof Refused && error.file === "bruit.csv";
      },
    );
  });
});

describe("what is tolerated", () => {
  it("headers without accents, with spaces, other apostrophes, asterisks and byte order marks", () => {
    const { records } = read(
      `\uFEFF\uFEFF NOM  ELEVE* ;Prénom élève;date naissance;Libelle classe;Nom d’usage élève\n${"ROUX;Léa;2019-04-02;CE1 A;BENALI"}\n`,
    );
    const [pupil] = records.pupils;
    assert.equal(pupil?.usageName, "BENALI");
    assert.equal(pupil?.birthDate, "2019-04-02");
  });

  it("a trailing separator, short rows, blank lines, a footer, unknown columns, lone carriage returns", () => {
    const { records } = read(
      `${pupils};Inconnue;\r\n${lea};x;\r\n\r\nDIALLO;Imran;14/03/2018\r;;;\r\nNombre de lignes : 2`,
    );
    assert.deepEqual(
      records.pupils.map(({ firstName }) => firstName),
      ["Léa", "Imran"],
    );
    assert.equal(records.pupils[1]?.classroom, null);
  });

  it("tabs and commas between the cells, quotes around them", () => {
    for (const sign of ["\t", ","]) {
      const { records } = read(`"${pupils.replaceAll(";", `"${sign}"`)}"\n"${lea.replaceAll(";", `"${sign}"`)}"\n`);
      assert.equal(records.pupils[0]?.ine, "649992567JJ");
    }
  });

  it("UTF-8 with and without mark, UTF-16 and Windows-1252", () => {
    const text = `${pupils}\r\nLŒUILLE;Noë;02/04/2019;F;;CE1;CE1 A\r\n`;
    const utf16 = Buffer.from(`\uFEFF${text}`, "utf16le");
    const windows = Buffer.from(text.replace("Œ", "\x8c"), "latin1");
    for (const bytes of [Buffer.from(text), Buffer.from(`\uFEFF${text}`), utf16, windows]) {
      assert.equal(read(bytes).records.pupils[0]?.lastName, "LŒUILLE");
      assert.equal(read(bytes).records.pupils[0]?.firstName, "Noë");
    }
  });

  it("notes what it leaves out of a row, and rejects a row that names nobody", () => {
    const { records } = read(
      `${pupils}\n${lea.replace("649992567JJ", "123")}\n;Ali;02/04/2019;H;;CP;CP\nDIALLO;Imran;31/02/2018;H;;CE1;CE1 A\n`,
    );
    assert.equal(records.pupils.length, 1);
    assert.match(records.notes[0]?.reason ?? "", /INE/);
    assert.deepEqual(
      records.rejected.map(({ line }) => line),
      [3, 4],
    );
    assert.match(records.rejected[1]?.reason ?? "", /31\/02\/2018/);
  });

  it("the child columns of every year, and other editors' templates", () => {
    const guardian = "Civilité Responsable;Nom responsable;Prénom responsable;Courriel";
    for (const child of [
      "Nom de famille enfant;Prénom enfant;Classes enfants",
      "Nom de l'élève;Prénom élève;Classes de l'élève;Regroupement(s)",
    ]) {
      const { files, records } = read(`${guardian};${child};${child}\nMme;ROUX;Anne;a@b.fr;ROUX;Léa;CE1 A\n`);
      assert.equal(files[0]?.kind, "guardians");
      assert.equal(records.guardians[0]?.children[0]?.firstName, "Léa");
    }
    const one = "Prénom*;Nom*;Date de naissance*;Classes*\nLéa;ROUX;02/04/2019;CE1 A\n";
    assert.equal(read(one).records.pupils[0]?.classroom, "CE1 A");
    const teachers =
      "Prénom*;Nom*;date de naissance;fonction;telephone;telephonetravail;email;adresse;cp;ville;pays;classe;classe\nAnne;MORIN;;;;;;;;;;CP;CE1\n";
    assert.deepEqual(read(teachers).records.staff[0]?.classrooms, ["CP", "CE1"]);
    assert.equal(read("Nom;Prenom;Date de naissance;sexe\nROUX;Léa;02/04/2019;F\n").records.pupils[0]?.sex, "F");
  });
});

describe("what is refused", () => {
  it("an empty file", () => assert.match(refusal(""), /vide/));
  it("a PDF, a workbook, an archive or a picture renamed .csv", () => {
    assert.match(refusal(Buffer.from("%PDF-1.7\n…")), /PDF/);
    assert.match(refusal(Buffer.from([0x50, 0x4b, 3, 4, 20, 0])), /Excel/);
    assert.match(refusal(Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1])), /Excel/);
    assert.match(refusal(Buffer.from([0x89, 0x50, 0x4e, 0x47])), /image/);
  });
  it("noise, small or large", () => {
    assert.match(refusal(Buffer.alloc(5000, 0)), /abîmé/);
    assert.match(refusal(Buffer.alloc(maxBytes + 1, "x")), /Mo/);
    assert.match(refusal("du texte sans rapport\navec rien\n"), /ne reconnaît pas/);
  });
  it("a file that breaks off inside a quoted field", () => {
    assert.match(refusal(`${pupils}\nROUX;Léa;02/04/2019;"F;649`), /guillemets/);
  });
  it("a last line without ending and with too few cells", () => {
    assert.match(refusal(`${pupils}\n${lea}\nDIALLO;Imran;14/0`), /coupé.*\(3\)/);
    assert.match(refusal(`${pupils}\n${lea}\nNombre de lignes : 4`), /coupé/);
  });
  it("UTF-8 that stops inside a character", () => {
    const cut = Buffer.from(`Nom;Prénom;Directeur;Classe\nMORIN;Zoé;non;CM1 de M. PÉ`).subarray(0, -1);
    assert.match(refusal(cut), /coupé/);
  });
  it("mandatory columns that are missing, named", () => {
    assert.match(
      refusal("Prénom élève;Sexe;INE;Niveau;Libellé classe\nLéa;F;;CE1;CE1 A\n"),
      /«\sNom élève\s», «\sDate naissance\s»/,
    );
    assert.match(
      refusal("Nom responsable;Prénom responsable;Courriel;Pays;Prénom enfant\nA;B;;;C\n"),
      /«\sCivilité Responsable\s», «\sNom de famille enfant\s»/,
    );
  });
  it("titles without anybody below", () => assert.match(refusal(`${pupils}\n`), /titres/));
});
