import type { Clock } from "./clock.ts";
import type { View } from "./view.ts";

/** One look at a covered page: as long as somebody works on it, ten minutes at most without a touch. */
const lookMs = 600_000;
const mostLooks = 5000;

interface Look {
  path: string;
  /** Milliseconds of Clock.elapsed(). */
  until: number;
}

/** What is asked for: the address, and whether it belongs to the page that is open (its own form or fragment). */
export interface Asked {
  readonly path: string;
  readonly isOfThePage: boolean;
  /** Nobody touched anything. */
  readonly isPoll: boolean;
}

/**
 * free: the screen is not projected. open: the uncovered page, or something of it. lapsed: the same, too late. elsewhere: another address while a page is
 * uncovered. below: the same, where that page keeps its own files. closed: nothing is uncovered.
 */
export type Standing = "free" | "open" | "lapsed" | "elsewhere" | "below" | "closed";

/** In mode tableau: which page each session has uncovered. In memory: a restart covers everything again. */
export class Looks {
  readonly #bySession = new Map<string, Look>();
  readonly #clock: Pick<Clock, "elapsed">;

  constructor(clock: Pick<Clock, "elapsed">) {
    this.#clock = clock;
  }

  begin(sessionId: string, path: string): void {
    if (this.#bySession.size >= mostLooks) this.#bySession.clear();
    this.#bySession.set(sessionId, { path, until: this.#clock.elapsed() + lookMs });
  }

  standing(sessionId: string, { path, isOfThePage, isPoll }: Asked): Standing {
    const look = this.#bySession.get(sessionId);
    if (look === undefined) return "closed";
    const isInTime = this.#clock.elapsed() < look.until;
    if (!isOfThePage && path !== look.path) {
      if (!isInTime) return "closed";
      return path.startsWith(`${look.path}/`) ? "below" : "elsewhere";
    }
    if (!isInTime) return "lapsed";
    if (!isPoll) look.until = this.#clock.elapsed() + lookMs;
    return "open";
  }

  end(sessionId: string): void {
    this.#bySession.delete(sessionId);
  }
}

/** What stands in place of a covered page, with the way to uncover it. */
export const coveredPage = (suite: string, error = ""): View => ({
  view: "shared/covered",
  title: "Page couverte",
  data: { suite, error },
  status: error === "" ? 403 : 422,
});
