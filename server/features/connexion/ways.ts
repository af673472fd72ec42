import { eq } from "drizzle-orm";
import { write } from "../../core/db.ts";
import { record } from "../../core/events.ts";
import type { Doing } from "../../core/feature.ts";
import { accounts, classrooms } from "../../people/tables.ts";

/** The ways in, as the teacher chooses them for the class, and for a pupil apart. */
export const ways = [
  { id: "pictures", label: "Trois images", icon: "image" },
  { id: "tile", label: "La tuile seule, sur un écran ouvert", icon: "tablet" },
  { id: "badge", label: "Un badge", icon: "id-card" },
  { id: "password", label: "Un mot de passe tapé", icon: "key" },
] as const;
export type Way = (typeof ways)[number]["id"];
export const wayIds = ways.map(({ id }) => id) as unknown as readonly [Way, ...Way[]];

const writers = new Set(["CE2", "CM1", "CM2"]);

/** Who types a password: from CE2 on, or where nobody has said the level. */
export const mayType = (levels: readonly string[]): boolean =>
  levels.length === 0 || levels.some((level) => writers.has(level));

export const chooseClassWay = (doing: Doing, classroomId: string, way: Way): void =>
  write(doing, (tx) => {
    tx.update(classrooms).set({ entersBy: way }).where(eq(classrooms.id, classroomId)).run();
    record(tx, doing.actor, "class.wayChosen", { classroomId, way });
  });

/** null: like the class. */
export const choosePupilWay = (doing: Doing, personId: string, way: Way | null): void =>
  write(doing, (tx) => {
    tx.update(accounts).set({ entersBy: way }).where(eq(accounts.personId, personId)).run();
    record(tx, doing.actor, "pupil.wayChosen", { personId, way });
  });
