import { eq } from "drizzle-orm";
import type { Db, Tx } from "../core/db.ts";
import { Conflict } from "../core/errors.ts";
import type { Doing } from "../core/feature.ts";
import { getSchool } from "./school.ts";
import { accounts, passwordResets, people } from "./tables.ts";

export type Account = typeof accounts.$inferSelect;
/** Like Doing; nobody acts yet in the first-run wizard, in scripts and at the sign-in page. */
export type Acting = Pick<Doing, "db" | "clock"> & { readonly actor: Pick<Doing["actor"], "id"> | null };

export const accountOf = (db: Pick<Db, "select">, personId: string): Account | undefined =>
  db.select().from(accounts).where(eq(accounts.personId, personId)).get();

/** Ends every session begun until now; the caller renews its own (ctx.session.endOthersOf). */
export const endSessions = (tx: Tx, { clock }: Pick<Acting, "clock">, personId: string): void => {
  tx.update(accounts).set({ sessionsNotBefore: clock.iso() }).where(eq(accounts.personId, personId)).run();
};

/** Writes a password's hash and ends all sessions, inside the caller's transaction. A code that waits in a mailbox is void. */
export const storePassword = (tx: Tx, doing: Omit<Acting, "actor">, personId: string, passwordHash: string): void => {
  const { changes } = tx.update(accounts).set({ passwordHash }).where(eq(accounts.personId, personId)).run();
  if (changes === 0) throw new Conflict("Ce compte n’existe plus.");
  tx.delete(passwordResets).where(eq(passwordResets.personId, personId)).run();
  endSessions(tx, doing, personId);
};

/** What somebody would try first: the person's and the school's own words. */
export const personalWords = (db: Db, personId: string): string[] => {
  const person = db.select().from(people).where(eq(people.id, personId)).get();
  const words = [person?.firstName, person?.lastName, person?.usageName, person?.city, getSchool(db)?.name];
  return words.filter((word): word is string => typeof word === "string" && word !== "");
};
