import {
  type Answers,
  type ChannelHead,
  type ChannelKey,
  type Commit,
  type Entry,
  fromHex,
  type Keyring,
  type Made,
  type MediaType,
  makeAnswers,
  makeCommit,
  makeEntryObject,
  makeHead,
  makeKeyring,
  makeMedia,
  makePage,
  type ObjectRef,
  openReply,
  type Page,
  Refused,
  type ReplyBody,
  type ReplyKey,
  type SealedMedia,
  sha256Hex,
  toBase64,
} from "../wire/index.ts";

/** What is computed apart from the thread that serves pages: each takes milliseconds. */
export const jobs = {
  entry: ({ entry, key }: { entry: Entry; key: ChannelKey }): Promise<Made<ObjectRef>> => makeEntryObject(entry, key),
  page: ({ page, key }: { page: Page; key: ChannelKey }): Promise<Made<ObjectRef>> => makePage(page, key),
  answers: ({ answers, key }: { answers: Answers; key: ChannelKey }): Promise<Made<ObjectRef>> =>
    makeAnswers(answers, key),
  media: ({ file, type }: { file: Uint8Array; type: MediaType }): Promise<Made<SealedMedia>> => makeMedia(file, type),
  commit: signCommit,
  reply: openEnvelope,
};

export interface CommitParts {
  readonly commit: Omit<Commit, "heads" | "keyrings">;
  readonly heads: readonly ChannelHead[];
  readonly keyrings: readonly { name: string; recipient: string; ringKey: string; keyring: Keyring }[];
  readonly secretKey: Uint8Array;
}

async function signCommit(parts: CommitParts): Promise<{ bytes: Uint8Array; sha256: string }> {
  const { commit, secretKey } = parts;
  const heads = parts.heads.map((head) => ({ channel: head.channel, bytes: toBase64(makeHead(head, secretKey)) }));
  const keyrings: Commit["keyrings"] = [];
  for (const { name, recipient, ringKey, keyring } of parts.keyrings) {
    const keys = { ageRecipient: recipient, ringKey: fromHex(ringKey) };
    keyrings.push({ name, bytes: toBase64(await makeKeyring(keyring, keys)) });
  }
  const bytes = makeCommit({ ...commit, heads, keyrings }, secretKey);
  return { bytes, sha256: sha256Hex(bytes) };
}

export type Opened = { readonly body: ReplyBody; readonly by: string } | { readonly refused: Refused["reason"] };

async function openEnvelope(given: {
  envelope: Uint8Array;
  identity: string;
  uai: string;
  replyKeys: readonly ReplyKey[];
}): Promise<Opened> {
  try {
    return await openReply(given.envelope, given.identity, given.uai, given.replyKeys);
  } catch (error) {
    if (error instanceof Refused) return { refused: error.reason };
    throw error;
  }
}

export type Jobs = typeof jobs;
export type JobName = keyof Jobs;
