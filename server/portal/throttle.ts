import type { Clock } from "../core/clock.ts";

const WINDOW = 60_000;
const ALLOWED = 60;
const REMEMBERED = 20_000;

/** An IPv6 line has addresses without end: what counts is the network that a house is given, its first 64 bits. */
export const networkOf = (address: string): string => {
  if (!address.includes(":") || address.includes(".")) return address;
  const [left = [], right] = address.split("::").map((half) => half.split(":").filter((group) => group !== ""));
  const zeros = right === undefined ? [] : Array<string>(Math.max(0, 8 - left.length - right.length)).fill("0");
  return [...left, ...zeros, ...(right ?? [])]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16))
    .join(":");
};

/**
 * Counts unknown tokens by address. A token has 256 random bits: this spares the store, it does not keep secrets. A token that was
 * good a moment ago passes whatever its neighbours behind the same address do.
 */
export class Throttle {
  readonly #clock: Clock;
  readonly #failures = new Map<string, { count: number; since: number }>();
  readonly #good = new Set<string>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  mayTry(address: string, tokenHash: string | null): boolean {
    if (tokenHash !== null && this.#good.has(tokenHash)) return true;
    return (this.#recent(address)?.count ?? 0) < ALLOWED;
  }

  succeeded(tokenHash: string): void {
    if (this.#good.size >= REMEMBERED) this.#good.clear();
    this.#good.add(tokenHash);
  }

  failed(address: string, tokenHash: string | null): void {
    if (tokenHash !== null) this.#good.delete(tokenHash); // revoked since
    if (this.#failures.size >= REMEMBERED) this.#failures.clear();
    const recent = this.#recent(address) ?? { count: 0, since: this.#clock.now().getTime() };
    this.#failures.set(address, { ...recent, count: recent.count + 1 });
  }

  #recent(address: string): { count: number; since: number } | undefined {
    const failures = this.#failures.get(address);
    return failures !== undefined && this.#clock.now().getTime() - failures.since < WINDOW ? failures : undefined;
  }
}
