import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { EmptyBox, file } from "./fixture.ts";
import { headerKey } from "./headers.ts";
import { layouts } from "./layouts.ts";
import { readFiles } from "./read.ts";
import { UnknownColumns } from "./refuse.ts";
import { otherFile } from "./samples.ts";

/** Column lists as the tools write them (formats.md): every title is known to the layout. */
const lists: readonly [title: string, columns: string][] = [
  [
    "Élèves (ONDE)",
    "Nom élève;Nom d'usage élève;Prénom élève;Date naissance;Sexe;INE;Adresse1;Cp1;Commune1;Pays1;Adresse2;Cp2;Commune2;Pays2; Cycle;Niveau;Libellé classe;Identifiant classe;Attestation fournie;Autorisation associations;Autorisation photo;Décision de passage",
  ],
  [
    "Élèves (ONDE)",
    "Nom Elève;Nom d'usage Elève;Prénom Elève;Date naissance;Sexe;Adresse1;Cp1;Commune1;Pays1;Adresse2;Cp2;Commune2;Pays2; Cycle;Niveau;Classe;Attestation fournie;Autorisations associations;Autorisations photos;Décision de passage",
  ],
  [
    "Responsables (ONDE)",
    "Civilité Responsable;Nom usage responsable;Nom responsable;Prénom responsable;Adresse responsable;CP responsable;Commune responsable;Pays;Courriel;Téléphone domicile;Téléphone travail;Numéro de poste;Téléphone portable;Nom d'usage enfant;Nom de famille enfant;Prénom enfant;Classes enfants",
  ],
  [
    "Responsables (ONDE)",
    "Civilité Responsable;Nom usage responsable;Nom responsable;Prénom responsable;Courriel;PCS;Nom d'usage élève;Nom de l'élève;Prénom élève;Date de naissance élève;Classes de l'élève;Dispositif(s);Regroupement(s)",
  ],
  [
    "Enseignants (ONDE)",
    "Civilité;Nom usage;Nom;Prénom;Adresse;CP;Commune;Pays;Courriel;Téléphone domicile;Téléphone portable;Directeur;Classe",
  ],
  ["Élèves (modèle ONE)", "Prénom*;Nom*;Date de naissance*;Classes*"],
  [
    "Responsables (modèle ONE)",
    "Nom*;Prénom*;Adresse;Code postal;Ville;Pays;Courriel;Téléphone;Nom de l'élève;Prénom de l'élève;Classes de l'élève;Nom de l'élève;Prénom de l'élève;Classes de l'élève",
  ],
  [
    "Enseignants (modèle ONE)",
    "Prénom*;Nom*;date de naissance;fonction;telephone;telephonetravail;email;adresse;cp;ville;pays;classe;classe",
  ],
  ["Élèves (modèle Beneylu)", "Nom;Prenom;Date de naissance;sexe"],
];

const filled = (columns: string): string =>
  columns
    .split(";")
    .map((title) => (/date/i.test(title) ? "02/04/2018" : "Texte"))
    .join(";");

describe("column lists", () => {
  for (const [title, columns] of lists) {
    it(`${title}: every column of ${columns.slice(0, 40)}… is known`, () => {
      const { files } = readFiles([file(`${columns}\n${filled(columns)}\n`)]);
      assert.equal(files[0]?.title, title);
      const layout = layouts.find((one) => one.title === title);
      const known = [
        ...Object.values(layout?.columns ?? {}),
        ...Object.values(layout?.child ?? {}),
        layout?.others ?? [],
      ];
      const keys = new Set(known.flat().map(headerKey));
      assert.deepEqual(
        columns.split(";").filter((column) => !keys.has(headerKey(column))),
        [],
      );
    });
  }

  it("plain words with a column more are nobody's template: somebody is asked", () => {
    for (const columns of [
      "Nom;Prénom;Date de naissance;Classe",
      "Nom;Prénom;Classe;Courriel",
      "Nom;Prenom;Date de naissance;sexe;Groupe",
      "Nom;Prénom;Téléphone",
    ]) {
      assert.throws(() => readFiles([file(`${columns}\n${filled(columns)}\n`)]), UnknownColumns, columns);
    }
  });
});

describe("other tools' files", () => {
  it("ONE: pupils, parents with several children, teachers with several classes", () => {
    const box = new EmptyBox();
    const files = ["one-eleves.csv", "one-parents.csv", "one-enseignants.csv"].map(otherFile);
    const counts = box.counts(files);
    assert.deepEqual(
      [counts.pupils.new, counts.guardians.new, counts.staff.new, counts.classrooms, counts.links, counts.linksWaiting],
      [4, 3, 2, 2, 4, 0],
    );
    assert.equal(box.count("memberships", `"as" = 'teacher'`), 3);
    assert.equal(box.count("people", "email = 'paul.lambert@exemple.fr' and mobile_phone = '0639980001'"), 1);
    const before = box.rows();
    box.import(files);
    assert.equal(box.rows(), before);
  });

  it("Beneylu: pupils without a class, who find theirs with a later file", () => {
    const box = new EmptyBox();
    const first = box.counts([otherFile("beneylu-eleves.csv")]);
    assert.deepEqual([first.pupils.new, first.classrooms], [3, 0]);
    assert.equal(box.count("memberships"), 0);
    const again = box.counts([otherFile("one-eleves.csv")]);
    assert.deepEqual([again.pupils.new, again.pupils.changed, again.classrooms], [1, 3, 2]);
    assert.equal(box.count("memberships"), 4);
    assert.equal(box.count("pupils", "sex is not null"), 3);
  });
});
