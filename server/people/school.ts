import { eq } from "drizzle-orm";
import { type Db, generationOf } from "../core/db.ts";
import { school as schools, schoolYears } from "./tables.ts";

export type School = typeof schools.$inferSelect;
export type SchoolYear = typeof schoolYears.$inferSelect;

const kept = new WeakMap<object, { generation: number; school: School | undefined }>();

/** The school of this box; undefined before the first-run wizard. Kept in memory until the next write. */
export const getSchool = (db: Db): School | undefined => {
  const generation = generationOf(db);
  const known = kept.get(db.$client);
  if (known?.generation === generation) return known.school;
  const school = db.select().from(schools).where(eq(schools.id, 1)).get();
  kept.set(db.$client, { generation, school });
  return school;
};

/** The school, where it must exist. */
export const theSchool = (db: Db): School => {
  const school = getSchool(db);
  if (school === undefined) throw new Error("no school yet");
  return school;
};

export const currentYear = (db: Db): SchoolYear => {
  const year = db.select().from(schoolYears).where(eq(schoolYears.isCurrent, true)).get();
  if (year === undefined) throw new Error("no school year yet");
  return year;
};

/** The school year that a day (YYYY-MM-DD) belongs to: from 1 August to 31 July, so that September is prepared in August. */
export const yearOf = (day: string): { label: string; startsOn: string; endsOn: string } => {
  const year = Number(day.slice(0, 4)) - (day.slice(5) < "08-01" ? 1 : 0);
  return { label: `${year}-${year + 1}`, startsOn: `${year}-08-01`, endsOn: `${year + 1}-07-31` };
};
