import { sha256Hex, utf8 } from "./bytes.ts";
import { type ChannelKey, type HolderKeys, newIdentity, recipientOf } from "./keys.ts";
import { newName } from "./names.ts";
import { paddedJson, paddedMedia } from "./padding.ts";
import { checked } from "./parse.ts";
import {
  Answers,
  ChannelHead,
  Commit,
  Enrolment,
  Entry,
  Keyring,
  type MediaType,
  type ObjectRef,
  Page,
  ReplyBody,
  SchoolHead,
  type SealedMedia,
} from "./schemas.ts";
import { seal } from "./sealed.ts";
import { authenticate, sign } from "./signed.ts";

/** `ref` is how other things name the object; `bytes` is what is uploaded under `ref.object`. */
export interface Made<Ref> {
  readonly ref: Ref;
  readonly bytes: Uint8Array;
}

const sealedJson = async (value: unknown, key: ChannelKey): Promise<Made<ObjectRef>> => {
  const bytes = await seal(paddedJson(value), recipientOf(key.identity));
  return { ref: { object: newName(), sha256: sha256Hex(bytes), key: key.n }, bytes };
};

// Objects. `key`: the current key of the channel that the entry, page or answers name.
export const makeEntryObject = (entry: Entry, key: ChannelKey) => sealedJson(checked(Entry, entry), key);
export const makePage = (page: Page, key: ChannelKey) => sealedJson(checked(Page, page), key);
export const makeAnswers = (answers: Answers, key: ChannelKey) => sealedJson(checked(Answers, answers), key);

/** Seals a file to an identity of its own, which the entry carries. */
export async function makeMedia(file: Uint8Array, type: MediaType): Promise<Made<SealedMedia>> {
  const identity = newIdentity();
  const bytes = await seal(paddedMedia(file), recipientOf(identity));
  return { ref: { object: newName(), sha256: sha256Hex(bytes), size: file.length, type, identity }, bytes };
}

const compact = (value: unknown): Uint8Array => utf8(JSON.stringify(value));

// Signed by the school. `secretKey`: 32 bytes.
export const makeHead = (head: ChannelHead, secretKey: Uint8Array): Uint8Array =>
  sign("head", compact(checked(ChannelHead, head)), secretKey);
export const makeSchoolHead = (head: SchoolHead, secretKey: Uint8Array): Uint8Array =>
  sign("school", compact(checked(SchoolHead, head)), secretKey);
export const makeCommit = (commit: Commit, secretKey: Uint8Array): Uint8Array =>
  sign("commit", compact(checked(Commit, commit)), secretKey);
/** Signed with the very key that it presents. */
export const makeEnrolment = (enrolment: Enrolment, secretKey: Uint8Array): Uint8Array =>
  sign("enrolment", compact(checked(Enrolment, enrolment)), secretKey);

/** For one holder; goes into a commit under `keys.tokenHash`. */
export async function makeKeyring(
  keyring: Keyring,
  keys: Pick<HolderKeys, "ageRecipient" | "ringKey">,
): Promise<Uint8Array> {
  const sealed = await seal(paddedJson(checked(Keyring, keyring)), keys.ageRecipient);
  return authenticate("keyring", sealed, keys.ringKey);
}

/** A holder's reply in its envelope, for the school alone. `replyTo` comes from the keyring. */
export function makeReply(body: ReplyBody, replyKey: Uint8Array, replyTo: string): Promise<Uint8Array> {
  return seal(authenticate("reply", paddedJson(checked(ReplyBody, body)), replyKey), replyTo);
}
