import type { Clock } from "../../core/clock.ts";
import { newShortCode } from "../../people/credentials-codes.ts";

/** Time to carry a key from this PC to the box and to come back. */
const challengeMs = 60 * 60_000;
const most = 100;

interface Challenge {
  readonly code: string;
  readonly until: number;
}
const challenges = new Map<string, Challenge>();

const alive = (device: string, { elapsed }: Pick<Clock, "elapsed">): Challenge | undefined => {
  const known = challenges.get(device);
  return known !== undefined && elapsed() < known.until ? known : undefined;
};

/**
 * The words that the key must carry to the box for this browser, made for it now and worth nothing after an hour or once used: a key that was
 * forgotten in the box, or copied, opens nothing.
 */
export const challengeFor = (device: string, clock: Pick<Clock, "elapsed">): string => {
  const known = alive(device, clock);
  if (known !== undefined) return known.code;
  const oldest = challenges.size < most ? undefined : challenges.keys().next().value;
  if (oldest !== undefined) challenges.delete(oldest);
  const fresh = { code: newShortCode(20), until: clock.elapsed() + challengeMs };
  challenges.set(device, fresh);
  return fresh.code;
};

/** Whether one of the keys carries this browser's words. */
export const isCarried = (device: string, clock: Pick<Clock, "elapsed">, texts: readonly string[]): boolean => {
  const known = alive(device, clock);
  return known !== undefined && texts.some((text) => text.includes(known.code));
};

export const forgetChallenge = (device: string): void => void challenges.delete(device);
