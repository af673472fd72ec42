import * as z from "zod/mini";
import { Sha256, text, Uai } from "../../wire/atoms.ts";

/**
 * What the page says to the service worker, and what the worker asks of the page. Addresses of requests stay generic (/e/<UAI>/vue/…):
 * which notice, which child, which account is told here, by message, so that a request that should escape to the server (no worker, a
 * dying worker) carries nothing. Private text never is in a request at all.
 */
export type ToWorker =
  | { readonly do: "open"; readonly uai: string; readonly code: string; readonly isShared: boolean }
  | { readonly do: "unlock"; readonly uai: string; readonly secret: string; readonly isShared: boolean }
  | { readonly do: "sync" | "share" | "room"; readonly place: Place }
  | { readonly do: "forget"; readonly place: Place; readonly isSure: boolean }
  | { readonly do: "read"; readonly place: Place; readonly entry: string }
  | Reply
  | Say
  | { readonly do: "claim" };

/** Something written in a form that the school offers. */
export interface Say {
  readonly do: "say";
  readonly place: Place;
  /** The form's entry. */
  readonly entry: string;
  readonly title: string;
  readonly fields: Readonly<Record<string, string | readonly string[]>>;
}

export interface Reply {
  readonly do: "reply";
  readonly place: Place;
  readonly action: string;
  readonly entry: string;
  readonly contentHash: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** Only pages of this very origin can speak to the worker. */
export const isToWorker = (data: unknown): data is ToWorker =>
  typeof data === "object" && data !== null && "do" in data;

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
  /** For the programs of rooms, which have the words. */
  readonly why?: "long" | "fresh" | "offline" | "revoked" | undefined;
  readonly room?: RoomData | undefined;
  /** How long to wait before looking again, in seconds. */
  readonly again?: number | undefined;
}

/** What the worker tells every window. */
export interface Told {
  readonly tell: "changed";
  readonly account: string;
  readonly fingerprint: string;
}

export interface RoomItem {
  readonly id: string;
  readonly kind: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly photos: readonly { readonly thumb: string; readonly full: string; readonly alt: string }[];
}

/**
 * What a member of staff, or a pupil, may read: the data, which the room's own program shows as far as it knows the kinds. It never
 * leaves the browser.
 */
export interface RoomData {
  readonly frame: object;
  readonly line: object;
  /** The pupil's first name. */
  readonly pupil: string;
  /** A guardian's device, lent to the child. */
  readonly isLent: boolean;
  /** Publications, newest first. */
  readonly cards: readonly RoomItem[];
  /** What is no publication of its own. */
  readonly others: readonly RoomItem[];
  /** Written here and not yet said to be received, newest first. */
  readonly replies: readonly { readonly title: string; readonly chip: object }[];
  readonly isMore: boolean;
  readonly fingerprint: string;
}
