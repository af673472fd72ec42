import { eq } from "drizzle-orm";
import { write } from "../../core/db.ts";
import { Invalid, TooMany } from "../../core/errors.ts";
import type { Doing } from "../../core/feature.ts";
import { loadActor } from "../../people/actor.ts";
import { hashSecret, isOutdated, renewHash, verifySecret } from "../../people/credentials.ts";
import { withoutAccents } from "../../people/names.ts";
import { Pauses } from "../../people/pauses.ts";
import { accounts } from "../../people/tables.ts";
import { beginGuess, guessFailed, guessFitted } from "../../people/throttle.ts";
import { parseCode } from "../../wire/codes.ts";

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

/** Wrong codes in an hour, all browsers together: at this pace the shortest code resists for centuries. */
const codesAnHour = 1000;

interface CodeTries {
  readonly pauses: Pauses;
  hour: number;
  failures: number;
}
const kept = new WeakMap<object, CodeTries>();

const codeTries = ({ db }: At): CodeTries => {
  const tries = kept.get(db.$client) ?? {
    pauses: new Pauses({ free: 10, firstMs: 5_000, longestMs: 120_000 }),
    hour: 0,
    failures: 0,
  };
  kept.set(db.$client, tries);
  return tries;
};

/**
 * Lets somebody try a code, or throws TooMany. Sheets' and recovery codes have 95 bits: the school's limit, which anybody on the
 * network can use up, does not close the door to them.
 */
export const admitCode = (at: At, device: string, code: string): void => {
  const tries = codeTries(at);
  const now = at.clock.now().getTime();
  const hour = Math.floor(now / 3_600_000);
  if (hour !== tries.hour) Object.assign(tries, { hour, failures: 0 });
  if (tries.failures >= codesAnHour && parseCode(code) === null)
    throw new TooMany("Trop d’essais de codes dans l’école. Réessayez plus tard.", 3600);
  tries.pauses.check(device, now);
};

export const refuseCode = (at: At, device: string): Invalid => {
  const tries = codeTries(at);
  tries.failures += 1;
  tries.pauses.failed(device, at.clock.now().getTime());
  return new Invalid(
    "code",
    "Ce code n’est pas reconnu, ou a déjà servi. Vérifiez chaque caractère, ou demandez-en un nouveau.",
  );
};

export const codeFitted = (at: At, device: string): void => codeTries(at).pauses.forget(device);
