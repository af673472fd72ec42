import { setImmediate as letOthersRun } from "node:timers/promises";
import { eq, gt } from "drizzle-orm";
import { type Db, write, writeUnsynced } from "../../core/db.ts";
import { Conflict } from "../../core/errors.ts";
import { events } from "../../core/events.ts";
import { prepareApart } from "./apart/ask.ts";
import type { Importing } from "./apply.ts";
import { getImport } from "./imports.ts";
import { Moved } from "./run-steps.ts";
import { finish, refuseSecond, writeSlice } from "./slices.ts";
import { imports } from "./tables.ts";
import { takeBack } from "./undo.ts";

/** What may change who is who, or who is where. */
const ofPeople =
  /^(directory|guardianship|membership|person|people|pupil|guardian|staff|classroom|group|school|year)\./;

/** Whether somebody else has changed the directory since the import was thought out. */
const hasMoved = (db: Db, seq: number): boolean =>
  db
    .select({ type: events.type })
    .from(events)
    .where(gt(events.seq, seq))
    .all()
    .some(({ type }) => ofPeople.test(type));

const begin = ({ db, clock }: Importing, id: string): void =>
  write({ db }, (tx) => {
    refuseSecond(tx);
    tx.update(imports).set({ startedAt: clock.iso() }).where(eq(imports.id, id)).run();
  });

export interface RunOptions {
  /** Of the plan that somebody agreed to. */
  readonly fingerprint?: string | undefined;
  /** Told after each slice. */
  onProgress?(done: number, total: number): void;
}

const writeAll = async (importing: Importing, id: string, { fingerprint, onProgress }: RunOptions): Promise<void> => {
  const { db, clock } = importing;
  const { slices, counts, seq } = await prepareApart(db, clock, getImport(db, id), fingerprint);
  const total = slices.reduce((sum, { count }) => sum + count, 0);
  const [last] = slices.slice(-1);
  let done = 0;
  for (const slice of slices.slice(0, -1)) {
    writeUnsynced({ db }, () => writeSlice(db, id, slice)); // the disk is waited for once, with the last slice
    done += slice.count;
    onProgress?.(done, total);
    await letOthersRun();
    if (!db.$client.open) return; // the box was stopped: its next start takes the slices back
  }
  write({ db }, (tx) => {
    if (hasMoved(db, seq)) throw new Moved();
    if (last !== undefined) writeSlice(db, id, last);
    finish(tx, importing, id, counts);
  });
};

/**
 * Applies an import in slices of a few milliseconds, so that pages keep being served. What readers can see of it comes with
 * the last slice, at once; until then the newcomers are not of the school. One import all the same: what stops it takes
 * back what was written. Throws Conflict.
 */
export const runImport = async (importing: Importing, id: string, options: RunOptions = {}): Promise<void> => {
  if (getImport(importing.db, id).appliedAt !== null) throw new Conflict("Cet import est déjà fait.");
  begin(importing, id);
  try {
    await writeAll(importing, id, options);
  } catch (error) {
    takeBack(importing, id);
    throw error;
  }
};
