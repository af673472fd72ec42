import * as z from "zod/mini";
import {
  Base64,
  ChannelIdentity,
  count,
  Fields,
  Instant,
  list,
  Name,
  Ordinal,
  position,
  ReplyRecipient,
  Sha256,
  text,
  Uai,
  Version,
  Word,
} from "./atoms.ts";

// What each thing is for, and who may see it, is told in README.md.

/** An object of the store: `key` is the number of the channel's key that it is sealed to. */
export const ObjectRef = z.object({ object: Name, sha256: Sha256, key: Ordinal });
export type ObjectRef = z.infer<typeof ObjectRef>;

export const ChannelType = z.enum(["school", "classroom", "group", "team", "child", "person"]);
export type ChannelType = z.infer<typeof ChannelType>;

export const Channel = z.object({
  id: Name,
  type: ChannelType,
  keys: list(z.object({ n: Ordinal, identity: ChannelIdentity }), 200),
});
export type Channel = z.infer<typeof Channel>;

export const Child = z.object({
  id: Name,
  firstName: text(100),
  displayName: text(200),
  classroom: z.optional(text(100)),
  /** Channels that concern this child; how a class's notice finds the child it is signed for. */
  channels: list(Name, 50),
  maySign: z.boolean(),
});
export type Child = z.infer<typeof Child>;

export const HolderKind = z.enum(["guardian", "staff", "pupil"]);
export type HolderKind = z.infer<typeof HolderKind>;

export const Keyring = z.object({
  v: Version,
  uai: Uai,
  ...position,
  at: Instant,
  school: z.object({
    name: text(200),
    phone: z.optional(text(40)),
    /** Ed25519, hexadecimal; several while a key is being changed. */
    publicKeys: list(Sha256, 4).check(z.minLength(1)),
    replyTo: ReplyRecipient,
  }),
  holder: z.object({ id: Name, kind: HolderKind, displayName: text(200) }),
  children: list(Child, 20),
  channels: list(Channel, 200),
});
export type Keyring = z.infer<typeof Keyring>;

export const MediaType = z.enum([
  "image/webp",
  "image/jpeg",
  "image/png",
  "audio/mpeg",
  "audio/mp4",
  "audio/ogg",
  "audio/webm",
  "video/mp4",
  "video/webm",
  "application/pdf",
]);
export type MediaType = z.infer<typeof MediaType>;

/** `size`: true bytes, before padding. `identity`: opens this file alone, so that one upload serves several channels. */
const Sealed = z.object({
  object: Name,
  sha256: Sha256,
  size: count(50 * 1024 * 1024),
  type: MediaType,
  identity: ChannelIdentity,
});
export type SealedMedia = z.infer<typeof Sealed>;

export const Media = z.extend(Sealed, {
  thumb: z.optional(Sealed),
  name: z.optional(text(200)),
  alt: z.optional(text(500)),
});
export type Media = z.infer<typeof Media>;

export const Entry = z.object({
  v: Version,
  channel: Name,
  /** The same publication in several channels has the same id in each. */
  id: Name,
  kind: Word,
  at: Instant,
  updatedAt: z.optional(Instant),
  visibleFrom: z.optional(Instant),
  title: z.optional(text(300)),
  data: Fields,
  media: list(Media, 50),
  actions: list(Word, 16),
  contentHash: Sha256,
});
export type Entry = z.infer<typeof Entry>;

export const EntryRef = z.extend(ObjectRef, {
  id: Name,
  kind: Word,
  at: Instant,
  updatedAt: z.optional(Instant),
  visibleFrom: z.optional(Instant),
  /** The higher, the newer, whatever the clocks said. None: not published in the school yet, and newer than all that have one. */
  order: z.optional(z.int()),
});
export type EntryRef = z.infer<typeof EntryRef>;

/** `here`: the very entry that `object` holds, where the page had room for it (fill.ts). */
export const PageEntry = z.extend(EntryRef, { here: z.optional(Entry) });
export type PageEntry = z.infer<typeof PageEntry>;

/** Entries from the newest to the oldest. */
export const Page = z.object({ v: Version, channel: Name, entries: list(PageEntry, 100) });
export type Page = z.infer<typeof Page>;

export const Receipt = z.object({
  messageId: Name,
  state: z.enum(["received", "refused"]),
  at: Instant,
  /** In French, for the person who sent the reply. */
  reason: z.optional(text(300)),
});
export type Receipt = z.infer<typeof Receipt>;

/** What the school already knows of this person's answers, whichever road they took: another phone, the LAN, paper. */
export const Answer = z.object({
  entry: Name,
  child: z.optional(Name),
  state: Word,
  at: Instant,
  contentHash: z.optional(Sha256),
  fields: z.optional(Fields),
});
export type Answer = z.infer<typeof Answer>;

/** One object in each person's channel. */
export const Answers = z.object({
  v: Version,
  channel: Name,
  receipts: list(Receipt, 1000),
  answers: list(Answer, 2000),
});
export type Answers = z.infer<typeof Answers>;

/** Pages from the newest to the oldest. `answers` stands in the head of a person's channel only. */
export const ChannelHead = z.object({
  v: Version,
  uai: Uai,
  channel: Name,
  ...position,
  at: Instant,
  pages: list(ObjectRef, 500),
  answers: z.optional(ObjectRef),
});
export type ChannelHead = z.infer<typeof ChannelHead>;

/** `lineage` and `seq` of the last commit; `at` is when the box last spoke to the portal. */
export const SchoolHead = z.object({ v: Version, uai: Uai, ...position, at: Instant });
export type SchoolHead = z.infer<typeof SchoolHead>;

export const Commit = z.object({
  v: Version,
  uai: Uai,
  ...position,
  /** SHA-256 of the whole previous commit, signature included; null for the first ever. */
  prev: z.nullable(Sha256),
  at: Instant,
  heads: list(z.object({ channel: Name, bytes: Base64 }), 5000),
  keyrings: list(z.object({ name: Sha256, bytes: Base64 }), 5000),
  revocations: list(Sha256, 5000),
  deletes: list(Name, 50000),
});
export type Commit = z.infer<typeof Commit>;

export const ReplyBody = z.object({
  v: Version,
  uai: Uai,
  holder: Name,
  device: Name,
  messageId: Name,
  at: Instant,
  kind: Word,
  entry: z.optional(Name),
  contentHash: z.optional(Sha256),
  action: Word,
  fields: Fields,
  replaces: z.optional(Name),
});
export type ReplyBody = z.infer<typeof ReplyBody>;

/** What a box sends once, to be known by the portal. `invitation`: the one-time code; `tokenHash`: SHA-256 of the token it chose. */
export const Enrolment = z.object({
  v: Version,
  uai: Uai,
  invitation: text(40),
  publicKey: Sha256,
  tokenHash: Sha256,
});
export type Enrolment = z.infer<typeof Enrolment>;
