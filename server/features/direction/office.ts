import { and, countDistinct, eq, gte, isNull, or, sql } from "drizzle-orm";
import type { Doing } from "../../core/feature.ts";
import { type ClassLetters, lettersByClass } from "../../people/letters/families.ts";
import { asPupil, isMemberOn } from "../../people/relations.ts";
import { theSchool } from "../../people/school.ts";
import { accounts, memberships, people, pupils, staff } from "../../people/tables.ts";

type Reading = Pick<Doing, "db" | "clock">;

export interface Office {
  readonly pupils: number;
  readonly classrooms: number;
  readonly staff: number;
  /** Members of staff who have not chosen their password yet. */
  readonly staffWaiting: number;
  readonly guardians: number;
  /** Guardians whose sheet is in force. */
  readonly sheets: number;
  readonly isAuthorityReviewed: boolean;
}

const isHere = (day: string) => or(isNull(people.leftOn), gte(people.leftOn, day));

const countPupils = ({ db, clock }: Reading): number =>
  db
    .select({ n: countDistinct(pupils.personId) })
    .from(pupils)
    .innerJoin(people, eq(people.id, pupils.personId))
    .where(isHere(clock.today()))
    .get()?.n ?? 0;

const countClassrooms = ({ db, clock }: Reading): number =>
  db
    .select({ n: countDistinct(memberships.classroomId) })
    .from(memberships)
    .where(and(asPupil(), isMemberOn(clock.today())))
    .get()?.n ?? 0;

const countStaff = ({ db, clock }: Reading) =>
  db
    .select({
      all: sql<number>`count(*)`,
      waiting: sql<number>`coalesce(sum(${accounts.passwordHash} is null), 0)`,
    })
    .from(staff)
    .innerJoin(people, eq(people.id, staff.personId))
    .innerJoin(accounts, eq(accounts.personId, staff.personId))
    .where(isHere(clock.today()))
    .get() ?? { all: 0, waiting: 0 };

export const countLetters = (classes: readonly ClassLetters[]) => {
  const letters = classes.flatMap((one) => one.letters);
  const sheets = letters.filter(({ issuedAt }) => issuedAt !== null).length;
  return { all: letters.length, sheets, missing: letters.length - sheets };
};

/** How far the school has come, for the head's first page. */
export const readOffice = (reading: Reading): Office => {
  const letters = countLetters(lettersByClass(reading));
  const { all, waiting } = countStaff(reading);
  return {
    pupils: countPupils(reading),
    classrooms: countClassrooms(reading),
    staff: all,
    staffWaiting: waiting,
    guardians: letters.all,
    sheets: letters.sheets,
    isAuthorityReviewed: theSchool(reading.db).authorityReviewedAt !== null,
  };
};
