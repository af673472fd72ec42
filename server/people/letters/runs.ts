import { randomId } from "../../core/ids.ts";

/** What the page about a print says. */
export interface RunWords {
  /** "Lettres aux familles" */
  readonly title: string;
  /** "lettre", "feuille", "carte" */
  readonly noun: string;
  /** How what was printed reaches people. */
  readonly handOut: string;
  /** What a failure leaves as it was; "" when nothing needs saying. */
  readonly whenFailed: string;
}

/**
 * A PDF with codes in clear: it exists in memory only, for the session that asked for it, and is erased soon after it
 * was opened. Nothing of it is written to the disk; a restart of the box forgets it.
 */
export interface Run {
  readonly id: string;
  readonly words: RunWords;
  readonly total: number;
  /** Where the person comes back to. */
  readonly back: string;
  readonly state: "drawing" | "ready" | "failed";
  readonly done: number;
  /** Why it failed, for whoever looks after the box; names nobody. */
  readonly problem: string;
}

interface Kept extends Run {
  state: Run["state"];
  done: number;
  problem: string;
  readonly owner: string;
  bytes: Uint8Array | null;
  timer: NodeJS.Timeout | null;
}

const minute = 60_000;
const untilOpened = 60 * minute;
/** Time to print again when the paper jams. */
const afterOpened = 10 * minute;

const runs = new Map<string, Kept>();

const eraseIn = (run: Kept, ms: number): void => {
  if (run.timer !== null) clearTimeout(run.timer);
  run.timer = setTimeout(() => runs.delete(run.id), ms).unref();
};

export interface Wanted {
  /** The session that asks, by its CSRF token. */
  readonly owner: string;
  readonly words: RunWords;
  readonly total: number;
  readonly back: string;
  /** Makes the PDF; what it changes in the school it changes last, so that a failure leaves everything as it was. */
  draw(tell: (done: number) => void): Promise<Uint8Array>;
}

/** One PDF is drawn at a time; the others wait their turn. */
let queue: Promise<void> = Promise.resolve();

/** Begins to print, or takes its place in the queue, and returns at once. */
export const startRun = (wanted: Wanted): Run => {
  const { owner, words, total, back } = wanted;
  const fresh = { state: "drawing", done: 0, problem: "", bytes: null, timer: null } as const;
  const run: Kept = { id: randomId(), owner, words, total, back, ...fresh };
  runs.set(run.id, run);
  queue = queue.then(() => drawRun(run, wanted));
  return run;
};

const drawRun = async (run: Kept, { draw }: Wanted): Promise<void> => {
  try {
    run.bytes = await draw((done) => {
      run.done = done;
    });
    run.state = "ready";
  } catch (error) {
    // The page that waits for the print says so; the next print must not wait for it.
    run.state = "failed";
    run.problem = error instanceof Error ? error.message : String(error);
  }
  eraseIn(run, untilOpened);
};

const ownRun = (owner: string, id: string): Kept | undefined => {
  const run = runs.get(id);
  return run?.owner === owner ? run : undefined;
};

/** The print, for the session that asked for it; undefined once erased. */
export const findRun = (owner: string, id: string): Run | undefined => ownRun(owner, id);

/** The PDF; from now on it is kept for ten more minutes. */
export const openRun = (owner: string, id: string): Uint8Array | undefined => {
  const run = ownRun(owner, id);
  if (run === undefined || run.bytes === null) return undefined;
  eraseIn(run, afterOpened);
  return run.bytes;
};

/** The paper is in hand. */
export const eraseRun = (owner: string, id: string): void => {
  const run = ownRun(owner, id);
  if (run === undefined || run.state === "drawing") return;
  if (run.timer !== null) clearTimeout(run.timer);
  runs.delete(id);
};
