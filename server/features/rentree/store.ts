import { and, eq, sql } from "drizzle-orm";
import { isOneOf } from "../../core/db.ts";
import type { Doing } from "../../core/feature.ts";
import { compareNames, familyName, fullName } from "../../people/names.ts";
import { pastPlacesOf } from "../../people/past-years.ts";
import { asPupil, isMemberOn } from "../../people/relations.ts";
import { classrooms, memberships, people, schoolYears } from "../../people/tables.ts";

export interface PastClass {
  readonly label: string;
  readonly pupils: readonly string[];
}

export interface PastYear {
  readonly label: string;
  readonly classes: readonly PastClass[];
}

const lastYear = ({ db }: Doing) =>
  db
    .select()
    .from(schoolYears)
    .where(
      sql`${schoolYears.isCurrent} = 0 and ${schoolYears.endsOn} < (select starts_on from school_years where is_current)`,
    )
    .orderBy(sql`${schoolYears.endsOn} desc`)
    .get();

/** Last year's classes as they ended: the head's all, others' their own. Null before a second year. */
export const readPastYear = (doing: Doing): PastYear | null => {
  const { db, actor } = doing;
  const year = lastYear(doing);
  if (year === undefined) return null;
  const own = new Set(pastPlacesOf(db, actor.id));
  const rooms = db
    .select()
    .from(classrooms)
    .where(eq(classrooms.schoolYearId, year.id))
    .all()
    .filter(({ id }) => actor.isHead || own.has(id));
  const ids = rooms.map(({ id }) => id);
  const rows = db
    .select({ room: memberships.classroomId, person: people })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .where(and(isOneOf(memberships.classroomId, ids), asPupil(), isMemberOn(year.endsOn)))
    .all()
    .sort((a, b) => compareNames(familyName(a.person), familyName(b.person)));
  const pupils = Map.groupBy(rows, ({ room }) => room);
  return {
    label: year.label,
    classes: rooms
      .sort((a, b) => compareNames(a.label, b.label))
      .map(({ id, label }) => ({ label, pupils: (pupils.get(id) ?? []).map(({ person }) => fullName(person)) })),
  };
};
