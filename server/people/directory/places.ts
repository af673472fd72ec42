import { eq, type SQL, sql } from "drizzle-orm";
import { classrooms, groups, schoolYears } from "../tables.ts";
import type { Mention, Reading } from "./entries.ts";

/** The classes of the present year or of those before. */
export type Years = "present" | "past";

const ofYears = (years: Years): SQL => eq(schoolYears.isCurrent, years === "present");

/**
 * Those in the row's class or group, as these: today, and for a year that is over on its last day. Correlated with
 * `place` (classrooms or groups) and `school_years`.
 */
const membersOf = (key: "classroom_id" | "group_id", place: "classrooms" | "groups", day: string, what: SQL): SQL =>
  sql`from memberships join people as other on other.id = memberships.person_id
    where memberships.${sql.raw(key)} = ${sql.raw(place)}.id and ${what}
    and memberships.starts_on <= min(${day}, school_years.ends_on)
    and (memberships.ends_on is null or memberships.ends_on >= min(${day}, school_years.ends_on))
    and (other.left_on is null or other.left_on >= min(${day}, school_years.ends_on))`;

const asPupil = sql`memberships."as" = 'pupil'`;
const asAdult = sql`memberships."as" <> 'pupil'`;

const counted = (from: SQL) => sql<number>`(select count(distinct other.id) ${from})`;

const adults = (from: SQL) =>
  sql<Mention[]>`(select json_group_array(json_object('id', other.id, 'title', other.title, 'lastName', other.last_name,
    'usageName', other.usage_name, 'firstName', other.first_name)) ${from})`.mapWith((json: string): Mention[] =>
    JSON.parse(json),
  );

/** Classes with their teachers and how many pupils they have: one query. */
export const readClassrooms = ({ db, clock }: Reading, years: Years) => {
  const day = clock.today();
  return db
    .select({
      id: classrooms.id,
      label: classrooms.label,
      levels: classrooms.levels,
      year: schoolYears.label,
      pupils: counted(membersOf("classroom_id", "classrooms", day, asPupil)),
      adults: adults(membersOf("classroom_id", "classrooms", day, asAdult)),
    })
    .from(classrooms)
    .innerJoin(schoolYears, eq(schoolYears.id, classrooms.schoolYearId))
    .where(ofYears(years))
    .all();
};
export type ClassroomEntry = ReturnType<typeof readClassrooms>[number];

/** Groups with who is responsible and how many pupils they have: one query. */
export const readGroups = ({ db, clock }: Reading, years: Years) => {
  const day = clock.today();
  return db
    .select({
      id: groups.id,
      label: groups.label,
      startsOn: groups.startsOn,
      endsOn: groups.endsOn,
      year: schoolYears.label,
      pupils: counted(membersOf("group_id", "groups", day, asPupil)),
      adults: adults(membersOf("group_id", "groups", day, asAdult)),
    })
    .from(groups)
    .innerJoin(schoolYears, eq(schoolYears.id, groups.schoolYearId))
    .where(ofYears(years))
    .all();
};
export type GroupEntry = ReturnType<typeof readGroups>[number];
