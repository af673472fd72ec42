import { eq, or, sql } from "drizzle-orm";
import { type Db, type Tx, write } from "../core/db.ts";
import { Invalid, NotFound } from "../core/errors.ts";
import { record } from "../core/events.ts";
import { formatCode, newCode, parseCode } from "../wire/codes.ts";
import { type Account, type Acting, accountOf, personalWords, storePassword } from "./credentials-account.ts";
import { codeHash, newShortCode, tidyShortCode } from "./credentials-codes.ts";
import { hashSecret } from "./credentials-hash.ts";
import { checkPassword } from "./credentials-rules.ts";
import { resetByCode, useReset } from "./password-resets.ts";
import { rescueByCode, tellRecovered, useRescue } from "./rescue.ts";
import { accounts } from "./tables.ts";

const activationLength = 8;
const activationDays = 60;
const dayMs = 86_400_000;

export interface FreshCode<Values> {
  /** To be shown or printed now; only its hash is kept. */
  readonly code: string;
  readonly values: Values;
}

/** An untrusted clock gives no end: it could be in the past tomorrow. */
export const newActivation = ({ clock }: Pick<Acting, "clock">) => {
  const code = newShortCode(activationLength);
  const end = new Date(clock.now().getTime() + activationDays * dayMs).toISOString();
  const values = { activationHash: codeHash(code), activationExpiresAt: clock.isTrusted() ? end : null };
  return { code, values } satisfies FreshCode<Partial<Account>>;
};

export const newRecovery = () => {
  const code = newCode();
  return { code: formatCode(code), values: { recoveryHash: codeHash(code) } } satisfies FreshCode<Partial<Account>>;
};

const change = (tx: Tx, personId: string, values: Partial<Account>): void => {
  const { changes } = tx.update(accounts).set(values).where(eq(accounts.personId, personId)).run();
  if (changes === 0) throw new NotFound();
};

/**
 * A fresh activation code (8 characters), which replaces the former one: single use, 60 days. It can be shown or
 * printed now and never again. Throws NotFound when the person has no account.
 */
export const issueActivationCode = (doing: Acting, personId: string): string => {
  const { code, values } = newActivation(doing);
  write(doing, (tx) => {
    change(tx, personId, values);
    record(tx, doing.actor, "activation.issued", { personId });
  });
  return code;
};

/** The head's way back in when the password is lost: single use, 20 characters in groups of four. */
export const issueRecoveryCode = (doing: Acting, personId: string): string => {
  const { code, values } = newRecovery();
  write(doing, (tx) => {
    change(tx, personId, values);
    record(tx, doing.actor, "recovery.issued", { personId });
  });
  return code;
};

/** Both kinds of code that open an account without its password, as typed. */
const hashesOf = (typed: string): { activation: string; recovery: string } => ({
  activation: codeHash(tidyShortCode(typed)),
  recovery: codeHash(parseCode(typed) ?? ""),
});

const accountByCode = (db: Pick<Db, "select">, typed: string): Account | undefined => {
  const { activation, recovery } = hashesOf(typed);
  return db
    .select()
    .from(accounts)
    .where(or(eq(accounts.activationHash, activation), eq(accounts.recoveryHash, recovery)))
    .get();
};

const isExpired = ({ clock }: Pick<Acting, "clock">, account: Account, typed: string): boolean =>
  account.activationHash === hashesOf(typed).activation &&
  account.activationExpiresAt !== null &&
  clock.isTrusted() &&
  account.activationExpiresAt < clock.iso();

/** Whose activation, recovery, rescue or mailed code this is, while it may be used. Changes nothing. */
export const findByCode = (doing: Pick<Acting, "db" | "clock">, typed: string): Account | undefined => {
  const opened = rescueByCode(doing, typed) ?? resetByCode(doing, typed);
  if (opened !== undefined) return accountOf(doing.db, opened.personId);
  const account = accountByCode(doing.db, typed);
  return account === undefined || isExpired(doing, account, typed) ? undefined : account;
};

const refusedCode = (): Invalid =>
  new Invalid(
    "code",
    "Ce code n’est pas reconnu, ou a déjà servi. Vérifiez-le, ou demandez-en un nouveau à la direction.",
  );

/**
 * Uses up an activation, recovery, rescue or mailed code: sets the password, ends all sessions. Returns whose account it is. Throws
 * Invalid on "code" (unknown, used, expired) or "motDePasse".
 */
export const activate = async (doing: Omit<Acting, "actor">, typed: string, password: string): Promise<string> => {
  const account = findByCode(doing, typed);
  if (account === undefined) throw refusedCode();
  checkPassword(password, personalWords(doing.db, account.personId));
  const passwordHash = await hashSecret(password);
  return write(doing, (tx) => {
    const at = { db: tx, clock: doing.clock };
    const [rescue, reset] = [rescueByCode(at, typed), resetByCode(at, typed)];
    if ((rescue ?? reset ?? accountByCode(tx, typed))?.personId !== account.personId) throw refusedCode();
    const { activation, recovery } = hashesOf(typed);
    storePassword(tx, doing, account.personId, passwordHash);
    if (rescue !== undefined) useRescue(tx, doing, rescue);
    else if (reset !== undefined) useReset(tx, doing, reset);
    else if (account.recoveryHash === recovery) tellRecovered(tx, doing, account.personId, "code");
    tx.update(accounts)
      .set({
        activationHash: sql`nullif(${accounts.activationHash}, ${activation})`,
        recoveryHash: sql`nullif(${accounts.recoveryHash}, ${recovery})`,
      })
      .where(eq(accounts.personId, account.personId))
      .run();
    record(tx, { id: account.personId }, "account.activated", { personId: account.personId });
    return account.personId;
  });
};
