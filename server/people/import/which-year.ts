import { and, eq, isNull } from "drizzle-orm";
import type { Db } from "../../core/db.ts";
import { classrooms, memberships, pupils, schoolYears } from "../tables.ts";
import type { Records } from "./records.ts";
import { levelRank } from "./values.ts";
import { yearAfter } from "./year.ts";

/** The years that files may speak of. */
export interface Years {
  readonly current: string;
  readonly next: string;
}

/** Null before the first school year. */
export const yearsOf = (db: Pick<Db, "select">): Years | null => {
  const current = db
    .select({ label: schoolYears.label })
    .from(schoolYears)
    .where(eq(schoolYears.isCurrent, true))
    .get();
  return current === undefined ? null : { current: current.label, next: yearAfter(current.label) };
};

const enough = 3;

/**
 * Whether most of the pupils whom the school knows by their INE climb a level in these rows: then they are next year's files,
 * whatever the calendar says.
 */
export const looksLikeNextYear = (db: Pick<Db, "select">, records: Records): boolean => {
  const rows = db
    .select({ ine: pupils.ine, level: memberships.level })
    .from(memberships)
    .innerJoin(pupils, eq(pupils.personId, memberships.personId))
    .innerJoin(classrooms, eq(classrooms.id, memberships.classroomId))
    .innerJoin(schoolYears, and(eq(schoolYears.id, classrooms.schoolYearId), eq(schoolYears.isCurrent, true)))
    .where(and(eq(memberships.as, "pupil"), isNull(memberships.endsOn)))
    .all();
  const before = new Map(rows.map(({ ine, level }) => [ine, levelRank(level)]));
  const climbs = records.pupils.flatMap(({ ine, level }) => {
    const [from, to] = [before.get(ine) ?? -1, levelRank(level)];
    return ine === null || from < 0 || to < 0 ? [] : [to - from];
  });
  const up = climbs.filter((climb) => climb === 1).length;
  return up >= enough && up > climbs.length / 2;
};
