import { and, eq, isNull, or } from "drizzle-orm";
import type { Db, Tx } from "../../core/db.ts";
import { classrooms, memberships, staff } from "../tables.ts";
import type { TargetYear } from "./year.ts";

export interface FormerPlace {
  readonly label: string;
  readonly level: string | null;
}

/** The year that ends, where a new one begins: to show what changes, never to recognise anybody by. */
export interface Former {
  /** Last class of each person, pupils and teachers. */
  readonly places: ReadonlyMap<string, FormerPlace>;
  /** Last year's label of a class by ONDE's identifier. */
  readonly labels: ReadonlyMap<string, string>;
  /** ONDE's files name teachers alone: others do not leave because a file is silent. */
  readonly teacherIds: ReadonlySet<string>;
}

const noFormer: Former = { places: new Map(), labels: new Map(), teacherIds: new Set() };

/** The classes of the year that a new one follows. */
export const readFormer = (db: Pick<Db | Tx, "select">, { previous }: TargetYear): Former => {
  if (previous === null) return noFormer;
  const ofYear = eq(classrooms.schoolYearId, previous.id);
  const rows = db
    .select({ personId: memberships.personId, label: classrooms.label, level: memberships.level })
    .from(memberships)
    .innerJoin(classrooms, eq(classrooms.id, memberships.classroomId))
    .where(and(ofYear, isNull(memberships.endsOn), or(eq(memberships.as, "pupil"), eq(memberships.as, "teacher"))))
    .all();
  const rooms = db.select({ ondeId: classrooms.ondeId, label: classrooms.label }).from(classrooms).where(ofYear).all();
  const teachers = db.select({ id: staff.personId }).from(staff).where(eq(staff.post, "teacher")).all();
  return {
    places: new Map(rows.map(({ personId, ...place }) => [personId, place])),
    labels: new Map(rooms.flatMap(({ ondeId, label }) => (ondeId === null ? [] : [[ondeId, label] as const]))),
    teacherIds: new Set(teachers.map(({ id }) => id)),
  };
};
