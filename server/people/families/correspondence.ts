import { and, eq, or, type SQL, sql } from "drizzle-orm";
import type { Actor } from "../../core/actor.ts";
import { write } from "../../core/db.ts";
import { record } from "../../core/events.ts";
import type { Doing } from "../../core/feature.ts";
import { isGuardianOn, isMemberOn, mayReadAbout } from "../relations.ts";
import { people } from "../tables.ts";
import { apartFrom } from "./apart.ts";
import { correspondenceOpenings } from "./tables.ts";

type Reading = Pick<Doing, "db" | "clock" | "actor">;

export type Side = "staff" | "guardian" | "pupil";

/**
 * How far somebody may write: to all of the school; to those of their own classes (a guardian's are the children's), with
 * or without the head; to those of their own classes that the head has opened; to none.
 */
export type Reach = "school" | "own" | "own-and-head" | "opened" | "none";

/** Who may write to whom: from the line to the column. */
export const correspondence: Readonly<Record<Side, Readonly<Record<Side, Reach>>>> = {
  staff: { staff: "school", guardian: "school", pupil: "school" },
  guardian: { staff: "own-and-head", guardian: "opened", pupil: "none" },
  pupil: { staff: "own", guardian: "none", pupil: "opened" },
};

/** What somebody is to the school; a teacher with a child here is two things, a technician none. */
export const sidesOf = ({ isStaff, role, children }: Actor): Side[] => [
  ...(isStaff ? (["staff"] as const) : []),
  ...(children.length > 0 ? (["guardian"] as const) : []),
  ...(role === "pupil" ? (["pupil"] as const) : []),
];

interface Scope {
  readonly day: string;
  /** Classes and groups of the one who writes, as JSON. */
  readonly places: string;
}

const placesOf = ({ classroomIds, groupIds, children }: Actor, side: Side): string[] =>
  side === "guardian"
    ? children.flatMap((child) => [...child.classroomIds, ...child.groupIds])
    : [...classroomIds, ...groupIds];

const inPlaces = ({ places }: Scope): SQL =>
  sql`coalesce(memberships.classroom_id, memberships.group_id) in (select value from json_each(${places}))`;

const opened = (column: "guardians" | "pupils"): SQL =>
  sql`memberships.classroom_id in (select classroom_id from correspondence_openings where ${sql.raw(column)} = 1)`;

const heads = sql`people.id in (select person_id from staff where is_head = 1)`;

const all: Readonly<Record<Side, (day: string) => SQL>> = {
  staff: () => sql`people.id in (select person_id from staff where post <> 'technician')`,
  guardian: (day) =>
    sql`people.id in (select guardian_id from guardianships where ${isGuardianOn(day)} and ${mayReadAbout(day)})`,
  pupil: () => sql`people.id in (select person_id from pupils)`,
};

const staffOfPlaces = (scope: Scope): SQL =>
  sql`people.id in (select person_id from memberships where "as" <> 'pupil' and ${inPlaces(scope)} and ${isMemberOn(scope.day)})`;

const openedTo: Readonly<Record<Side, (scope: Scope) => SQL>> = {
  staff: staffOfPlaces,
  guardian: (scope) => sql`people.id in (
    select guardianships.guardian_id from guardianships join memberships on memberships.person_id = guardianships.pupil_id
    where memberships."as" = 'pupil' and ${inPlaces(scope)} and ${opened("guardians")} and ${isMemberOn(scope.day)}
      and ${isGuardianOn(scope.day)} and ${mayReadAbout(scope.day)})`,
  pupil: (scope) => sql`people.id in (
    select person_id from memberships
    where "as" = 'pupil' and ${inPlaces(scope)} and ${opened("pupils")} and ${isMemberOn(scope.day)})`,
};

const reached = (to: Side, reach: Reach, scope: Scope): SQL | undefined => {
  if (reach === "none") return undefined;
  if (reach === "school") return all[to](scope.day);
  if (reach === "own-and-head") return or(openedTo[to](scope), heads);
  return openedTo[to](scope);
};

const recipients: readonly Side[] = ["staff", "guardian", "pupil"];

/**
 * The people to whom this person may write today, as a condition on `people`: what the matrix reaches, less whoever has left,
 * and those kept apart. Also the recipients that a search may show.
 */
export const mayWriteTo = ({ clock, actor }: Pick<Reading, "clock" | "actor">): SQL => {
  const day = clock.today();
  const reach = sidesOf(actor).flatMap((side) => {
    const scope = { day, places: JSON.stringify(placesOf(actor, side)) };
    return recipients.flatMap((to) => reached(to, correspondence[side][to], scope) ?? []);
  });
  if (reach.length === 0) return sql`false`;
  return sql`(${or(...reach)} and people.id <> ${actor.id} and (people.left_on is null or people.left_on >= ${day})
    and people.id not in ${apartFrom(actor.id, day)})`;
};

/** May this person write to that one? */
export const canWriteTo = (reading: Reading, personId: string): boolean =>
  reading.db
    .select({ id: people.id })
    .from(people)
    .where(and(eq(people.id, personId), mayWriteTo(reading)))
    .get() !== undefined;

export type Opening = "guardians" | "pupils";

/** Opens or closes writing between the guardians, or between the pupils, of a class. */
export const openCorrespondence = (doing: Doing, classroomId: string, between: Opening, isOpen: boolean): void =>
  write(doing, (tx) => {
    const set = between === "guardians" ? { guardians: isOpen } : { pupils: isOpen };
    tx.insert(correspondenceOpenings)
      .values({ classroomId, ...set })
      .onConflictDoUpdate({ target: correspondenceOpenings.classroomId, set })
      .run();
    record(tx, doing.actor, isOpen ? "correspondence.opened" : "correspondence.closed", { classroomId, between });
  });
