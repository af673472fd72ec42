import * as z from "zod/mini";
import type { Answers, Child, Entry, Keyring } from "../../../wire/schemas.ts";
import { FRAGMENTS, Notice, type Signature } from "./kinds.ts";
import type { Reply } from "./outbox.ts";
import type { Reader, Shown } from "./reader.ts";
import { type SignLine, signLine } from "./sign-line.ts";

/** What the reader has said and what others have, around the entries. */
export interface Around {
  readonly keyring: Keyring;
  readonly replies: readonly Reply[];
  readonly answers: Answers | null;
  readonly signatures: ReadonlyMap<string, Readonly<Record<string, readonly Signature[]>>>;
  readonly isOnline: boolean;
  readonly maySend: boolean;
  readonly now: Date;
}

/** As views/app/_entry.eta takes it. */
export interface FeedItem {
  readonly id: string;
  /** The fragment of the feature that the entry comes from, and its data. */
  readonly view: string;
  readonly card: Readonly<Record<string, unknown>>;
  readonly photos: readonly { thumb: string; full: string; alt: string }[];
  readonly href: string;
  readonly children: readonly Child[];
  readonly notice: Notice;
  readonly signs: { id: string; action: string; csrf: string; contentHash: string; lines: readonly SignLine[] };
  /** The school asks to know that it was seen. */
  readonly isUnread: boolean;
  /** Something is left for this reader to do. */
  readonly isOpen: boolean;
}

export async function readAround(reader: Reader, keyring: Keyring, isOnline: boolean): Promise<Around> {
  const answers = await reader.answers();
  const status = await reader.status();
  return {
    keyring,
    answers,
    replies: await reader.outbox.replies(answers),
    signatures: await reader.signatures(keyring),
    isOnline: isOnline && status.line !== "offline",
    maySend: status.line !== "revoked",
    now: new Date(),
  };
}

/** Null when this version of the app cannot show the entry. `isWhole`: on its own page, with full pictures and no link to itself. */
export function feedItem(shown: Shown, around: Around, isWhole: boolean): FeedItem | null {
  const { listed, entry, isUnread } = shown;
  const fragment = FRAGMENTS.get(entry.kind);
  const read = z.safeParse(Notice, entry.data);
  if (!fragment || !read.success) return null;
  const channels = new Set(listed.places.map(({ channel }) => channel.id));
  const children = around.keyring.children.filter((child) => child.channels.some((id) => channels.has(id)));
  const lines = linesOf(entry, read.data, children, around);
  const href = isWhole ? "" : `#mot/${entry.id}`;
  return {
    id: entry.id,
    view: fragment,
    card: entry.data,
    photos: photosOf(around.keyring.uai, entry, isWhole),
    href,
    children,
    notice: read.data,
    signs: { id: entry.id, action: "", csrf: "", contentHash: entry.contentHash, lines },
    isUnread,
    isOpen: lines.some(({ button }) => button !== ""),
  };
}

function linesOf(entry: Entry, { signature }: Notice, children: readonly Child[], around: Around): SignLine[] {
  if (signature === "none" || !entry.actions.includes("sign")) return [];
  const lines = children.map((child) =>
    signLine({
      entry: entry.id,
      contentHash: entry.contentHash,
      wanted: signature,
      child,
      me: around.keyring.holder.id,
      replies: around.replies,
      answers: around.answers?.answers ?? [],
      signatures: around.signatures.get(child.id)?.[entry.id] ?? [],
      isOnline: around.isOnline,
      maySend: around.maySend,
      now: around.now,
    }),
  );
  return lines.filter(({ chips, button }) => chips.length > 0 || button !== "");
}

/** Names of ciphertext, which the portal gave them itself: nothing private, should such an address ever reach it. */
export const mediaUrl = (uai: string, object: string): string => `/e/${uai}/media/${object}`;

export const photosOf = (uai: string, { id, media }: Entry, isWhole: boolean): FeedItem["photos"] =>
  media
    .filter(({ type }) => type.startsWith("image/"))
    .map((photo, index) => ({
      thumb: mediaUrl(uai, isWhole ? photo.object : (photo.thumb ?? photo).object),
      full: isWhole ? `#photo/${id}/${index}` : `#mot/${id}`,
      alt: photo.alt ?? `Photo ${index + 1}`,
    }));
