import { and, eq, isNull } from "drizzle-orm";
import { type Db, type Tx, write } from "../core/db.ts";
import { record } from "../core/events.ts";
import { newId } from "../core/ids.ts";
import type { Acting } from "./credentials-account.ts";
import { codeHash, newShortCode, tidyShortCode } from "./credentials-codes.ts";
import { rescueReadings, rescues } from "./tables.ts";

export type Rescue = typeof rescues.$inferSelect;
type By = Rescue["by"];

const codeLength = 8;
export const rescueMs = 10 * 60_000;

/**
 * Whoever stands at the box (a key in it, a command on it) gets a code that opens this account once, within ten minutes
 * of the machine's own monotonic time, which no clock changes and which a command on the box shares with the service.
 */
export const openRescue = (doing: Omit<Acting, "actor">, personId: string, by: By): string => {
  const code = newShortCode(codeLength);
  const [id, at, untilMs] = [newId(), doing.clock.iso(), doing.clock.elapsed() + rescueMs];
  write(doing, (tx) => {
    tx.delete(rescues)
      .where(and(eq(rescues.personId, personId), isNull(rescues.usedAt)))
      .run();
    tx.insert(rescues)
      .values({ id, personId, by, codeHash: codeHash(code), untilMs: Math.round(untilMs), openedAt: at })
      .run();
    record(tx, null, "rescue.opened", { rescueId: id, personId, by });
  });
  return code;
};

/** Which rescue this code, as typed, opens now. After a restart of the machine its time begins anew: what is left must be ten minutes at most. */
export const rescueByCode = ({ db, clock }: { db: Pick<Db, "select">; clock: Acting["clock"] }, typed: string) => {
  const rescue = db
    .select()
    .from(rescues)
    .where(and(eq(rescues.codeHash, codeHash(tidyShortCode(typed))), isNull(rescues.usedAt)))
    .get();
  const left = (rescue?.untilMs ?? 0) - clock.elapsed();
  return left > 0 && left <= rescueMs ? rescue : undefined;
};

/** The account has a new password: everybody at the school is told until they have seen it. In the caller's transaction. */
export const useRescue = (tx: Tx, { clock }: Pick<Acting, "clock">, { id, personId, by }: Rescue): void => {
  const usedSeq = record(tx, { id: personId }, "password.recovered", { rescueId: id, personId, by });
  tx.update(rescues).set({ usedAt: clock.iso(), usedSeq, codeHash: null }).where(eq(rescues.id, id)).run();
};

/** The sealed code, or the head's mail, was used: no window was opened, but everybody is told just the same. */
export const tellRecovered = (tx: Tx, doing: Pick<Acting, "clock">, personId: string, by: "code" | "mail"): void => {
  const values = { id: newId(), personId, by, untilMs: 0, openedAt: doing.clock.iso() };
  useRescue(tx, doing, tx.insert(rescues).values(values).returning().get());
};

/** Rescues that this person has not seen yet. */
export const unseenRescues = (db: Pick<Db, "select">, personId: string): Rescue[] =>
  db
    .select({ rescue: rescues })
    .from(rescues)
    .leftJoin(rescueReadings, and(eq(rescueReadings.rescueId, rescues.id), eq(rescueReadings.personId, personId)))
    .where(isNull(rescueReadings.rescueId))
    .all()
    .map(({ rescue }) => rescue)
    .filter(({ usedAt }) => usedAt !== null);

export const noteRescueSeen = ({ db }: Pick<Acting, "db">, rescueId: string, personId: string): void =>
  write({ db }, (tx) => {
    tx.insert(rescueReadings).values({ rescueId, personId }).onConflictDoNothing().run();
  });
