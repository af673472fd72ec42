import { and, count, eq, isNull, like, type SQL, sql } from "drizzle-orm";
import { type Db, isOneOf } from "../../core/db.ts";
import { importWaiting } from "../../people/import/tables.ts";
import { withoutAccents } from "../../people/names.ts";
import { isGuardianOn, isMemberOn } from "../../people/relations.ts";
import { classrooms, guardianships, memberships, people, pupils, schoolYears, staff } from "../../people/tables.ts";

/** Rows that wait for a decision. */
export const countWaiting = (db: Db): number => db.select({ n: count() }).from(importWaiting).get()?.n ?? 0;

export interface ClassroomEntry {
  readonly id: string;
  readonly label: string;
  readonly pupils: number;
}

/** Classes of the present year, with how many pupils they have. */
export const listClassrooms = (db: Db, today: string): ClassroomEntry[] =>
  db
    .select({ id: classrooms.id, label: classrooms.label, pupils: count(memberships.id) })
    .from(classrooms)
    .innerJoin(schoolYears, and(eq(schoolYears.id, classrooms.schoolYearId), eq(schoolYears.isCurrent, true)))
    .leftJoin(
      memberships,
      and(eq(memberships.classroomId, classrooms.id), eq(memberships.as, "pupil"), isMemberOn(today)),
    )
    .groupBy(classrooms.id)
    .all();

const named = {
  id: people.id,
  title: people.title,
  lastName: people.lastName,
  usageName: people.usageName,
  firstName: people.firstName,
};

/** Words of a search, as names are compared. */
export const wordsOf = (query: string): string[] =>
  withoutAccents(query)
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");

/** Every word stands somewhere in the name. */
export const isNamed = (words: readonly string[]): SQL | undefined =>
  and(...words.map((word) => like(people.nameKey, `%${word}%`)));

const most = 200;

export const listPupils = (db: Db, today: string, wanted: SQL | undefined) =>
  db
    .select({ ...named, birthDate: pupils.birthDate, classroom: sql<string>`coalesce(${classrooms.label}, '')` })
    .from(pupils)
    .innerJoin(people, eq(people.id, pupils.personId))
    .leftJoin(
      memberships,
      and(
        eq(memberships.personId, people.id),
        eq(memberships.as, "pupil"),
        isMemberOn(today),
        isNull(memberships.groupId),
      ),
    )
    .leftJoin(classrooms, eq(classrooms.id, memberships.classroomId))
    .where(and(isNull(people.leftOn), wanted))
    .limit(most)
    .all();

export type PupilEntry = ReturnType<typeof listPupils>[number];

export const inClassroom = (id: string): SQL => eq(memberships.classroomId, id);

/** Pupils one of whose guardians bears this name. */
export const isChildOfNamed = (words: readonly string[]): SQL => {
  const named = and(...words.map((word) => sql`adults.name_key like ${`%${word}%`}`));
  return sql`people.id in (select pupil_id from guardianships join people as adults on adults.id = guardian_id where ${named})`;
};

/** Guardians of these pupils, one row for each link in force. */
export const listGuardians = (db: Db, today: string, pupilIds: readonly string[]) =>
  db
    .select({
      ...named,
      pupilId: guardianships.pupilId,
      email: people.email,
      mobilePhone: people.mobilePhone,
      homePhone: people.homePhone,
    })
    .from(guardianships)
    .innerJoin(people, eq(people.id, guardianships.guardianId))
    .where(and(isOneOf(guardianships.pupilId, pupilIds), isGuardianOn(today)))
    .all();

export type GuardianEntry = ReturnType<typeof listGuardians>[number];

/** Members of staff with the labels of their classes. */
export const listStaff = (db: Db, today: string, words: readonly string[]) =>
  db
    .select({
      ...named,
      email: people.email,
      isHead: staff.isHead,
      post: staff.post,
      classrooms: sql<string>`coalesce(group_concat(${classrooms.label}, ', '), '')`,
    })
    .from(staff)
    .innerJoin(people, eq(people.id, staff.personId))
    .leftJoin(memberships, and(eq(memberships.personId, people.id), isMemberOn(today), isNull(memberships.groupId)))
    .leftJoin(classrooms, eq(classrooms.id, memberships.classroomId))
    .where(and(isNull(people.leftOn), isNamed(words)))
    .groupBy(people.id)
    .all();

export type StaffEntry = ReturnType<typeof listStaff>[number];
