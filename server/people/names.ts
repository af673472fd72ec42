const notLetter = /[^a-z0-9]+/g;

/** Lower case, accents removed, ligatures opened: "Œuvrard" → "oeuvrard". */
export const withoutAccents = (text: string): string =>
  text
    .normalize("NFD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/œ/g, "oe")
    .replace(/æ/g, "ae")
    .replace(/ß/g, "ss");

/** Comparison key of a name: without accents or signs, words joined; parts separated by "|". "N'DIAYE" → "ndiaye". */
export const nameKey = (...parts: readonly (string | null | undefined)[]): string =>
  parts.map((part) => withoutAccents(part ?? "").replace(notLetter, "")).join("|");

const collator = new Intl.Collator("fr", { sensitivity: "base", numeric: true });
/** French alphabetical order. */
export const compareNames = (a: string, b: string): number => collator.compare(a, b);

export interface Named {
  readonly title?: string | null | undefined;
  readonly lastName: string;
  readonly usageName?: string | null | undefined;
  readonly firstName: string;
}

/** The name in use where there is one. */
export const familyName = ({ usageName, lastName }: Named): string => usageName || lastName;
/** "Mme Morin" for adults. */
export const titledName = (person: Named): string =>
  [person.title ?? person.firstName, capitalised(familyName(person))].join(" ");
/** "Léa Roux", "Anne Morin". */
export const fullName = (person: Named): string => `${person.firstName} ${capitalised(familyName(person))}`;

/** ONDE writes family names in capitals; screens do not shout: "DE LA TOUR" → "De La Tour", "D'HONDT" → "D’Hondt". */
export const capitalised = (name: string): string =>
  name === name.toUpperCase()
    ? name
        .toLowerCase()
        .replace(
          /(^|[\s'’-])(\p{L})/gu,
          (_, sign: string, letter: string) => (sign === "'" ? "’" : sign) + letter.toUpperCase(),
        )
    : name;
