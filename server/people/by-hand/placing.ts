import { and, eq, gt, isNotNull, isNull, or, type SQL } from "drizzle-orm";
import { dayPlus } from "../../core/dates.ts";
import { found, type Tx } from "../../core/db.ts";
import { Conflict, Invalid } from "../../core/errors.ts";
import { record } from "../../core/events.ts";
import type { Doing } from "../../core/feature.ts";
import { newId } from "../../core/ids.ts";
import { classrooms, memberships, people, schoolYears, staff } from "../tables.ts";
import { actOn } from "./acts.ts";
import { forgetCorrection, noteCorrections } from "./corrections.ts";

export type Membership = typeof memberships.$inferSelect;

/** From which day to which, both included. */
export interface Period {
  readonly from: string;
  readonly until: string | null;
}

const yearOfClassroom = (tx: Tx, classroomId: string) =>
  found(
    tx
      .select({ startsOn: schoolYears.startsOn, endsOn: schoolYears.endsOn, label: classrooms.label })
      .from(classrooms)
      .innerJoin(schoolYears, eq(schoolYears.id, classrooms.schoolYearId))
      .where(eq(classrooms.id, classroomId))
      .get(),
  );

/** Throws Invalid on this field when a day lies outside the class's school year. */
export const checkDay = (tx: Tx, classroomId: string, day: string, field: string): void => {
  const { startsOn, endsOn } = yearOfClassroom(tx, classroomId);
  if (day < startsOn || day > endsOn) throw new Invalid(field, "Ce jour n’est pas dans l’année scolaire de la classe.");
};

/** Ends a membership with this day; what would begin after it never was. */
export const endOn = (tx: Tx, { id, startsOn }: Pick<Membership, "id" | "startsOn">, lastDay: string): void => {
  if (startsOn > lastDay) tx.delete(memberships).where(eq(memberships.id, id)).run();
  else tx.update(memberships).set({ endsOn: lastDay }).where(eq(memberships.id, id)).run();
};

const lastsBeyond = (day: string): SQL | undefined => or(isNull(memberships.endsOn), gt(memberships.endsOn, day));

const beyond = (tx: Tx, personId: string, day: string, more?: SQL): Membership[] =>
  tx
    .select()
    .from(memberships)
    .where(and(eq(memberships.personId, personId), lastsBeyond(day), more))
    .all();

/** The class in which the files know a pupil to be. */
const mainClass = (tx: Tx, personId: string) =>
  tx
    .select({ label: classrooms.label, level: memberships.level })
    .from(memberships)
    .innerJoin(classrooms, eq(classrooms.id, memberships.classroomId))
    .where(and(eq(memberships.personId, personId), isNull(memberships.endsOn), eq(memberships.isByHand, false)))
    .get();

export interface Move {
  readonly classroomId: string;
  readonly level: string | null;
  readonly from: string;
}

/** A pupil changes class from this day on; every other class ends the day before. Throws Invalid("depuis"). */
export const movePupil = (doing: Doing, personId: string, { classroomId, level, from }: Move): string | null =>
  actOn(doing, "placed", personId, (tx) => {
    checkDay(tx, classroomId, from, "depuis");
    const was = mainClass(tx, personId);
    const open = beyond(tx, personId, dayPlus(from, -1), isNotNull(memberships.classroomId));
    const same = open.find((one) => one.classroomId === classroomId && one.startsOn <= from);
    for (const one of open) if (one !== same) endOn(tx, one, dayPlus(from, -1));
    if (same === undefined) {
      const row = { id: newId(), personId, classroomId, as: "pupil", level, startsOn: from } as const;
      tx.insert(memberships).values(row).run();
    } else
      tx.update(memberships).set({ level, endsOn: null, isByHand: false }).where(eq(memberships.id, same.id)).run();
    const { label } = yearOfClassroom(tx, classroomId);
    noteCorrections(tx, doing, personId, [
      ...(was?.label === label ? [] : [{ field: "classroom", before: was?.label ?? null, after: label }]),
      ...(was?.level === level ? [] : [{ field: "level", before: was?.level ?? null, after: level }]),
    ]);
    record(tx, doing.actor, "membership.moved", { personId, classroomId, from });
  });

export interface Placing extends Period {
  readonly place: { readonly classroomId: string } | { readonly groupId: string };
  readonly as: Membership["as"];
  readonly level?: string | null | undefined;
}

const isAt = (place: Placing["place"]): SQL =>
  "classroomId" in place ? eq(memberships.classroomId, place.classroomId) : eq(memberships.groupId, place.groupId);

/** Throws Invalid: a technician sees no pupil, so has no class and no group. */
const refuseTechnician = (tx: Tx, personId: string, field: string): void => {
  const member = tx.select().from(staff).where(eq(staff.personId, personId)).get();
  if (member?.post === "technician" && !member.isHead)
    throw new Invalid(field, "Un technicien ne voit aucun élève\u00a0: il n’a ni classe ni groupe.");
};

/** Puts somebody into a class or group beside what else they are in. Throws Invalid when they are there already. */
export const addMembership = (tx: Tx, doing: Doing, personId: string, placing: Placing): void => {
  const { place, as, level = null, from, until } = placing;
  const field = "classroomId" in place ? "classe" : "groupe";
  refuseTechnician(tx, personId, field);
  const overlaps = beyond(tx, personId, dayPlus(from, -1), isAt(place)).some(
    ({ startsOn }) => until === null || startsOn <= until,
  );
  if (overlaps) throw new Invalid(field, "Cette personne y est déjà à ces dates.");
  const id = newId();
  tx.insert(memberships)
    .values({ id, personId, ...place, as, level, startsOn: from, endsOn: until, isByHand: true })
    .run();
  record(tx, doing.actor, "membership.added", { personId, ...place, from });
};

export const placePerson = (doing: Doing, personId: string, placing: Placing): string | null =>
  actOn(doing, "placed", personId, (tx) => {
    if ("classroomId" in placing.place) checkDay(tx, placing.place.classroomId, placing.from, "depuis");
    addMembership(tx, doing, personId, placing);
  });

/** Takes somebody out of a class or group after this day. */
export const endMembership = (doing: Doing, membership: Membership, lastDay: string): string | null =>
  actOn(doing, "placed", membership.personId, (tx) => {
    const { personId, classroomId, groupId } = membership;
    const was = mainClass(tx, personId);
    endOn(tx, membership, lastDay);
    if (membership.as === "pupil" && classroomId !== null && !membership.isByHand && was !== undefined)
      noteCorrections(tx, doing, personId, [{ field: "classroom", before: was.label, after: null }]);
    record(tx, doing.actor, "membership.ended", { personId, classroomId, groupId, lastDay });
  });

const isHead = (tx: Tx, personId: string): boolean =>
  tx.select({ isHead: staff.isHead }).from(staff).where(eq(staff.personId, personId)).get()?.isHead === true;

/** This is somebody's last day at the school: classes and groups end with it, and their account the day after. */
export const leaveSchool = (doing: Doing, personId: string, lastDay: string): string | null =>
  actOn(doing, "left", personId, (tx) => {
    if (isHead(tx, personId)) throw new Conflict("La direction ne peut pas quitter l’école depuis sa propre fiche.");
    const was = tx.select({ leftOn: people.leftOn }).from(people).where(eq(people.id, personId)).get()?.leftOn ?? null;
    for (const one of beyond(tx, personId, lastDay)) endOn(tx, one, lastDay);
    tx.update(people).set({ leftOn: lastDay }).where(eq(people.id, personId)).run();
    noteCorrections(tx, doing, personId, [{ field: "leftOn", before: was, after: lastDay }]);
    record(tx, doing.actor, "person.left", { personId, lastDay });
  });

/** Somebody who had left is back, a pupil in a class from this day on. */
export const comeBack = (doing: Doing, personId: string, move: Move | null): string | null =>
  actOn(doing, "left", personId, (tx) => {
    tx.update(people).set({ leftOn: null }).where(eq(people.id, personId)).run();
    forgetCorrection(tx, personId, "leftOn");
    if (move !== null) {
      checkDay(tx, move.classroomId, move.from, "depuis");
      const { classroomId, level, from } = move;
      tx.insert(memberships).values({ id: newId(), personId, classroomId, as: "pupil", level, startsOn: from }).run();
    }
    record(tx, doing.actor, "person.returned", { personId });
  });
