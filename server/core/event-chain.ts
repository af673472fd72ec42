import { setImmediate as nextTurn } from "node:timers/promises";
import { and, asc, desc, eq, gt, gte, lt, min } from "drizzle-orm";
import type { Clock } from "./clock.ts";
import { type Db, write } from "./db.ts";
import { eventAnchor, events, lastSeq, sealOf } from "./events.ts";

export interface ChainState {
  /** Number of the last event that fits. */
  readonly seq: number;
  /** Sealed events that were recomputed. */
  readonly checked: number;
  /** Number of the first event that does not fit; null: nothing was changed, removed or slipped in. */
  readonly brokenAt: number | null;
  /** The newest seal: written down elsewhere, it proves the whole chain. */
  readonly seal: string;
}

const atOnce = 500;

type Place = Pick<ChainState, "seq" | "seal" | "checked">;

const beginning = (db: Db): Place => ({
  checked: 0,
  ...(db.select({ seq: eventAnchor.seq, seal: eventAnchor.seal }).from(eventAnchor).get() ?? { seq: 0, seal: "" }),
});

/** The highest number ever given: what was cut off the end is missed. */
const everGiven = (db: Db): number =>
  (db.$client.prepare("select seq from sqlite_sequence where name = 'events'").get() as { seq: number } | undefined)
    ?.seq ?? 0;

/** Recomputes the chain from where it begins, or goes on from what was checked; between slices other requests have their turn. */
export const checkChain = async (db: Db, from: Place = beginning(db)): Promise<ChainState> => {
  let { seq, seal, checked } = from;
  for (;;) {
    const rows = db.select().from(events).where(gt(events.seq, seq)).orderBy(asc(events.seq)).limit(atOnce).all();
    for (const row of rows) {
      const isOlderThanChain = row.seal === "" && seal === "";
      if (!isOlderThanChain && row.seal !== sealOf(seal, row)) return { seq, checked, brokenAt: row.seq, seal };
      if (!isOlderThanChain) checked += 1;
      ({ seq, seal } = row);
    }
    if (rows.length < atOnce) break;
    await nextTurn();
  }
  return { seq, checked, brokenAt: seq < everGiven(db) ? seq + 1 : null, seal };
};

/** Kept for twelve months (CNIL 2021-122 gives six to twelve). */
const keptMonths = 12;

const monthsBefore = (now: Date, months: number): string => {
  const then = new Date(now);
  then.setUTCMonth(then.getUTCMonth() - months);
  return then.toISOString();
};

/**
 * Removes what is older than twelve months, by a clock that may be believed; returns how many events went. The order is the
 * events' own: everything before the oldest one that stays goes, whatever its clock said. The newest event always stays, and the seal of the last
 * one that went is kept as the anchor from which the chain is verified.
 */
export const purgeEvents = ({ db, clock }: { db: Db; clock: Clock }): number => {
  if (!clock.isTrusted()) return 0;
  const isRecent = and(eq(events.isTimeTrusted, true), gte(events.at, monthsBefore(clock.now(), keptMonths)));
  return write({ db }, (tx) => {
    const firstKept =
      tx
        .select({ seq: min(events.seq) })
        .from(events)
        .where(isRecent)
        .get()?.seq ?? lastSeq(db);
    const old = lt(events.seq, firstKept);
    const last = tx.select().from(events).where(old).orderBy(desc(events.seq)).limit(1).get();
    if (last === undefined) return 0;
    const values = { id: 1, seq: last.seq, seal: last.seal, purgedAt: clock.iso() };
    tx.insert(eventAnchor).values(values).onConflictDoUpdate({ target: eventAnchor.id, set: values }).run();
    return tx.delete(events).where(old).run().changes;
  });
};
