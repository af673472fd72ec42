import { capitalised, familyName, type Named } from "./names.ts";

/**
 * What stands on each tile: the first name, followed where two are the same by as many letters of the family name as
 * it takes ("Léa M.", "Léa R."; "Hugo Ma.", "Hugo Mo."), the whole of it if need be.
 */
export const tellApart = (persons: readonly Named[]): string[] => {
  const letters = (text: string): string[] => [...text];
  const sameFirst = (person: Named): Named[] =>
    persons.filter((other) => other !== person && sameName(other.firstName, person.firstName));
  return persons.map((person) => {
    const others = sameFirst(person).map((other) => letters(capitalised(familyName(other))));
    if (others.length === 0) return person.firstName;
    const own = letters(capitalised(familyName(person)));
    const isShared = (length: number): boolean =>
      others.some((other) => sameName(other.slice(0, length).join(""), own.slice(0, length).join("")));
    let length = 1;
    while (length < own.length && isShared(length)) length += 1;
    return `${person.firstName} ${own.slice(0, length).join("")}${length < own.length ? "." : ""}`;
  });
};

const collator = new Intl.Collator("fr", { sensitivity: "base" });
const sameName = (a: string, b: string): boolean => collator.compare(a, b) === 0;
