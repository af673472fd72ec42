import { found } from "../../core/db.ts";
import type { Ctx } from "../../core/http.ts";
import { prepareKeys } from "../../people/access-keys.ts";
import { type ClassLetters, type FamilyLetter, lettersByClass } from "../../people/letters/families.ts";
import { letterSchool } from "../../people/letters/letter-school.ts";
import { printApart } from "../../people/letters/print-apart.ts";
import { fullName, withoutAccents } from "../../people/names.ts";

type Reading = Pick<Ctx, "db" | "clock">;

/** A class's name in an address; children without a class have one too. */
export const slugOf = (one: ClassLetters): string => one.classroomId ?? "sans-classe";

export const getClass = (reading: Reading, slug: string): ClassLetters =>
  found(lettersByClass(reading).find((one) => slugOf(one) === slug));

export interface Placed {
  readonly letter: FamilyLetter;
  readonly slug: string;
}

const allPlaced = (reading: Reading): Placed[] =>
  lettersByClass(reading).flatMap((one) => one.letters.map((letter) => ({ letter, slug: slugOf(one) })));

export const getLetter = (reading: Reading, guardianId: string): Placed =>
  found(allPlaced(reading).find(({ letter }) => letter.guardian.id === guardianId));

/** Letters in which a guardian's or a child's name holds every word typed. */
export const searchLetters = (reading: Reading, typed: string): FamilyLetter[] => {
  const words = withoutAccents(typed).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  return allPlaced(reading)
    .map(({ letter }) => letter)
    .filter(({ guardian, children }) => {
      const names = withoutAccents(
        [fullName(guardian), guardian.lastName, ...children.map(({ name }) => name)].join(" "),
      );
      return words.every((word) => names.includes(word));
    });
};

/** Who is meant by a print order: those without a sheet, or all; of one class, or of the school. */
export const chooseLetters = (reading: Reading, scope: { classroom: string; isAll: boolean }): FamilyLetter[] =>
  allPlaced(reading)
    .filter(({ slug }) => scope.classroom === "" || slug === scope.classroom)
    .map(({ letter }) => letter)
    .filter(({ issuedAt }) => scope.isAll || issuedAt === null);

/** Draws the letters with new codes; the codes come into force, and the former die, once the PDF is whole. */
export const drawLetters = async (
  ctx: Pick<Ctx, "db" | "clock" | "actor" | "config">,
  letters: readonly FamilyLetter[],
  tell: (done: number) => void,
): Promise<Uint8Array> => {
  const ids = letters.map(({ guardian }) => guardian.id);
  const { keys, store } = await prepareKeys(ctx, ids, "guardian");
  const keyOf = new Map(keys.map((key) => [key.personId, key]));
  const withKeys = letters.map(({ guardian, children }) => ({
    guardian,
    children,
    key: found(keyOf.get(guardian.id)),
  }));
  const bytes = await printApart({ kind: "families", school: letterSchool(ctx), letters: withKeys }, tell);
  store();
  return bytes;
};
