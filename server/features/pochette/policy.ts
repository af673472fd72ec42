import type { Actor } from "../../core/actor.ts";

/** The class's own staff, at any time, and the head. */
export const canReadSheet = (actor: Actor, classroomId: string): boolean =>
  actor.isHead || (actor.isStaff && actor.classroomIds.includes(classroomId));

/** The head and the class's teachers write what is to be known of a child's health. */
export const canNoteHealth = (actor: Actor, classroomIds: readonly string[]): boolean =>
  actor.isHead || (actor.role === "teacher" && classroomIds.some((id) => actor.classroomIds.includes(id)));
