import { eq, isNotNull, max } from "drizzle-orm";
import type { Db, Tx } from "../../core/db.ts";
import { Conflict } from "../../core/errors.ts";
import { record } from "../../core/events.ts";
import type { Importing } from "./apply.ts";
import { netSteps, reveal, runSteps } from "./run-steps.ts";
import type { Step, Steps } from "./steps.ts";
import { importSlices, imports, type StoredCounts } from "./tables.ts";

/** Steps that are done in one transaction, as text: what the journal keeps, and what a worker thread hands over. */
export interface Slice {
  readonly steps: string;
  readonly count: number;
}

/** So many rows take a few milliseconds, and a multiple of it on the box. */
const rowsOfSlice = 250;

const sliceOf = (steps: readonly Step[]): Slice => ({ steps: JSON.stringify(steps), count: steps.length });

/** What nobody can see yet in small slices; then what readers see, in one. */
export const cut = ({ early, late }: Steps): Slice[] => {
  const slices: Slice[] = [];
  for (let at = 0; at < early.length; at += rowsOfSlice) slices.push(sliceOf(early.slice(at, at + rowsOfSlice)));
  if (late.length > 0) slices.push(sliceOf(late));
  return slices;
};

const parse = (text: string): Step[] => JSON.parse(text) as Step[];

/** Does a slice and keeps it in the import's journal, inside a transaction. Throws Moved. */
export const writeSlice = (db: Db, importId: string, { steps }: Slice): void => {
  const last = db
    .select({ n: max(importSlices.n) })
    .from(importSlices)
    .where(eq(importSlices.importId, importId))
    .get();
  runSteps(db, parse(steps));
  db.insert(importSlices)
    .values({ importId, n: (last?.n ?? 0) + 1, steps })
    .run();
};

/** One import at a time: what a second one sees of the first is not true yet. */
export const refuseSecond = (db: Pick<Db | Tx, "select">): void => {
  const running = db.select({ id: imports.id }).from(imports).where(isNotNull(imports.startedAt)).get();
  if (running !== undefined) throw new Conflict("Un import est en cours. Attendez qu’il soit terminé.");
};

/** Notes, with the last slice, that the whole import is done. */
export const finish = (tx: Tx, { db, clock, actor }: Importing, importId: string, counts: StoredCounts): void => {
  reveal(db);
  tx.update(imports)
    .set({ appliedAt: clock.iso(), startedAt: null, undoneAt: null, counts })
    .where(eq(imports.id, importId))
    .run();
  record(tx, actor, "directory.imported", { importId, counts });
};

/** What an import changed, each row once: before all of it and after. */
export const journalOf = (db: Pick<Db | Tx, "select">, importId: string): Step[] =>
  netSteps(
    db
      .select({ steps: importSlices.steps })
      .from(importSlices)
      .where(eq(importSlices.importId, importId))
      .orderBy(importSlices.n)
      .all()
      .flatMap(({ steps }) => parse(steps)),
  );

export const hasJournal = (db: Pick<Db | Tx, "select">, importId: string): boolean =>
  db.select({ n: importSlices.n }).from(importSlices).where(eq(importSlices.importId, importId)).get() !== undefined;
