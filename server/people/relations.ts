import { and, eq, isNull, or, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { guardianships, memberships } from "./tables.ts";

/**
 * The one place that says what "in this class", "teacher of" and "guardian of" mean. Everything else asks here.
 * Days are YYYY-MM-DD; an end day is still included.
 */
const holdsOn = (startsOn: SQLiteColumn, endsOn: SQLiteColumn, day: string): SQL =>
  sql`(${startsOn} <= ${day} and (${endsOn} is null or ${endsOn} >= ${day}))`;

/** Memberships in force on a day. */
export const isMemberOn = (day: string): SQL => holdsOn(memberships.startsOn, memberships.endsOn, day);

/** Guardianships in force on a day. */
export const isGuardianOn = (day: string): SQL => holdsOn(guardianships.startsOn, guardianships.endsOn, day);

/** The guardian may read what concerns the child: always, unless a recorded decision says otherwise. */
export const mayReadAbout = (): SQL => eq(guardianships.mayRead, true);

/** The guardian signs usual acts: holds authority (known or presumed) and the right was not withdrawn. */
export const maySignFor = (): SQL =>
  sql`(${guardianships.authority} <> 'none' and ${guardianships.signsUsual} = 1 and ${guardianships.mayRead} = 1)`;

/** Pupils' memberships, as opposed to those of teachers and other staff. */
export const asPupil = (): SQL => eq(memberships.as, "pupil");
export const asStaff = (): SQL | undefined => or(eq(memberships.as, "teacher"), eq(memberships.as, "staff"));

/** A membership of a class or group of this list; null lists match nothing. */
export const isInPlace = (kind: "classroom" | "group", id: string): SQL | undefined =>
  kind === "classroom"
    ? and(eq(memberships.classroomId, id), isNull(memberships.groupId))
    : and(eq(memberships.groupId, id), isNull(memberships.classroomId));
