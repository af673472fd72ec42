import type { Actor } from "../../core/actor.ts";
import { type Db, isOneOf } from "../../core/db.ts";
import { classrooms } from "../../people/tables.ts";

/** "CE2" for the one class that this person teaches or attends; "" for none or several. */
export const classLabelOf = (db: Db, { classroomIds }: Actor): string => {
  if (classroomIds.length !== 1) return "";
  const [room] = db.select().from(classrooms).where(isOneOf(classrooms.id, classroomIds)).all();
  if (room === undefined) return "";
  return room.levels.length > 0 ? room.levels.join("-") : room.label;
};
