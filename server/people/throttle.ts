import { createHash } from "node:crypto";
import { and, desc, eq, lt, sql } from "drizzle-orm";
import { type Db, isOneOf, type Tx, write } from "../core/db.ts";
import { TooMany } from "../core/errors.ts";
import type { Doing } from "../core/feature.ts";
import { Pauses } from "./pauses.ts";
import { accounts, knownDevices, signInFailures } from "./tables.ts";

type At = Pick<Doing, "db" | "clock">;

/** A hundred guesses a day and account in all; the last ten only from browsers that signed in to it before. */
const guessesOfAnyone = 90;
const guessesInReserve = 10;
const mostDevices = 20;

const hashed = (...parts: readonly string[]): string => createHash("sha256").update(parts.join("\n")).digest("hex");
const reserveOf = (login: string): string => hashed("known", login);

const kept = new WeakMap<object, Pauses>();
const pausesOf = ({ db }: At): Pauses => {
  const pauses = kept.get(db.$client) ?? new Pauses({ free: 5, firstMs: 5_000, longestMs: 600_000 });
  kept.set(db.$client, pauses);
  return pauses;
};

/** One guess at a password: counted before it is checked, so that a hundred at once are no more than a hundred. */
export interface Guess {
  readonly login: string;
  readonly device: string;
  /** The row that it was counted in. */
  readonly countedAs: string;
  readonly pauseKey: string;
  readonly day: string;
}

const isKnownDevice = (db: Pick<Db, "select">, login: string, device: string): boolean =>
  db
    .select({ personId: knownDevices.personId })
    .from(knownDevices)
    .innerJoin(accounts, eq(accounts.personId, knownDevices.personId))
    .where(and(eq(accounts.login, login), eq(knownDevices.deviceHash, hashed(device))))
    .get() !== undefined;

const countOf = (tx: Tx, loginHash: string, day: string): number =>
  tx
    .select({ count: signInFailures.count })
    .from(signInFailures)
    .where(and(eq(signInFailures.loginHash, loginHash), eq(signInFailures.day, day)))
    .get()?.count ?? 0;

const add = (tx: Tx, loginHash: string, day: string, lastAt: string): void => {
  tx.insert(signInFailures)
    .values({ loginHash, day, count: 1, lastAt })
    .onConflictDoUpdate({
      target: [signInFailures.loginHash, signInFailures.day],
      set: { count: sql`${signInFailures.count} + 1`, lastAt },
    })
    .run();
};

/** Admits a guess, or throws TooMany; unknown names are treated like known ones. */
export const beginGuess = (at: At, login: string, device: string): Guess => {
  const day = at.clock.today();
  const isKnown = isKnownDevice(at.db, login, device);
  const pauseKey = isKnown ? hashed(login, device) : hashed(login);
  pausesOf(at).check(pauseKey, at.clock.now().getTime());
  const countedAs = write(at, (tx) => {
    const hasRoom = countOf(tx, hashed(login), day) < guessesOfAnyone;
    const row = hasRoom ? hashed(login) : reserveOf(login);
    if (!hasRoom && !(isKnown && countOf(tx, row, day) < guessesInReserve)) return undefined;
    add(tx, row, day, at.clock.iso());
    return row;
  });
  if (countedAs === undefined)
    throw new TooMany(
      "Trop d’essais pour ce compte aujourd’hui. Réessayez demain, ou demandez un nouveau code à la direction.",
      3600,
    );
  return { login, device, countedAs, pauseKey, day };
};

export const guessFailed = (at: At, { pauseKey }: Guess): void =>
  pausesOf(at).failed(pauseKey, at.clock.now().getTime());

/** The guess was right: it no longer counts, and this browser is known from now on. Runs in the caller's transaction. */
export const guessFitted = (tx: Tx, at: At, guess: Guess, personId: string): void => {
  pausesOf(at).forget(guess.pauseKey);
  tx.update(signInFailures)
    .set({ count: sql`max(0, ${signInFailures.count} - 1)` })
    .where(and(eq(signInFailures.loginHash, guess.countedAs), eq(signInFailures.day, guess.day)))
    .run();
  const lastDay = guess.day;
  tx.insert(knownDevices)
    .values({ personId, deviceHash: hashed(guess.device), lastDay })
    .onConflictDoUpdate({ target: [knownDevices.personId, knownDevices.deviceHash], set: { lastDay } })
    .run();
  forgetOldDevices(tx, personId);
};

const forgetOldDevices = (tx: Tx, personId: string): void => {
  const old = tx
    .select({ deviceHash: knownDevices.deviceHash })
    .from(knownDevices)
    .where(eq(knownDevices.personId, personId))
    .orderBy(desc(knownDevices.lastDay))
    .limit(100)
    .offset(mostDevices)
    .all();
  if (old.length === 0) return;
  const hashes = old.map(({ deviceHash }) => deviceHash);
  tx.delete(knownDevices)
    .where(and(eq(knownDevices.personId, personId), isOneOf(knownDevices.deviceHash, hashes)))
    .run();
};

/** A new password from the head's code: the account's guesses are forgiven. */
export const forgiveGuesses = (at: At, login: string): void => {
  pausesOf(at).forget(hashed(login));
  write(at, (tx) => {
    tx.delete(signInFailures)
      .where(isOneOf(signInFailures.loginHash, [hashed(login), reserveOf(login)]))
      .run();
  });
};

/** Guesses of past days are of no use. Run by a job, with a clock that may be believed. */
export const forgetPastGuesses = (at: At): void => {
  if (!at.clock.isTrusted()) return;
  write(at, (tx) => {
    tx.delete(signInFailures).where(lt(signInFailures.day, at.clock.today())).run();
  });
};
