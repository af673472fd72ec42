import { eq } from "drizzle-orm";
import { write } from "../core/db.ts";
import type { Doing } from "../core/feature.ts";
import { loadActor } from "./actor.ts";
import { hashSecret, isOutdated, renewHash, verifySecret } from "./credentials.ts";
import { withoutAccents } from "./names.ts";
import { accounts } from "./tables.ts";
import { beginGuess, guessFailed, guessFitted } from "./throttle.ts";

type At = Pick<Doing, "db" | "clock">;

/** A sign-in name as people type it: capitals, accents and spaces do not matter. */
export const tidyLogin = (typed: string): string => withoutAccents(typed).replace(/\s/g, "").slice(0, 80);

const isHere = ({ db, clock }: At, personId: string): boolean => loadActor(db, personId, clock.today()) !== undefined;

/** Whose password this is; undefined when it is nobody's. Unknown names cost and count like known ones. Throws TooMany. */
export const checkSignIn = async (
  at: At,
  typed: string,
  password: string,
  device: string,
): Promise<string | undefined> => {
  const login = tidyLogin(typed);
  const guess = beginGuess(at, login, device);
  const account = at.db.select().from(accounts).where(eq(accounts.login, login)).get();
  const hash = account?.passwordHash;
  const fits = await verifySecret(hash, password);
  if (!fits || account === undefined || typeof hash !== "string" || !isHere(at, account.personId)) {
    guessFailed(at, guess);
    return undefined;
  }
  if (isOutdated(hash)) renewHash(at, account.personId, hash, await hashSecret(password));
  write(at, (tx) => guessFitted(tx, at, guess, account.personId));
  return account.personId;
};
