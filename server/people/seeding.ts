import { asc, eq, isNull } from "drizzle-orm";
import type { Deps, Doing } from "../core/feature.ts";
import { headIds, loadActor } from "./actor.ts";
import { classrooms, guardianships, memberships, people } from "./tables.ts";

/** A class as the demonstration's scenes find it. */
export interface SeedClass {
  readonly id: string;
  readonly label: string;
  readonly teacherIds: readonly string[];
  /** By name; with their guardians, oldest relation first. */
  readonly pupils: readonly {
    readonly id: string;
    readonly firstName: string;
    readonly guardianIds: readonly string[];
  }[];
}

/** Somebody at work in the demonstration: what a store verb needs. */
export const seedAs = ({ db, clock }: Deps, personId: string | undefined): Doing | undefined => {
  const actor = personId === undefined ? undefined : loadActor(db, personId, clock.today());
  return actor && { db, clock, actor };
};
export const seedAsHead = (deps: Deps): Doing | undefined => seedAs(deps, headIds(deps.db)[0]);

/** Classes in the order of their labels, so that the same scene meets the same people every time. */
export const seedClasses = ({ db }: Deps): SeedClass[] => {
  const links = db.select().from(guardianships).orderBy(asc(guardianships.id)).all();
  const guardiansOf = Map.groupBy(links, ({ pupilId }) => pupilId);
  const members = db
    .select({ classroom: classrooms, as: memberships.as, id: people.id, firstName: people.firstName })
    .from(memberships)
    .innerJoin(classrooms, eq(classrooms.id, memberships.classroomId))
    .innerJoin(people, eq(people.id, memberships.personId))
    .where(isNull(memberships.endsOn))
    .orderBy(asc(classrooms.label), asc(people.lastName), asc(people.firstName))
    .all();
  return [...Map.groupBy(members, ({ classroom }) => classroom.id).values()].map((inClass) => ({
    id: inClass[0]?.classroom.id ?? "",
    label: inClass[0]?.classroom.label ?? "",
    teacherIds: inClass.filter(({ as }) => as === "teacher").map(({ id }) => id),
    pupils: inClass
      .filter(({ as }) => as === "pupil")
      .map(({ id, firstName }) => ({
        id,
        firstName,
        guardianIds: (guardiansOf.get(id) ?? []).map(({ guardianId }) => guardianId),
      })),
  }));
};

/** The class whose label begins so; another where the school has none. */
export const seedClass = (rooms: readonly SeedClass[], start: string): SeedClass | undefined =>
  rooms.find(({ label }) => label.startsWith(start)) ?? rooms.at(-1);
