import { write } from "../../core/db.ts";
import { record } from "../../core/events.ts";
import { type Importing, planWaiting, stepsOf } from "./apply.ts";
import type { Plan } from "./plan-types.ts";
import { reveal } from "./run-steps.ts";
import { cut, refuseSecond, writeSlice } from "./slices.ts";
import { importDecisions, importWaiting } from "./tables.ts";
import { waitingRecords, writeWaiting } from "./waiting.ts";
import { targetYear } from "./year.ts";

/** The head's answer to a doubt; it holds for the same row in later imports as well. */
export const decide = ({ db, clock, actor }: Importing, answers: Readonly<Record<string, string>>): void => {
  const by = { at: clock.iso(), byId: actor?.id ?? null };
  write({ db }, (tx) => {
    for (const [key, choice] of Object.entries(answers)) {
      tx.insert(importDecisions)
        .values({ key, choice, ...by })
        .onConflictDoUpdate({ target: importDecisions.key, set: { choice, ...by } })
        .run();
    }
  });
};

/**
 * Answers given after the import: what waited is looked at again and, where it has become certain, applied. It belongs to
 * the import that it waited in: they are undone together.
 */
export const decideWaiting = (importing: Importing, answers: Readonly<Record<string, string>>): Plan => {
  const { db, clock, actor } = importing;
  decide(importing, answers);
  return write({ db }, (tx) => {
    refuseSecond(tx);
    const last = tx.select({ importId: importWaiting.importId }).from(importWaiting).get();
    const plan = planWaiting(tx, clock);
    if (last === undefined) return plan;
    const steps = stepsOf(tx, clock, plan, targetYear(tx, clock, false));
    writeWaiting(tx, steps, last.importId, waitingRecords(tx), plan);
    for (const slice of cut(steps)) writeSlice(db, last.importId, slice);
    reveal(db);
    record(tx, actor, "directory.decided", { count: Object.keys(answers).length });
    return plan;
  });
};
