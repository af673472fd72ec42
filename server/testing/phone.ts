import { strict as assert } from "node:assert";
import {
  type Answers,
  api,
  type ChannelHead,
  deriveHolderKeys,
  type Entry,
  type HolderKeys,
  type Keyring,
  makeReply,
  newName,
  openAnswers,
  openEntry,
  openKeyring,
  openMedia,
  openPage,
  Refused,
  type ReplyBody,
  type SealedMedia,
  verifyHead,
} from "../wire/index.ts";

export type Said = Pick<ReplyBody, "kind" | "action" | "fields"> & Partial<ReplyBody>;

/** A holder's phone, as wire/README.md describes it: it believes nothing that it has not checked. */
export interface Phone {
  readonly keys: HolderKeys;
  /** Another device that has read the same sheet. */
  another(): Phone;
  keyring(): Promise<Keyring>;
  /** Every entry that this holder can open, once each, newest first. */
  entries(): Promise<Entry[]>;
  file(media: SealedMedia): Promise<Uint8Array>;
  answers(): Promise<Answers | null>;
  seal(said: Said): Promise<{ messageId: string; envelope: Uint8Array }>;
  deposit(messageId: string, envelope: Uint8Array): Promise<number>;
  reply(said: Said): Promise<string>;
  status(path: string): Promise<number>;
}

/** `sheet`: the code, or what a member of staff's code and phrase give. */
export const phone = (portalUrl: string, uai: string, sheet: string | HolderKeys): Phone => {
  const keys = typeof sheet === "string" ? deriveHolderKeys(sheet, uai) : sheet;
  const paths = api(uai);
  const device = newName();
  const fetchAt = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(portalUrl + path, { ...init, headers: { authorization: `Bearer ${keys.token}` } });
  const bytes = async (path: string): Promise<Uint8Array | null> => {
    const answer = await fetchAt(path);
    if (answer.status === 404) return null;
    assert.equal(answer.status, 200, path);
    return new Uint8Array(await answer.arrayBuffer());
  };
  const there = async (path: string): Promise<Uint8Array> => {
    const found = await bytes(path);
    assert.ok(found, path);
    return found;
  };
  const keyring = async (): Promise<Keyring> => openKeyring(await there(paths.keyring), keys, { uai });
  const headOf = async (ring: Keyring, channel: string): Promise<ChannelHead | null> => {
    const head = await bytes(paths.head(channel));
    return head && verifyHead(head, channel, { uai, publicKeys: ring.school.publicKeys });
  };
  /** What was sealed before this holder came is skipped. */
  const ifOurs = async <T>(opening: Promise<T>): Promise<T | null> =>
    opening.catch((error: unknown) => {
      if (error instanceof Refused && error.reason === "no-key") return null;
      throw error;
    });
  const entries = async (): Promise<Entry[]> => {
    const ring = await keyring();
    const found = new Map<string, Entry>();
    for (const channel of ring.channels)
      for (const pageRef of (await headOf(ring, channel.id))?.pages ?? []) {
        const page = await ifOurs(openPage(await there(paths.object(pageRef.object)), pageRef, channel));
        for (const ref of page?.entries ?? []) {
          const entry = await ifOurs(openEntry(await there(paths.object(ref.object)), ref, channel));
          if (entry !== null) found.set(entry.id, entry);
        }
      }
    return [...found.values()].sort((a, b) => (a.at < b.at ? 1 : -1));
  };
  const answers = async (): Promise<Answers | null> => {
    const ring = await keyring();
    const channel = ring.channels.find(({ type }) => type === "person");
    assert.ok(channel, "a holder has a channel of its own");
    const ref = (await headOf(ring, channel.id))?.answers;
    return ref === undefined ? null : openAnswers(await there(paths.object(ref.object)), ref, channel);
  };
  const seal = async (said: Said): Promise<{ messageId: string; envelope: Uint8Array }> => {
    const ring = await keyring();
    const body: ReplyBody = {
      v: 1,
      uai,
      holder: ring.holder.id,
      device,
      messageId: newName(),
      at: "2026-11-23T18:02:00Z",
      ...said,
    };
    return { messageId: body.messageId, envelope: await makeReply(body, keys.replyKey, ring.school.replyTo) };
  };
  const deposit = async (messageId: string, envelope: Uint8Array): Promise<number> => {
    const body = new Uint8Array(envelope);
    return (await fetchAt(paths.envelope(messageId), { method: "PUT", body })).status;
  };
  return {
    keys,
    another: () => phone(portalUrl, uai, keys),
    keyring,
    entries,
    answers,
    seal,
    deposit,
    file: async (media) => openMedia(await there(paths.object(media.object)), media),
    reply: async (said) => {
      const { messageId, envelope } = await seal(said);
      assert.ok([200, 201].includes(await deposit(messageId, envelope)));
      return messageId;
    },
    status: async (path) => (await fetchAt(path)).status,
  };
};
