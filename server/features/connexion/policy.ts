import { and, eq, type SQL } from "drizzle-orm";
import type { Actor } from "../../core/actor.ts";
import { isOneOf } from "../../core/db.ts";
import { classrooms } from "../../people/tables.ts";

/** Looks after pupils' pictures: the class's teacher and the head. */
export const canTendPupils = (actor: Actor): boolean => actor.isHead || actor.role === "teacher";

/** The classes whose pupils this person looks after: her own, all of this year's for the head. */
export const tendedClassrooms = (actor: Actor, yearId: string): SQL | undefined =>
  and(
    eq(classrooms.schoolYearId, yearId),
    actor.isHead ? undefined : isOneOf(classrooms.id, canTendPupils(actor) ? actor.classroomIds : []),
  );

/** Mode tableau is for whoever works with a class before a screen. */
export const canProject = (actor: Actor): boolean => actor.isStaff;

/** A password of one's own: adults who chose one. Pupils' passwords are given by their teacher. */
export const mayChangePassword = (actor: Actor, hasPassword: boolean): boolean => actor.role !== "pupil" && hasPassword;
