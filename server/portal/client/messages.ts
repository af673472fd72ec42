import * as z from "zod/mini";
import { Sha256, text, Uai } from "../../wire/atoms.ts";

/**
 * What the page says to the service worker, and what the worker asks of the page. Addresses of requests stay generic (/e/<UAI>/vue/…):
 * which notice, which child, which account is told here, by message, so that a request that should escape to the server (no worker, a
 * dying worker) carries nothing. Private text never is in a request at all.
 */
export const ToWorker = z.union([
  z.object({ do: z.literal("open"), uai: Uai, code: text(200), isShared: z.boolean() }),
  z.object({ do: z.literal("sync"), place: z.unknown() }),
  z.object({
    do: z.literal("reply"),
    place: z.unknown(),
    action: text(48),
    entry: text(32),
    contentHash: Sha256,
    fields: z.record(text(64), z.string()),
  }),
  z.object({ do: z.literal("forget"), place: z.unknown(), isSure: z.boolean() }),
  z.object({ do: z.literal("share"), place: z.unknown() }),
  z.object({ do: z.literal("claim") }),
]);
export type ToWorker = z.infer<typeof ToWorker>;

/** Where a window is: told to the worker whenever it asks. */
export const Place = z.object({
  uai: z.nullable(Uai),
  /** What follows # in the address bar. */
  route: text(200),
  /** The account this window reads with; null when none was chosen. */
  account: z.nullable(Sha256),
  /** How many publications the reader asked for. */
  wanted: z.int(),
  isOnline: z.boolean(),
  /** What a shared computer keeps in the window alone: made by the worker, given back to it. */
  session: z.nullable(z.string()),
  install: z.enum(["", "prompt", "ios"]),
  /** A computer, where "shared?" is worth asking. */
  isDesktop: z.boolean(),
});
export type Place = z.infer<typeof Place>;

/** Answers of the worker. `session`: to be kept by the window. */
export interface FromWorker {
  readonly ok: boolean;
  readonly account?: string | undefined;
  readonly session?: string | undefined;
  /** In French, when not ok. */
  readonly error?: string | undefined;
  /** Replies that forgetting would lose. */
  readonly unsettled?: number | undefined;
  /** How long to wait before looking again, in seconds. */
  readonly again?: number | undefined;
}

/** What the worker tells every window. */
export interface Told {
  readonly tell: "changed";
  readonly account: string;
  readonly fingerprint: string;
}
