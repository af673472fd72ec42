import { eq } from "drizzle-orm";
import type { Doing } from "../../core/feature.ts";
import { correspondenceOpenings } from "../../people/families/tables.ts";
import { compareNames } from "../../people/names.ts";
import { classrooms, schoolYears } from "../../people/tables.ts";

export interface ClassOpening {
  readonly id: string;
  readonly label: string;
  readonly guardians: boolean;
  readonly pupils: boolean;
}

/** This year's classes and what is open in each. */
export const listOpenings = ({ db }: Pick<Doing, "db">): ClassOpening[] =>
  db
    .select({
      id: classrooms.id,
      label: classrooms.label,
      guardians: correspondenceOpenings.guardians,
      pupils: correspondenceOpenings.pupils,
    })
    .from(classrooms)
    .innerJoin(schoolYears, eq(schoolYears.id, classrooms.schoolYearId))
    .leftJoin(correspondenceOpenings, eq(correspondenceOpenings.classroomId, classrooms.id))
    .where(eq(schoolYears.isCurrent, true))
    .all()
    .map((row) => ({ ...row, guardians: row.guardians === true, pupils: row.pupils === true }))
    .sort((a, b) => compareNames(a.label, b.label));
