import type { Dropped } from "../people/import/read.ts";

const file = (name: string, ...rows: string[]): Dropped => ({ name, bytes: Buffer.from(`${rows.join("\r\n")}\r\n`) });

/** Words that stand only in the cast's next year: whoever may not know it yet must meet none of them. */
export const secrets = ["Étoiles", "Nuages", "Vagues", "Durand", "DURAND", "Nino", "Ana Petit", "2027-2028"];

/**
 * The cast's school a year later: Léa, Imran and Hugo climb, Zoé leaves with her father, Nino joins his sister's and brother's
 * parents, Ana arrives. Mme Morin takes the CE1, Mme Durand comes, M. Benali is named no more.
 */
export const newYearFiles: readonly Dropped[] = [
  file(
    "eleves.csv",
    "Nom élève;Prénom élève;Date naissance;Niveau;Libellé classe;Identifiant classe",
    "ROUX;Léa;14/03/2018;CM1;CM1 des Étoiles;31",
    "DIALLO;Imran;14/03/2018;CM1;CM1 des Étoiles;31",
    "ROUX;Hugo;14/03/2018;CE1;CE1 des Nuages;32",
    "ROUX;Nino;02/06/2021;CP;CP des Vagues;33",
    "PETIT;Ana;09/01/2021;CP;CP des Vagues;33",
  ),
  file(
    "responsables.csv",
    "Civilité Responsable;Nom responsable;Prénom responsable;Nom de famille enfant;Prénom enfant;Nom de famille enfant;Prénom enfant;Nom de famille enfant;Prénom enfant",
    "Mme;EL AMRANI;Claire;ROUX;Léa;ROUX;Hugo;ROUX;Nino",
    "M.;ROUX;Marc;ROUX;Léa;ROUX;Hugo;ROUX;Nino",
    "Mme;DIALLO;Nadia;DIALLO;Imran;;;;",
    "Mme;PETIT;Inès;PETIT;Ana;;;;",
  ),
  file(
    "enseignants.csv",
    "Civilité;Nom usage;Nom;Prénom;Courriel;Directeur;Classe",
    "MME;;MORIN;Anne;;non;CE1 des Nuages",
    "MME;;DURAND;Lise;;non;CM1 des Étoiles",
    "MME;;LŒUILLE;Gaëlle;;oui;CP des Vagues",
  ),
];
