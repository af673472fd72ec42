import { and, eq, gt, isNotNull, sql } from "drizzle-orm";
import { type Db, type Tx, write } from "../../core/db.ts";
import { Conflict } from "../../core/errors.ts";
import { record } from "../../core/events.ts";
import type { Brought, Obstacle } from "../../core/feature.ts";
import type { Importing } from "./apply.ts";
import { obstaclesIn } from "./built-on.ts";
import { getImport, type Import } from "./imports.ts";
import { Moved, reveal, reversed, runSteps } from "./run-steps.ts";
import { hasJournal, journalOf, refuseSecond } from "./slices.ts";
import type { Step } from "./steps.ts";
import { importSlices, imports } from "./tables.ts";

/** What the school's tools have built on it (feature.builtOn). */
export type AskTools = (brought: Brought) => Obstacle[];

const broughtBy = (net: readonly Step[]): Brought => {
  const ids = (table: Step["table"]): string[] =>
    net.flatMap((step) => (step.table === table && step.before === null ? [String(step.key)] : []));
  return { personIds: ids("people"), classroomIds: ids("classrooms"), yearIds: ids("school_years") };
};

const laterImports = (db: Db, { appliedAt }: Import): Obstacle[] => {
  const later = db
    .select({ id: imports.id })
    .from(imports)
    .where(
      and(
        isNotNull(imports.appliedAt),
        gt(imports.appliedAt, appliedAt ?? ""),
        sql`exists (select 1 from import_slices s where s.import_id = imports.id)`,
      ),
    )
    .orderBy(imports.appliedAt)
    .all();
  const last = later.at(-1);
  if (last === undefined) return [];
  const text = later.length === 1 ? "1 import plus récent, à annuler d’abord" : `${later.length} imports plus récents`;
  return [{ text, href: `/direction/annuaire/import/${last.id}` }];
};

/** Whether an import was applied and its journal is still there. */
export const canUndo = (db: Db, row: Import): boolean =>
  row.appliedAt !== null && row.hasRecords && hasJournal(db, row.id);

/** What stands in the way of undoing an import: empty, and it can be undone. */
export const obstaclesTo = (db: Db, row: Import, ask: AskTools): Obstacle[] => {
  const net = journalOf(db, row.id);
  return [...laterImports(db, row), ...obstaclesIn(db, net, ask(broughtBy(net)))];
};

/** Rows go back in the reverse order; where a person has changed one meanwhile, theirs stays. */
const takeBackSoftly = (db: Db, steps: readonly Step[]): void => {
  for (const step of steps) {
    try {
      runSteps(db, [step]);
    } catch (error) {
      if (!(error instanceof Moved)) throw error;
    }
  }
};

const isSoft = ({ table }: Step): boolean => table === "school";

const forget = (tx: Tx, importId: string, set: Partial<typeof imports.$inferInsert>): void => {
  tx.delete(importSlices).where(eq(importSlices.importId, importId)).run();
  tx.update(imports)
    .set({ startedAt: null, ...set })
    .where(eq(imports.id, importId))
    .run();
};

/**
 * Takes a whole import back, in one transaction: every row is as it was before. It is then a preview again, and may be
 * applied again. Throws Conflict when somebody has built on it.
 */
export const undoImport = (importing: Importing, id: string, ask: AskTools): void =>
  write(importing, (tx) => {
    const { db, clock, actor } = importing;
    refuseSecond(tx);
    const row = getImport(db, id);
    if (!canUndo(db, row)) throw new Conflict("Cet import ne peut plus être annulé.");
    const obstacles = obstaclesTo(db, row, ask);
    if (obstacles.length > 0)
      throw new Conflict(`Cet import ne peut pas être annulé\u00a0: ${obstacles.map(({ text }) => text).join(", ")}.`);
    const back = reversed(journalOf(db, id));
    runSteps(
      db,
      back.filter((step) => !isSoft(step)),
    );
    takeBackSoftly(db, back.filter(isSoft));
    forget(tx, id, { appliedAt: null, counts: null, opensOn: null, undoneAt: clock.iso() });
    record(tx, actor, "directory.undone", { importId: id });
  });

/** Takes back what was written of an import that did not come to its end. */
export const takeBack = ({ db, clock }: Pick<Importing, "db" | "clock">, id: string): void =>
  write({ db }, (tx) => {
    reveal(db); // so that each row is as the journal says
    takeBackSoftly(db, reversed(journalOf(db, id)));
    forget(tx, id, { undoneAt: clock.iso() });
  });

/** At a start: an import that a power cut interrupted was never there. Returns how many there were. */
export const takeBackInterrupted = (box: Pick<Importing, "db" | "clock">): number => {
  const stopped = box.db.select({ id: imports.id }).from(imports).where(isNotNull(imports.startedAt)).all();
  for (const { id } of stopped) takeBack(box, id);
  return stopped.length;
};
