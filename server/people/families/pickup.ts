import { and, asc, eq, isNull, type SQL, sql } from "drizzle-orm";
import { found, isOneOf, write } from "../../core/db.ts";
import { record } from "../../core/events.ts";
import type { Doing } from "../../core/feature.ts";
import { newId } from "../../core/ids.ts";
import { fullName } from "../names.ts";
import { spacedPhone } from "../phones.ts";
import { isGuardianOn, isKeptFromFetching, mayFetch } from "../relations.ts";
import { guardianships, people } from "../tables.ts";
import { relationKinds } from "./kinds.ts";
import { pickupPeople } from "./tables.ts";

type Reading = Pick<Doing, "db" | "clock">;
export type PickupPerson = typeof pickupPeople.$inferSelect;

/** Somebody at the gate. */
export interface Fetcher {
  readonly name: string;
  /** "Parent", "grand-mère" */
  readonly relation: string;
  readonly phone: string;
}

/** Who fetches one child: by right or by the written list; and who must not, by a decision that is not told. */
export interface Pickup {
  readonly may: readonly Fetcher[];
  readonly mayNot: readonly Fetcher[];
}

const standsOn = (day: string): SQL | undefined =>
  and(
    isNull(pickupPeople.removedAt),
    sql`(${pickupPeople.startsOn} <= ${day} and (${pickupPeople.endsOn} is null or ${pickupPeople.endsOn} >= ${day}))`,
  );

/** The child's written list as the head keeps it: present and to come. */
export const writtenList = ({ db, clock }: Reading, pupilId: string): PickupPerson[] =>
  db
    .select()
    .from(pickupPeople)
    .where(
      and(
        eq(pickupPeople.pupilId, pupilId),
        isNull(pickupPeople.removedAt),
        sql`(${pickupPeople.endsOn} is null or ${pickupPeople.endsOn} >= ${clock.today()})`,
      ),
    )
    .orderBy(asc(pickupPeople.id))
    .all();

/** For each of these children, who may fetch it today and who may not. Two queries. */
export const pickupsOf = ({ db, clock }: Reading, pupilIds: readonly string[]): Map<string, Pickup> => {
  const day = clock.today();
  const pickups = new Map(pupilIds.map((id) => [id, { may: [] as Fetcher[], mayNot: [] as Fetcher[] }]));
  const guardians = db
    .select({
      pupilId: guardianships.pupilId,
      kind: guardianships.kind,
      person: people,
      may: mayFetch(day).mapWith(Boolean),
      mayNot: isKeptFromFetching(day).mapWith(Boolean),
    })
    .from(guardianships)
    .innerJoin(people, eq(people.id, guardianships.guardianId))
    .where(and(isOneOf(guardianships.pupilId, pupilIds), isGuardianOn(day)))
    .orderBy(asc(guardianships.id))
    .all();
  for (const { pupilId, kind, person, may, mayNot } of guardians) {
    const phone = spacedPhone(person.mobilePhone ?? person.homePhone ?? person.workPhone ?? "");
    const fetcher = { name: fullName(person), relation: relationKinds[kind].words, phone };
    if (mayNot) pickups.get(pupilId)?.mayNot.push({ ...fetcher, phone: "" });
    else if (may) pickups.get(pupilId)?.may.push(fetcher);
  }
  const listed = db
    .select()
    .from(pickupPeople)
    .where(and(isOneOf(pickupPeople.pupilId, pupilIds), standsOn(day)))
    .orderBy(asc(pickupPeople.id))
    .all();
  for (const { pupilId, name, relation, phone } of listed) pickups.get(pupilId)?.may.push({ name, relation, phone });
  return pickups;
};

/** Names somebody who may fetch the child. Returns the id. */
export const allowPickup = (
  doing: Doing,
  pupilId: string,
  named: Pick<PickupPerson, "name" | "phone" | "relation" | "startsOn" | "endsOn">,
): string =>
  write(doing, (tx) => {
    const id = newId();
    tx.insert(pickupPeople)
      .values({ id, pupilId, ...named })
      .run();
    record(tx, doing.actor, "pickup.allowed", { pickupId: id, pupilId });
    return id;
  });

/** Takes somebody off the child's list, or puts them back. */
export const removePickup = (doing: Doing, pupilId: string, id: string, isRemoved: boolean): void =>
  write(doing, (tx) => {
    const one = and(eq(pickupPeople.id, id), eq(pickupPeople.pupilId, pupilId));
    found(tx.select({ id: pickupPeople.id }).from(pickupPeople).where(one).get());
    tx.update(pickupPeople)
      .set({ removedAt: isRemoved ? doing.clock.iso() : null })
      .where(one)
      .run();
    record(tx, doing.actor, isRemoved ? "pickup.removed" : "pickup.allowed", { pickupId: id, pupilId });
  });
