import { and, eq } from "drizzle-orm";
import { found, write } from "../../core/db.ts";
import { record } from "../../core/events.ts";
import type { Doing } from "../../core/feature.ts";
import { asPupil, isMemberOn } from "../../people/relations.ts";
import { memberships, people } from "../../people/tables.ts";
import { healthNotes } from "./tables.ts";

type Reading = Pick<Doing, "db" | "clock">;

export interface Patient {
  readonly pupil: typeof people.$inferSelect;
  readonly classroomIds: readonly string[];
  readonly allergies: string;
  readonly care: string;
}

/** A pupil of today's classes, with what is noted. Throws NotFound. */
export const getPatient = ({ db, clock }: Reading, pupilId: string): Patient => {
  const rows = db
    .select({ pupil: people, classroomId: memberships.classroomId })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .where(and(eq(memberships.personId, pupilId), asPupil(), isMemberOn(clock.today())))
    .all();
  const note = db.select().from(healthNotes).where(eq(healthNotes.pupilId, pupilId)).get();
  return {
    pupil: found(rows[0]).pupil,
    classroomIds: rows.flatMap(({ classroomId }) => classroomId ?? []),
    allergies: note?.allergies ?? "",
    care: note?.care ?? "",
  };
};

/** Notes a child's allergies and care; with two empty texts nothing is kept. The event does not say what. */
export const noteHealth = (
  doing: Doing,
  pupilId: string,
  { allergies, care }: Pick<Patient, "allergies" | "care">,
): void =>
  write(doing, (tx) => {
    const set = { allergies, care, updatedAt: doing.clock.iso(), updatedById: doing.actor.id };
    if (allergies === "" && care === "") tx.delete(healthNotes).where(eq(healthNotes.pupilId, pupilId)).run();
    else
      tx.insert(healthNotes)
        .values({ pupilId, ...set })
        .onConflictDoUpdate({ target: healthNotes.pupilId, set })
        .run();
    record(tx, doing.actor, "health.noted", { pupilId });
  });
