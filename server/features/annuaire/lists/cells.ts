import type { Mention, Presence } from "../../../people/directory/entries.ts";
import type { Years } from "../../../people/directory/places.ts";
import { capitalised, compareNames, familyName, fullName, type Named } from "../../../people/names.ts";
import { spacedPhone } from "../../../people/phones.ts";
import { readable } from "../words.ts";
import type { Column, Filter } from "./list.ts";

interface Person extends Named {
  readonly email: string | null;
  readonly homePhone: string | null;
  readonly workPhone: string | null;
  readonly mobilePhone: string | null;
  readonly address: string | null;
  readonly postcode: string | null;
  readonly city: string | null;
  readonly leftOn: string | null;
}

/** "Roux Léa": as lists are sorted. */
export const listName = (person: Named): string => `${capitalised(familyName(person))} ${person.firstName}`;

const adultName = (person: Named): string => [person.title, fullName(person)].filter(Boolean).join(" ");

const byName = (a: Named, b: Named): number => compareNames(listName(a), listName(b));
export const namesOf = (people: readonly Mention[], name: (person: Named) => string = adultName): string =>
  [...people].sort(byName).map(name).join(", ");

export const contactsOf = (people: readonly Mention[], contact: (person: Mention) => string | null): string =>
  [...people]
    .sort(byName)
    .flatMap((person) => contact(person) || [])
    .join(", ");

export const phoneOf = (person: Pick<Mention, "mobilePhone" | "homePhone">): string =>
  spacedPhone(person.mobilePhone ?? person.homePhone ?? "");

/** Only for the exported file: what a letter or a list made elsewhere needs. */
export const ownColumns = <Row extends Person>(): Column<Row>[] => {
  const exported = (id: string, label: string, text: (row: Row) => string | null): Column<Row> => ({
    id,
    label,
    text: (row) => text(row) ?? "",
    isExported: true,
  });
  return [
    exported("civilite", "Civilité", ({ title }) => title ?? null),
    exported("nom-naissance", "Nom de naissance", ({ lastName }) => lastName),
    exported("nom-usage", "Nom d’usage", ({ usageName }) => usageName ?? null),
    exported("prenom", "Prénom", ({ firstName }) => firstName),
    exported("adresse", "Adresse", ({ address }) => address),
    exported("code-postal", "Code postal", ({ postcode }) => postcode),
    exported("commune", "Commune", ({ city }) => city),
    exported("depart", "Dernier jour", ({ leftOn }) => readable(leftOn)),
  ];
};

/** A column whose days are shown as people write them and sorted as time goes. */
export const dayColumn = <Row>(id: string, label: string, day: (row: Row) => string | null): Column<Row> => ({
  id,
  label,
  text: (row) => readable(day(row)),
  sortedBy: (row) => day(row) ?? "",
});

export const presenceFilter: Filter = {
  name: "etat",
  label: "Qui",
  choices: [
    { value: "presents", text: "À l’école" },
    { value: "partis", text: "Partis" },
  ],
};
export const presenceOf = ({ etat }: Readonly<Record<string, string>>): Presence =>
  etat === "partis" ? "left" : "here";

export const yearsFilter: Filter = {
  name: "annee",
  label: "Année",
  choices: [
    { value: "presente", text: "Cette année" },
    { value: "passees", text: "Années passées" },
  ],
};
export const yearsOf = ({ annee }: Readonly<Record<string, string>>): Years =>
  annee === "passees" ? "past" : "present";
