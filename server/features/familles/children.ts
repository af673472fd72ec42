import { and, eq, isNull, like, type SQL } from "drizzle-orm";
import type { Doing } from "../../core/feature.ts";
import { compareNames, familyName, withoutAccents } from "../../people/names.ts";
import { asPupil, isMemberOn } from "../../people/relations.ts";
import { classrooms, memberships, people } from "../../people/tables.ts";

type Reading = Pick<Doing, "db" | "clock">;

/** Words of a search, as names are compared. */
export const wordsOf = (typed: string): string[] =>
  withoutAccents(typed)
    .split(/[^a-z0-9]+/)
    .filter(Boolean);

const inClasses = ({ db, clock }: Reading, which: SQL | undefined) =>
  db
    .select({ person: people, classroomId: classrooms.id, label: classrooms.label })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .innerJoin(classrooms, eq(classrooms.id, memberships.classroomId))
    .where(and(asPupil(), isMemberOn(clock.today()), isNull(memberships.groupId), which))
    .all()
    .sort(
      (a, b) =>
        compareNames(familyName(a.person), familyName(b.person)) ||
        compareNames(a.person.firstName, b.person.firstName),
    );

/** Today's pupils of a class, or those whose name holds every word; at most fifty. */
export const findChildren = (reading: Reading, asked: { classroom: string; words: readonly string[] }) => {
  const isNamed = and(...asked.words.map((word) => like(people.nameKey, `%${word}%`)));
  if (asked.words.length > 0) return inClasses(reading, isNamed).slice(0, 50);
  return asked.classroom === "" ? [] : inClasses(reading, eq(classrooms.id, asked.classroom));
};

/** The class in which a pupil is today; "" when in none. */
export const classOf = (reading: Reading, pupilId: string): string =>
  inClasses(reading, eq(people.id, pupilId))[0]?.label ?? "";

/** Classes with pupils today, by label. */
export const listClasses = (reading: Reading): { id: string; label: string }[] =>
  [
    ...new Map(
      inClasses(reading, undefined).map(({ classroomId, label }) => [classroomId, { id: classroomId, label }]),
    ).values(),
  ].sort((a, b) => compareNames(a.label, b.label));
