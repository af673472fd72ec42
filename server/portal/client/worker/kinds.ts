import * as z from "zod/mini";
import { Sha256 } from "../../../wire/atoms.ts";

/** What the app must know of a notice to offer a signature; the fragment itself reads the rest. */
export const Notice = z.object({
  title: z.string(),
  icon: z.string(),
  tone: z.string(),
  kindLabel: z.string(),
  publishedOn: z.string(),
  signature: z.enum(["none", "one", "both"]),
});
export type Notice = z.infer<typeof Notice>;

/** One kind of entry, as far as the worker knows it: from its feature's manifest (core/feature.ts). */
export interface Kind {
  /** Of a publication of its own: the fragment that guardians see; "" when they see nothing of it. */
  readonly card?: string | undefined;
  /** What a form asks for. */
  readonly action?: string | undefined;
}

/** All kinds that this version of the app knows. */
export const KINDS = new Map<string, Kind>();
/** Those that are publications of their own: what a feed shows, and its fragment. */
export const FRAGMENTS = new Map<string, string>();

/** Told once, as the worker begins. */
export function learnKinds(kinds: Readonly<Record<string, Kind>>): void {
  for (const [name, kind] of Object.entries(kinds)) {
    KINDS.set(name, kind);
    if (kind.card !== undefined) FRAGMENTS.set(name, kind.card);
  }
}

/** "liaison.notice" belongs to the feature "liaison". */
export const featureOf = (kind: string): string => kind.replace(/\..*/, "");

export const SIGNATURES = "liaison.signatures";

const Signature = z.object({ by: z.string(), byLabel: z.string(), at: z.string(), contentHash: Sha256 });
export type Signature = z.infer<typeof Signature>;
/** In each child's channel: who has signed what for this child. */
export const Signatures = z.object({ notices: z.record(z.string(), z.array(Signature)) });
