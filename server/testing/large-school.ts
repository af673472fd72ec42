import type { Dropped } from "../people/import/read.ts";

const firstNames = ["Léa", "Hugo", "Zoé", "Imran", "Emma", "Noé", "Lou", "Malo"];
const letters = (n: number): string =>
  n.toString(26).replace(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 26)));
const file = (text: string, name: string): Dropped => ({ name, bytes: Buffer.from(text) });
const two = (n: number): string => String(n).padStart(2, "0");

/** 3,000 pupils of 2,250 families, whose names often meet, with two guardians each. */
export const largeSchool = (): Dropped[] => {
  const pupils = ["Nom élève;Prénom élève;Date naissance;Sexe;INE;Adresse1;Niveau;Libellé classe;Identifiant classe"];
  const child = "Nom de famille enfant;Prénom enfant;Classes enfants";
  const guardians = [
    `Civilité Responsable;Nom responsable;Prénom responsable;Courriel;Téléphone portable;${child};${child}`,
  ];
  for (let family = 0; family < 2250; family += 1) {
    const name = `FAMILLE${letters(family % 1800).toUpperCase()}`;
    const children = Array.from({ length: family % 3 === 0 ? 2 : 1 }, (_, nth) => {
      const firstName = `${firstNames[(family + nth) % 8]}${nth === 0 ? "" : letters(family)}`;
      const room = (family * 7 + nth) % 110;
      const ine = `${100_000_000 + family * 10 + nth}AB`;
      const day = `${two(1 + (family % 28))}/${two(1 + (family % 9))}/${2015 + (family % 8)}`;
      pupils.push(`${name};${firstName};${day};F;${ine};${family} rue du Port;CP;Classe ${room};${room}`);
      return `${name};${firstName};Classe ${room}`;
    });
    for (const [title, firstName] of [
      ["Mme", "Anne"],
      ["M.", "Paul"],
    ]) {
      guardians.push(`${title};${name};${firstName}${letters(family)};p${family}@exemple.fr;;${children.join(";")}`);
    }
  }
  return [file(`${pupils.join("\r\n")}\r\n`, "eleves.csv"), file(`${guardians.join("\r\n")}\r\n`, "responsables.csv")];
};
