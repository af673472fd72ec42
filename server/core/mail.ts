import { setImmediate as nextTurn, setTimeout as pause } from "node:timers/promises";
import type { Clock } from "./clock.ts";
import type { Config } from "./config.ts";
import type { Log } from "./log.ts";
import { openPost } from "./smtp.ts";

/** To one person, in plain text: nothing in it is fetched, so that nobody learns when it is read. It names no child. */
export interface Letter {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export interface MailState {
  /** Letters not sent yet. */
  readonly waiting: number;
  readonly lastSentAt: string | null;
  /** What happened since, if the last attempt failed: the library's or the server's code, never its words. */
  readonly lastFailure: { readonly at: string; readonly code: string } | null;
}

export interface MailPort {
  /** The settings name a server. */
  readonly isConfigured: boolean;
  /**
   * Writes these letters and sends them after the present request: whoever asked waits for neither, and cannot tell by
   * the time whether there was anybody to write to. Kept in memory only: a restart forgets, and the person asks again.
   */
  post(compose: () => readonly Letter[]): void;
  state(): MailState;
  /** Gives up what waits. */
  stop(): void;
}

/** After a failure; then the letter is given up. In all well within the half hour of a code. */
const usualWaits: readonly number[] = [15_000, 60_000, 300_000];
const mostWaiting = 200;

interface MailParts {
  readonly config: Pick<Config, "SMTP_URL" | "MAIL_FROM">;
  readonly clock: Clock;
  readonly log: Pick<Log, "warn">;
  readonly waits?: readonly number[] | undefined;
}

export const createMail = ({ config, clock, log, waits = usualWaits }: MailParts): MailPort => {
  const send = openPost(config);
  const end = new AbortController();
  const now: { -readonly [key in keyof MailState]: MailState[key] } = {
    waiting: 0,
    lastSentAt: null,
    lastFailure: null,
  };
  let turn: Promise<unknown> = Promise.resolve();

  /** One letter at a time. Whether it need not be tried again. */
  const attempt = (letter: Letter): Promise<boolean> => {
    const tried = turn.then(async () => {
      if (end.signal.aborted) return true;
      const failure = await send(letter, end.signal);
      if (end.signal.aborted) return true;
      if (failure === null) Object.assign(now, { lastSentAt: clock.iso(), lastFailure: null });
      else {
        now.lastFailure = { at: clock.iso(), code: failure.code };
        log.warn({ code: failure.code }, "a mail was not taken");
      }
      return failure === null || failure.isFinal;
    });
    turn = tried;
    return tried;
  };

  const deliver = async (letter: Letter): Promise<void> => {
    now.waiting += 1;
    for (const wait of [...waits, null]) {
      if ((await attempt(letter)) || wait === null) break;
      await pause(wait, undefined, { ref: false, signal: end.signal }).catch(() => undefined); // the box stops
    }
    now.waiting -= 1;
  };

  const work = async (compose: () => readonly Letter[]): Promise<void> => {
    await nextTurn();
    if (end.signal.aborted) return;
    for (const letter of compose())
      if (now.waiting < mostWaiting) void deliver(letter);
      else log.warn({ waiting: now.waiting }, "a mail was given up: too many wait");
  };

  return {
    isConfigured: config.SMTP_URL !== undefined,
    post: (compose) => {
      if (config.SMTP_URL === undefined) return;
      work(compose).catch((error: unknown) => log.warn({ err: error }, "a mail was not written"));
    },
    state: () => ({ ...now }),
    stop: () => end.abort(),
  };
};
