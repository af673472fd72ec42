import { eq } from "drizzle-orm";
import { type Db, type Tx, write } from "../core/db.ts";
import { record } from "../core/events.ts";
import type { Acting } from "./credentials-account.ts";
import { codeHash, newShortCode, tidyShortCode } from "./credentials-codes.ts";
import { tellRecovered } from "./rescue.ts";
import { passwordResets, staff } from "./tables.ts";

type Reset = typeof passwordResets.$inferSelect;

const codeLength = 8;
/** Of the machine's own time, which no clock changes. */
export const resetMs = 30 * 60_000;

/** A code to be mailed now; only its hash is kept. The person's former one is void. */
export const openReset = (doing: Omit<Acting, "actor">, personId: string): string => {
  const code = newShortCode(codeLength);
  const values = { codeHash: codeHash(code), untilMs: Math.round(doing.clock.elapsed() + resetMs) };
  write(doing, (tx) => {
    tx.insert(passwordResets)
      .values({ personId, ...values })
      .onConflictDoUpdate({ target: passwordResets.personId, set: values })
      .run();
    record(tx, null, "reset.mailed", { personId });
  });
  return code;
};

/** Whose mailed code this is, as typed, while it may be used. After a restart of the machine its time begins anew: what is left must be half an hour at most. */
export const resetByCode = ({ db, clock }: { db: Pick<Db, "select">; clock: Acting["clock"] }, typed: string) => {
  const reset = db
    .select()
    .from(passwordResets)
    .where(eq(passwordResets.codeHash, codeHash(tidyShortCode(typed))))
    .get();
  const left = (reset?.untilMs ?? 0) - clock.elapsed();
  return left > 0 && left <= resetMs ? reset : undefined;
};

/** The account has a new password, and its code went with the old one. The head's is everybody's business: all staff are told. In the caller's transaction. */
export const useReset = (tx: Tx, doing: Pick<Acting, "clock">, { personId }: Reset): void => {
  record(tx, { id: personId }, "password.reset", { personId });
  const member = tx.select({ isHead: staff.isHead }).from(staff).where(eq(staff.personId, personId)).get();
  if (member?.isHead) tellRecovered(tx, doing, personId, "mail");
};
