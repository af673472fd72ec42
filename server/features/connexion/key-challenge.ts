import { createHmac, randomBytes } from "node:crypto";
import type { Clock } from "../../core/clock.ts";

/** Time to carry a key from this PC to the box and to come back. */
const challengeMs = 60 * 60_000;
/** Files fetched within one slot are the same. */
const slotMs = 10_000;

/** Of this start of the box. Nothing is kept for a file that was fetched: whoever fetches thousands pushes nobody's out. */
const secret = randomBytes(32);
/** The last slot of each browser whose words have served. */
const spent = new Map<string, number>();

const slotNow = ({ elapsed }: Pick<Clock, "elapsed">): number => Math.floor(elapsed() / slotMs);
const wordsOf = (device: string, slot: number): string =>
  createHmac("sha256", secret).update(`${device}\n${slot}`).digest("hex").slice(0, 32);

/**
 * The words that the key must carry to the box for this browser, made for it now and worth nothing after an hour or once used: a key that was
 * forgotten in the box, or copied, opens nothing.
 */
export const challengeFor = (device: string, clock: Pick<Clock, "elapsed">): string => wordsOf(device, slotNow(clock));

/** Whether one of the keys carries this browser's words. */
export const isCarried = (device: string, clock: Pick<Clock, "elapsed">, texts: readonly string[]): boolean => {
  if (texts.length === 0) return false;
  const now = slotNow(clock);
  const oldest = Math.max(now - challengeMs / slotMs + 1, (spent.get(device) ?? -Infinity) + 1);
  for (let slot = now; slot >= oldest; slot -= 1) {
    const words = wordsOf(device, slot);
    if (texts.some((text) => text.includes(words))) return true;
  }
  return false;
};

/** What this browser has fetched until now has served. */
export const spendChallenge = (device: string, clock: Pick<Clock, "elapsed">): void =>
  void spent.set(device, slotNow(clock));
