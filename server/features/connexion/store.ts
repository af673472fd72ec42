import { Invalid, TooMany } from "../../core/errors.ts";
import type { Doing } from "../../core/feature.ts";
import { Pauses } from "../../people/pauses.ts";
import { parseCode } from "../../wire/codes.ts";

type At = Pick<Doing, "db" | "clock">;

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
