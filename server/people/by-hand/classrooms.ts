import { and, eq, ne } from "drizzle-orm";
import { found, type Tx, write } from "../../core/db.ts";
import { Conflict, Invalid } from "../../core/errors.ts";
import { record } from "../../core/events.ts";
import type { Doing } from "../../core/feature.ts";
import { newId } from "../../core/ids.ts";
import { nameKey } from "../names.ts";
import { currentYear } from "../school.ts";
import { classrooms, memberships, people } from "../tables.ts";
import { noteCorrections, type PersonFields } from "./corrections.ts";
import { insertMember, postOf } from "./creating.ts";
import { addMembership, checkDay, type Period } from "./placing.ts";

export type Classroom = typeof classrooms.$inferSelect;

export interface ClassroomFields {
  readonly label: string;
  readonly levels: string[];
}

/** Throws Invalid("label") when another class of the year has this name, however it is written. */
const checkLabel = (tx: Tx, yearId: string, label: string, ownId: string): void => {
  const others = tx
    .select({ label: classrooms.label, fileLabel: classrooms.fileLabel })
    .from(classrooms)
    .where(and(eq(classrooms.schoolYearId, yearId), ne(classrooms.id, ownId)))
    .all();
  const isTaken = others.some((other) =>
    [other.label, other.fileLabel].some((text) => nameKey(text) === nameKey(label)),
  );
  if (isTaken) throw new Invalid("label", "Une classe porte déjà ce nom.");
};

export const createClassroom = (doing: Doing, { label, levels }: ClassroomFields): string =>
  write(doing, (tx) => {
    const { id: schoolYearId } = currentYear(doing.db);
    checkLabel(tx, schoolYearId, label, "");
    const id = newId();
    tx.insert(classrooms).values({ id, schoolYearId, label, levels }).run();
    record(tx, doing.actor, "classroom.created", { classroomId: id });
    return id;
  });

/** Another name or other levels. The files go on knowing a renamed class under the name they gave it. */
export const changeClassroom = (doing: Doing, classroom: Classroom, { label, levels }: ClassroomFields): void =>
  write(doing, (tx) => {
    checkLabel(tx, classroom.schoolYearId, label, classroom.id);
    const known = classroom.fileLabel ?? classroom.label;
    const fileLabel = known === label ? null : known;
    tx.update(classrooms).set({ label, levels, fileLabel }).where(eq(classrooms.id, classroom.id)).run();
    record(tx, doing.actor, "classroom.changed", { classroomId: classroom.id });
  });

/** A class in which nobody ever was. Throws Conflict otherwise. */
export const removeClassroom = (doing: Doing, { id }: Classroom): void =>
  write(doing, (tx) => {
    const isUsed = tx.select({ id: memberships.id }).from(memberships).where(eq(memberships.classroomId, id)).get();
    if (isUsed !== undefined) throw new Conflict("Cette classe a eu des élèves ou une équipe\u00a0: elle reste.");
    tx.delete(classrooms).where(eq(classrooms.id, id)).run();
    record(tx, doing.actor, "classroom.removed", { classroomId: id });
  });

/** Somebody of the staff gets the class from this day on. */
export const addToTeam = (doing: Doing, classroomId: string, personId: string, period: Period): void =>
  write(doing, (tx) => {
    checkDay(tx, classroomId, period.from, "depuis");
    const post = found(postOf(tx, personId));
    if (post === "technician")
      throw new Invalid("personne", "Un technicien ne voit aucun élève\u00a0: il n’a pas de classe.");
    addMembership(tx, doing, personId, { place: { classroomId }, as: post, ...period });
  });

export interface Replacement {
  readonly from: string;
  readonly until: string;
  /** Somebody of the school, or somebody who comes for these days only. */
  readonly who: { readonly id: string } | { readonly person: PersonFields };
}

/**
 * Somebody takes a class from one day to another, nothing before and nothing after. Whoever comes for it alone can sign in up
 * to the last day. Returns who it is. Throws Invalid.
 */
export const replaceTeacher = (doing: Doing, classroomId: string, { from, until, who }: Replacement): string =>
  write(doing, (tx) => {
    checkDay(tx, classroomId, from, "du");
    checkDay(tx, classroomId, until, "au");
    if (until < from) throw new Invalid("au", "Le dernier jour vient avant le premier.");
    const personId = "id" in who ? who.id : newcomer(tx, doing, who.person, until);
    const post = postOf(tx, personId);
    if (post === undefined || post === "technician")
      throw new Invalid("remplacant", "Choisissez quelqu’un de l’équipe.");
    stayUntil(tx, doing, personId, until);
    addMembership(tx, doing, personId, { place: { classroomId }, as: "teacher", from, until });
    record(tx, doing.actor, "staff.replacing", { personId, classroomId, from, until });
    return personId;
  });

const newcomer = (tx: Tx, doing: Doing, person: PersonFields, lastDay: string): string =>
  insertMember(tx, doing, { person, post: "teacher", classroomIds: [], lastDay });

/** A guest who comes again: the account opens until the new last day. */
const stayUntil = (tx: Tx, doing: Doing, personId: string, until: string): void => {
  const { leftOn } = found(tx.select({ leftOn: people.leftOn }).from(people).where(eq(people.id, personId)).get());
  if (leftOn === null || leftOn >= until) return;
  tx.update(people).set({ leftOn: until }).where(eq(people.id, personId)).run();
  noteCorrections(tx, doing, personId, [{ field: "leftOn", before: leftOn, after: until }]);
};
