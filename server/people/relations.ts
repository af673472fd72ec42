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

type Effect = "takes_authority" | "hides_child" | "forbids_fetching";

/** A judge's decision, in force on a day, has this effect between the guardian and the child of a guardianship. */
const isDecidedOn = (day: string, effect: Effect): SQL => sql`exists (
    select 1 from court_decisions as decided
    where decided.guardian_id = guardianships.guardian_id and decided.pupil_id = guardianships.pupil_id
      and decided.${sql.raw(effect)} = 1 and decided.lifted_at is null
      and decided.starts_on <= ${day} and (decided.ends_on is null or decided.ends_on >= ${day}))`;

/** The guardian may read what concerns the child: always, unless a recorded decision says otherwise. */
export const mayReadAbout = (day: string): SQL =>
  sql`(${guardianships.mayRead} = 1 and not ${isDecidedOn(day, "hides_child")})`;

/**
 * The guardian signs usual acts: has that right, and no decision stands against it. Parents and tutors also need authority
 * (known or presumed); whoever the child is entrusted to acts without it (art. 373-4 of the code civil).
 */
export const maySignFor = (day: string): SQL =>
  sql`((${guardianships.authority} <> 'none' or ${guardianships.kind} not in ('parent', 'tutor')) and ${guardianships.signsUsual} = 1 and ${mayReadAbout(day)}
    and not ${isDecidedOn(day, "takes_authority")})`;

/** The child may be handed to this guardian at the gate. */
export const mayFetch = (day: string): SQL =>
  sql`(${guardianships.mayFetch} = 1 and not ${isDecidedOn(day, "forbids_fetching")} and not ${isDecidedOn(day, "hides_child")})`;

/** A decision forbids that the child be handed to this guardian. */
export const isKeptFromFetching = (day: string): SQL =>
  sql`(${isDecidedOn(day, "forbids_fetching")} or ${isDecidedOn(day, "hides_child")})`;

/** A decision was noted between the guardian and the child and has not ended: for the head's pages alone. */
export const isUnderDecision = (day: string): SQL => sql`(${guardianships.decisionNote} is not null or exists (
    select 1 from court_decisions as noted
    where noted.guardian_id = guardianships.guardian_id and noted.pupil_id = guardianships.pupil_id
      and noted.lifted_at is null and (noted.ends_on is null or noted.ends_on >= ${day})))`;

/** Pupils' memberships, as opposed to those of teachers and other staff. */
export const asPupil = (): SQL => eq(memberships.as, "pupil");
export const asStaff = (): SQL | undefined => or(eq(memberships.as, "teacher"), eq(memberships.as, "staff"));

/** A membership of a class or group of this list; null lists match nothing. */
export const isInPlace = (kind: "classroom" | "group", id: string): SQL | undefined =>
  kind === "classroom"
    ? and(eq(memberships.classroomId, id), isNull(memberships.groupId))
    : and(eq(memberships.groupId, id), isNull(memberships.classroomId));
