import { asc, gt } from "drizzle-orm";
import { afterWrite, type Db } from "../core/db.ts";
import { events, lastSeq } from "../core/events.ts";
import type { Feature } from "../core/feature.ts";

const settlingMs = 200;
/** Who reads what may have changed. */
const ofPeople =
  /^(directory|key|guardianship|membership|person|pupil|guardian|staff|classroom|group|import|school|year)\./;

/** Calls `publish` a moment after each write that recorded something to look at again. Returns the way to stop. */
export const watchEvents = (db: Db, features: readonly Feature[], publish: () => void): (() => void) => {
  const types = new Set(features.flatMap(({ fromHome }) => fromHome?.after ?? []));
  let seen = lastSeq(db);
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    timer = undefined;
    const fresh = db
      .select({ seq: events.seq, type: events.type })
      .from(events)
      .where(gt(events.seq, seen))
      .orderBy(asc(events.seq))
      .all();
    seen = fresh.at(-1)?.seq ?? seen;
    if (fresh.some(({ type }) => types.has(type) || ofPeople.test(type))) publish();
  };
  const unwatch = afterWrite(db, () => {
    timer ??= setTimeout(look, settlingMs).unref();
  });
  return () => {
    unwatch();
    clearTimeout(timer);
  };
};
