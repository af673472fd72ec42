import { networkInterfaces } from "node:os";
import { Turned } from "./portal-client.ts";
import { Unreachable } from "./request.ts";
import { Standstill } from "./state.ts";

const everyMs = 5 * 60_000;
const firstRetryMs = 30_000;
const lastRetryMs = 60 * 60_000;
const lookMs = 10_000;

/** How long to wait after so many failures in a row: 30 s, doubled each time, an hour at most, and not all boxes at once. */
export const retryDelay = (failures: number, random = Math.random()): number =>
  Math.min(lastRetryMs, firstRetryMs * 2 ** (failures - 1)) * (0.5 + random / 2);

/** What the portal asks for counts up to an hour: whoever answers in its place could ask for a thousand years, or confuse the timer. */
export const waitAfter = (error: unknown, failures: number): number => {
  if (error instanceof Standstill) return lastRetryMs;
  const asked = error instanceof Unreachable ? Math.min(lastRetryMs, error.retryAfterSeconds * 1000) : 0;
  return Math.max(asked, retryDelay(failures));
};

export interface Line {
  /** As soon as possible; during a run, once more after it. */
  request(): void;
  readonly isRunning: boolean;
  start(): void;
  stop(): Promise<void>;
}

/** Runs `work` every five minutes and whenever asked, one at a time; after a failure more and more rarely, until the network changes. */
export const createLine = (work: () => Promise<void>): Line => {
  let timer: NodeJS.Timeout | undefined;
  let looking: NodeJS.Timeout | undefined;
  let running: Promise<void> | null = null;
  let isAskedAgain = false;
  let isStopped = true;
  let failures = 0;

  const wait = (ms: number): void => {
    clearTimeout(timer);
    if (!isStopped) timer = setTimeout(begin, ms).unref();
  };
  const begin = (): void => {
    clearTimeout(timer);
    if (isStopped) return;
    if (running !== null) isAskedAgain = true;
    else running = run().finally(end);
  };
  const run = async (): Promise<void> => {
    try {
      await work();
      failures = 0;
      wait(everyMs);
    } catch (error) {
      failures += 1;
      wait(waitAfter(error, failures));
      if (error instanceof Unreachable || error instanceof Turned) lookAtNetwork();
    }
  };
  const end = (): void => {
    running = null;
    if (isAskedAgain) wait(0);
    isAskedAgain = false;
  };
  /** A cable was plugged in, a wireless network joined: worth a try. */
  const lookAtNetwork = (): void => {
    clearInterval(looking);
    const before = addresses();
    looking = setInterval(() => {
      if (failures > 0 && addresses() === before) return;
      clearInterval(looking);
      if (failures > 0) begin();
    }, lookMs).unref();
  };

  return {
    request: begin,
    get isRunning() {
      return running !== null;
    },
    start: () => {
      isStopped = false;
      wait(0);
    },
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      clearInterval(looking);
      await running;
    },
  };
};

const addresses = (): string =>
  Object.values(networkInterfaces())
    .flatMap((some) => some ?? [])
    .map(({ address }) => address)
    .join(" ");
