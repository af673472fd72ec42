import { and, desc, eq, isNull, or } from "drizzle-orm";
import { found } from "../../core/db.ts";
import { actsOn, type HandAct } from "../by-hand/acts.ts";
import { type Record, readRecord } from "../by-hand/merging.ts";
import { aliases } from "../by-hand/tables.ts";
import { isUnderDecision } from "../relations.ts";
import {
  accessKeys,
  accounts,
  classrooms,
  groups,
  guardianships,
  memberships,
  people,
  schoolYears,
} from "../tables.ts";
import type { Reading } from "./entries.ts";

/** A class or group in which somebody is, was or will be. */
export interface Place {
  readonly membership: typeof memberships.$inferSelect;
  readonly label: string;
  readonly year: string;
  readonly href: string;
}

/** Somebody at the other end of a guardianship. */
export interface Relative {
  readonly guardianship: typeof guardianships.$inferSelect;
  readonly person: typeof people.$inferSelect;
  readonly hasDecision: boolean;
}

/** Everything that the head reads about one person. */
export interface Fiche extends Record {
  readonly id: string;
  readonly account: typeof accounts.$inferSelect | null;
  readonly hasSheet: boolean;
  /** The newest first. */
  readonly places: readonly Place[];
  readonly guardians: readonly Relative[];
  readonly children: readonly Relative[];
  readonly aliases: readonly (typeof aliases.$inferSelect)[];
  /** What was done by hand and can be undone, the newest first. */
  readonly acts: readonly HandAct[];
}

const placesOf = ({ db }: Reading, personId: string): Place[] => {
  const inClassrooms = db
    .select({ membership: memberships, label: classrooms.label, year: schoolYears.label, placeId: classrooms.id })
    .from(memberships)
    .innerJoin(classrooms, eq(classrooms.id, memberships.classroomId))
    .innerJoin(schoolYears, eq(schoolYears.id, classrooms.schoolYearId))
    .where(eq(memberships.personId, personId))
    .all()
    .map(({ placeId, ...place }) => ({ ...place, href: `/direction/annuaire/classes/${placeId}` }));
  const inGroups = db
    .select({ membership: memberships, label: groups.label, year: schoolYears.label, placeId: groups.id })
    .from(memberships)
    .innerJoin(groups, eq(groups.id, memberships.groupId))
    .innerJoin(schoolYears, eq(schoolYears.id, groups.schoolYearId))
    .where(eq(memberships.personId, personId))
    .all()
    .map(({ placeId, ...place }) => ({ ...place, href: `/direction/annuaire/groupes/${placeId}` }));
  return [...inClassrooms, ...inGroups].sort((a, b) => (a.membership.startsOn < b.membership.startsOn ? 1 : -1));
};

const relativesOf = ({ db, clock }: Reading, personId: string, as: "guardian" | "pupil"): Relative[] => {
  const [mine, theirs] =
    as === "guardian"
      ? ([guardianships.guardianId, guardianships.pupilId] as const)
      : ([guardianships.pupilId, guardianships.guardianId] as const);
  return db
    .select({
      guardianship: guardianships,
      person: people,
      hasDecision: isUnderDecision(clock.today()).mapWith(Boolean),
    })
    .from(guardianships)
    .innerJoin(people, eq(people.id, theirs))
    .where(eq(mine, personId))
    .orderBy(people.firstName, people.id)
    .all();
};

/** Throws NotFound. */
export const readFiche = (reading: Reading, id: string): Fiche => {
  const { db } = reading;
  const sheet = and(eq(accessKeys.personId, id), isNull(accessKeys.revokedAt));
  return {
    id,
    ...readRecord(db, id),
    account: db.select().from(accounts).where(eq(accounts.personId, id)).get() ?? null,
    hasSheet: db.select({ id: accessKeys.id }).from(accessKeys).where(sheet).get() !== undefined,
    places: placesOf(reading, id),
    guardians: relativesOf(reading, id, "pupil"),
    children: relativesOf(reading, id, "guardian"),
    aliases: db.select().from(aliases).where(eq(aliases.personId, id)).all(),
    acts: actsOn(db, id),
  };
};

export const getMembership = ({ db }: Reading, personId: string, id: string) =>
  found(
    db
      .select()
      .from(memberships)
      .where(and(eq(memberships.id, id), eq(memberships.personId, personId)))
      .get(),
  );

export const getClassroom = ({ db }: Reading, id: string) =>
  found(db.select().from(classrooms).where(eq(classrooms.id, id)).get());
export const getGroup = ({ db }: Reading, id: string) => found(db.select().from(groups).where(eq(groups.id, id)).get());

const named = {
  id: people.id,
  title: people.title,
  firstName: people.firstName,
  lastName: people.lastName,
  usageName: people.usageName,
};

/** Everybody who is, was or will be in a class or group, the newest first. */
export const membersOf = ({ db }: Reading, place: { readonly classroomId: string } | { readonly groupId: string }) =>
  db
    .select({ membership: memberships, person: named, leftOn: people.leftOn })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .where(
      or(
        "classroomId" in place ? eq(memberships.classroomId, place.classroomId) : undefined,
        "groupId" in place ? eq(memberships.groupId, place.groupId) : undefined,
      ),
    )
    .orderBy(desc(memberships.startsOn))
    .all();
export type Member = ReturnType<typeof membersOf>[number];
