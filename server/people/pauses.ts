import { TooMany } from "../core/errors.ts";

interface Tries {
  failures: number;
  /** Milliseconds of the clock. */
  until: number;
}

/** The first failures cost nothing; then each doubles the wait. */
export interface PauseRule {
  readonly free: number;
  readonly firstMs: number;
  readonly longestMs: number;
}

const mostKeys = 10_000;

const waitText = (ms: number): string => {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 90 ? `${seconds} secondes` : `${Math.ceil(seconds / 60)} minutes`;
};

/** Growing waits after failures in a row, in memory: a restart forgives. The lasting limits are in the database. */
export class Pauses {
  readonly #tries = new Map<string, Tries>();
  readonly #rule: PauseRule;

  constructor(rule: PauseRule) {
    this.#rule = rule;
  }

  /** Throws TooMany while the wait lasts. A wait longer than any can be comes from a clock that jumped: it is over. */
  check(key: string, now: number): void {
    const left = (this.#tries.get(key)?.until ?? 0) - now;
    if (left > 0 && left <= this.#rule.longestMs)
      throw new TooMany(`Trop d’essais. Attendez ${waitText(left)}, puis recommencez.`, Math.ceil(left / 1000));
  }

  failed(key: string, now: number): void {
    const failures = (this.#tries.get(key)?.failures ?? 0) + 1;
    const beyond = failures - this.#rule.free;
    const wait = beyond > 0 ? Math.min(this.#rule.firstMs * 2 ** (beyond - 1), this.#rule.longestMs) : 0;
    this.#tries.delete(key);
    this.#tries.set(key, { failures, until: now + wait });
    const oldest = this.#tries.keys().next().value;
    if (this.#tries.size > mostKeys && oldest !== undefined) this.#tries.delete(oldest);
  }

  forget(key: string): void {
    this.#tries.delete(key);
  }
}
