import sharp from "sharp";
import { SchoolBox, UAI } from "../portal/fixture.ts";
import { inviteSchool } from "../portal/schools.ts";
import * as wire from "../wire/index.ts";
import { channelOf, type Family, keyringOf, newFamily } from "./app-family.ts";
import { type NoticeData, plainNotice } from "./app-notices.ts";
import type { AppPortal } from "./app-portal.ts";

export { type Family, UAI };

export interface Post {
  readonly entry: wire.Entry;
  readonly ref: wire.EntryRef;
}

const later = (minutes: number): string => new Date(Date.now() - 86_400_000 + minutes * 60_000).toISOString();

/** A school's box as the wire describes it: it publishes notices to a class, signatures and receipts, and reads its mailbox. */
export class AppSchool {
  readonly portal: AppPortal;
  readonly box: SchoolBox;
  classroom = channelOf("classroom");
  readonly #posts = new Map<string, Post[]>();
  readonly #receipts = new Map<string, wire.Receipt[]>();
  readonly #replyTo: { identity: string; recipient: string };
  #minutes = 0;
  /** No entry stands inside its page, as where the page has no room: each is fetched. */
  isApart = false;

  private constructor(portal: AppPortal, box: SchoolBox, replyTo: { identity: string; recipient: string }) {
    this.portal = portal;
    this.box = box;
    this.#replyTo = replyTo;
  }

  static async open(portal: AppPortal): Promise<AppSchool> {
    const box = new SchoolBox(portal.url);
    await box.enrol(await inviteSchool(portal.deps, UAI, false));
    return new AppSchool(portal, box, await wire.newReplyIdentity());
  }

  /** Another class: guardians admitted from now on are of that one. */
  startClass(): void {
    this.classroom = channelOf("classroom");
  }

  /** A guardian with a letter. */
  async admit(
    name: string,
    children: readonly string[],
    channels = new Map<string, Family["children"][number]>(),
  ): Promise<Family> {
    const family = newFamily(name, children, channels);
    await this.#commit({ keyrings: [await this.#ring(family)] });
    return family;
  }

  #ring(family: Family): Promise<wire.Commit["keyrings"][number]> {
    const { publicKey } = this.box.keys;
    const school = { publicKeys: [publicKey], replyTo: this.#replyTo.recipient };
    return keyringOf(family, { ...school, classroom: this.classroom, position: this.#next });
  }

  /** To the class, or to the parents of one child. `id`: a correction of that notice. */
  async publish(
    card: Partial<NoticeData> & { title: string },
    {
      photos = [],
      id = wire.newName(),
      to = this.classroom,
    }: { photos?: Uint8Array[]; id?: string; to?: wire.Channel } = {},
  ): Promise<Post> {
    const media = await Promise.all(photos.map((photo, index) => this.#media(photo, `Photo ${index + 1} du mot`)));
    const data: Record<string, unknown> = { ...plainNotice, ...card, id };
    const former = this.#posts.get(to.id)?.find(({ entry }) => entry.id === id)?.entry;
    const post = await this.#place(
      {
        v: 1,
        channel: to.id,
        id,
        kind: "liaison.notice",
        at: former?.at ?? later(this.#minutes++),
        title: card.title,
        data,
        media,
        actions: data.signature === "none" ? ["read"] : ["sign", "read"],
        contentHash: wire.contentHash(data),
      },
      to,
    );
    await this.#commit({ heads: [await this.#head(to)] });
    return post;
  }

  async #media(photo: Uint8Array, alt: string): Promise<wire.Media> {
    const small = await sharp(photo).resize(400).webp({ quality: 60 }).toBuffer();
    const [full, thumb] = [await wire.makeMedia(photo, "image/webp"), await wire.makeMedia(small, "image/webp")];
    await this.upload(full);
    await this.upload(thumb);
    return { ...full.ref, thumb: thumb.ref, alt };
  }

  /** What the school tells the parents of a child about everybody's signatures. */
  async tellSignatures(
    { channel }: Family["children"][number],
    notices: Record<string, readonly { by: string; byLabel: string; at: string; contentHash: string }[]>,
  ): Promise<void> {
    const data = { signers: 2, notices };
    const kind = "liaison.signatures";
    const former = this.#posts.get(channel.id)?.find(({ entry }) => entry.kind === kind)?.entry;
    const entry: wire.Entry = {
      v: 1,
      channel: channel.id,
      id: former?.id ?? wire.newName(),
      kind,
      at: "2026-09-01T08:00:00Z",
      data,
      media: [],
      actions: [],
      contentHash: wire.contentHash(data),
    };
    await this.#place(entry, channel);
    await this.#commit({ heads: [await this.#head(channel)] });
  }

  /** Reads and acknowledges the mailbox, then tells each sender what became of each reply. */
  async takeReplies(
    families: readonly Family[],
    state: "received" | "refused" = "received",
    reason?: string,
  ): Promise<wire.ReplyBody[]> {
    const { json } = await this.box.get(this.box.paths.deposits);
    const deposits = Array.isArray(json.deposits) ? (json.deposits as { holder: string; messageId: string }[]) : [];
    const replyKeys = families.map(({ holder, keys }) => ({ holder, key: keys.replyKey, name: keys.tokenHash }));
    const bodies: wire.ReplyBody[] = [];
    for (const { holder, messageId } of deposits) {
      const { bytes } = await this.box.get(this.box.paths.deposit(holder, messageId));
      bodies.push((await wire.openReply(bytes, this.#replyTo.identity, UAI, replyKeys)).body);
    }
    await this.box.put(this.box.paths.acknowledgements, wire.utf8(JSON.stringify(deposits)));
    for (const family of families) {
      const own = bodies.filter(({ holder }) => holder === family.holder);
      const receipts = own.map(({ messageId }) => ({
        messageId,
        state,
        at: new Date().toISOString(),
        ...(reason === undefined ? {} : { reason }),
      }));
      this.#receipts.set(family.holder, [...(this.#receipts.get(family.holder) ?? []), ...receipts]);
      if (own.length > 0) await this.#commit({ heads: [await this.#personHead(family)] });
    }
    return bodies;
  }

  async revoke({ keys }: Family): Promise<void> {
    await this.#commit({ revocations: [keys.tokenHash] });
  }

  async upload({ ref, bytes }: { ref: { object: string }; bytes: Uint8Array }): Promise<void> {
    const digest = Buffer.from(wire.sha256Hex(bytes), "hex").toString("base64");
    const { status } = await this.box.put(this.box.paths.object(ref.object), bytes, {
      "content-digest": `sha-256=:${digest}:`,
    });
    if (status !== 201) throw new Error(`object: ${status}`);
  }

  async #place(entry: wire.Entry, channel: wire.Channel): Promise<Post> {
    const made = await wire.makeEntryObject(entry, keyOf(channel));
    await this.upload(made);
    const { id, kind, at } = entry;
    const others = (this.#posts.get(channel.id) ?? []).filter((post) => post.entry.id !== id);
    const post = { entry, ref: { ...made.ref, id, kind, at } };
    const all = [...others, post];
    this.#posts.set(
      channel.id,
      all.sort((a, b) => (a.entry.at < b.entry.at ? 1 : -1)),
    );
    return post;
  }

  async #head(channel: wire.Channel, answers?: wire.ObjectRef): Promise<wire.Commit["heads"][number]> {
    const posts = this.#posts.get(channel.id) ?? [];
    const key = keyOf(channel);
    const inside = new Map((this.isApart ? [] : posts).map(({ entry }) => [entry.id, entry]));
    const page = wire.filledPage(
      channel.id,
      posts.map(({ ref }) => ref),
      key.n,
      inside,
    );
    const pages = posts.length === 0 ? [] : [await wire.makePage(page, key)];
    for (const page of pages) await this.upload(page);
    const head: wire.ChannelHead = {
      v: 1,
      uai: UAI,
      channel: channel.id,
      ...this.#next,
      at: new Date().toISOString(),
      pages: pages.map(({ ref }) => ref),
      ...(answers === undefined ? {} : { answers }),
    };
    return { channel: channel.id, bytes: wire.toBase64(wire.makeHead(head, this.box.keys.secretKey)) };
  }

  async #personHead({ person, holder }: Family): Promise<wire.Commit["heads"][number]> {
    const receipts = this.#receipts.get(holder) ?? [];
    const made = await wire.makeAnswers({ v: 1, channel: person.id, receipts, answers: [] }, keyOf(person));
    await this.upload(made);
    return this.#head(person, made.ref);
  }

  get #next(): wire.Position {
    return { lineage: 1, seq: (this.box.last?.seq ?? 0) + 1 };
  }

  async #commit(changes: Partial<wire.Commit>): Promise<void> {
    const at = new Date().toISOString();
    const { status, json } = await this.box.send(this.box.build({ ...changes, at }));
    if (status !== 201) throw new Error(`commit: ${status} ${JSON.stringify(json)}`);
    const head = wire.makeSchoolHead(
      { v: 1, uai: UAI, lineage: 1, seq: this.box.last?.seq ?? 1, at },
      this.box.keys.secretKey,
    );
    const told = await this.box.put(this.box.paths.school, head);
    if (told.status !== 200) throw new Error(`school head: ${told.status}`);
  }
}

const keyOf = ({ keys }: wire.Channel): wire.ChannelKey => {
  const key = keys.at(-1);
  if (key === undefined) throw new Error("a channel without key");
  return key;
};
