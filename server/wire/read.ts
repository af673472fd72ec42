import type * as z from "zod/mini";
import { sha256Hex } from "./bytes.ts";
import type { HolderKeys } from "./keys.ts";
import { isOlder, type Position } from "./order.ts";
import { paddedLength } from "./padding.ts";
import { parse } from "./parse.ts";
import { Refused } from "./refused.ts";
import {
  Answers,
  type Channel,
  ChannelHead,
  Commit,
  Enrolment,
  Entry,
  type EntryRef,
  Keyring,
  type ObjectRef,
  Page,
  ReplyBody,
  SchoolHead,
  type SealedMedia,
} from "./schemas.ts";
import { open } from "./sealed.ts";
import { checkMac, type SignedType, verify } from "./signed.ts";

/** Every function here throws `Refused` and nothing else. */
type Opener = Pick<Channel, "id" | "keys">;

// ── Objects: ciphertext hash, then decryption, then shape, then the channel they repeat ──
export async function openEntry(bytes: Uint8Array, ref: EntryRef, channel: Opener): Promise<Entry> {
  const entry = await openObject(Entry, bytes, ref, channel);
  if (entry.id !== ref.id || entry.kind !== ref.kind) throw new Refused("malformed", "another entry");
  return entry;
}

export async function openPage(bytes: Uint8Array, ref: ObjectRef, channel: Opener): Promise<Page> {
  const page = await openObject(Page, bytes, ref, channel);
  for (const { here, id, kind, key } of page.entries)
    if (here !== undefined && (here.channel !== channel.id || here.id !== id || here.kind !== kind || key !== ref.key))
      throw new Refused("malformed", "another entry");
  return page;
}

export const openAnswers = (bytes: Uint8Array, ref: ObjectRef, channel: Opener): Promise<Answers> =>
  openObject(Answers, bytes, ref, channel);

async function openObject<T extends { channel: string }>(
  schema: z.ZodMiniType<T>,
  bytes: Uint8Array,
  ref: ObjectRef,
  channel: Opener,
): Promise<T> {
  if (sha256Hex(bytes) !== ref.sha256) throw new Refused("bad-hash");
  const key = channel.keys.find(({ n }) => n === ref.key);
  if (key === undefined) throw new Refused("no-key");
  const value = parse(schema, await open(bytes, key.identity));
  if (value.channel !== channel.id) throw new Refused("wrong-channel");
  return value;
}

/** The file's true bytes. */
export async function openMedia(bytes: Uint8Array, media: SealedMedia): Promise<Uint8Array> {
  if (sha256Hex(bytes) !== media.sha256) throw new Refused("bad-hash");
  const padded = await open(bytes, media.identity);
  if (padded.length !== paddedLength(media.size)) throw new Refused("malformed", "size");
  return padded.subarray(0, media.size);
}

// ── What the school signed ──
export interface SchoolCheck {
  readonly uai: string;
  /** Hexadecimal, from the keyring (at the portal: from the enrolment). */
  readonly publicKeys: readonly string[];
  /** The highest position seen for this very thing: anything lower is refused. */
  readonly seen?: Position | undefined;
}

export function verifyHead(bytes: Uint8Array, channel: string, check: SchoolCheck): ChannelHead {
  const head = verified("head", ChannelHead, bytes, check);
  if (head.channel !== channel) throw new Refused("wrong-channel");
  return head;
}

export const verifySchoolHead = (bytes: Uint8Array, check: SchoolCheck): SchoolHead =>
  verified("school", SchoolHead, bytes, check);

export const LONGEST_COMMIT = 32 * 1024 * 1024;
export const verifyCommit = (bytes: Uint8Array, check: SchoolCheck): Commit =>
  verified("commit", Commit, bytes, check, LONGEST_COMMIT);

function verified<T extends Position & { uai: string }>(
  type: SignedType,
  schema: z.ZodMiniType<T>,
  bytes: Uint8Array,
  check: SchoolCheck,
  longest?: number,
): T {
  const value = parse(schema, verify(type, bytes, check.publicKeys), longest);
  return current(value, check);
}

function current<T extends Position & { uai: string }>(value: T, check: Pick<SchoolCheck, "uai" | "seen">): T {
  if (value.uai !== check.uai) throw new Refused("wrong-school");
  if (check.seen !== undefined && isOlder(value, check.seen)) throw new Refused("older");
  return value;
}

/** At the portal. The key comes with the request: the signature proves that the sender has its secret half. */
export function verifyEnrolment(bytes: Uint8Array, uai: string, publicKey: string): Enrolment {
  const enrolment = parse(Enrolment, verify("enrolment", bytes, [publicKey]));
  if (enrolment.publicKey !== publicKey) throw new Refused("bad-signature");
  if (enrolment.uai !== uai) throw new Refused("wrong-school");
  return enrolment;
}

// ── Between a holder and the school ──
export async function openKeyring(
  bytes: Uint8Array,
  keys: Pick<HolderKeys, "ageIdentity" | "ringKey">,
  check: Pick<SchoolCheck, "uai" | "seen">,
): Promise<Keyring> {
  const sealed = checkMac("keyring", bytes, keys.ringKey);
  return current(parse(Keyring, await open(sealed, keys.ageIdentity)), check);
}

export interface ReplyKey {
  readonly holder: string;
  readonly key: Uint8Array;
  /** The keyring that this key goes with. */
  readonly name: string;
}

/**
 * At the box. `replyKeys`: of every holder who may write, the likely one first (an HMAC costs microseconds): nothing that the
 * portal says about the sender is believed, and the body is parsed only after one key has vouched for it. `by`: the name of that key's
 * keyring, since one person's sheets do not open the same things.
 */
export async function openReply(
  bytes: Uint8Array,
  identity: string,
  uai: string,
  replyKeys: readonly ReplyKey[],
): Promise<{ body: ReplyBody; by: string }> {
  const plaintext = await open(bytes, identity);
  const author = replyKeys.find(({ key }) => vouches(plaintext, key));
  if (author === undefined) throw new Refused("bad-mac");
  const body = parse(ReplyBody, checkMac("reply", plaintext, author.key));
  if (body.uai !== uai) throw new Refused("wrong-school");
  if (body.holder !== author.holder) throw new Refused("bad-mac", "written in another holder's name");
  return { body, by: author.name };
}

function vouches(plaintext: Uint8Array, key: Uint8Array): boolean {
  try {
    checkMac("reply", plaintext, key);
    return true;
  } catch {
    return false; // another holder's key may still vouch
  }
}
