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

/** Kinds of entries that the feed shows, and the fragment of views/ for each. A new tool adds its line. */
export const FRAGMENTS: ReadonlyMap<string, { readonly view: string; readonly feature: string }> = new Map([
  ["liaison.notice", { view: "liaison/_card", feature: "liaison" }],
]);

export const SIGNATURES = "liaison.signatures";

const Signature = z.object({ by: z.string(), byLabel: z.string(), at: z.string(), contentHash: Sha256 });
export type Signature = z.infer<typeof Signature>;
/** In each child's channel: who has signed what for this child. */
export const Signatures = z.object({ notices: z.record(z.string(), z.array(Signature)) });
