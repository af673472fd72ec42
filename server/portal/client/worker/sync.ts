import { openAnswers, openEntry, openKeyring, openPage, verifyHead, verifySchoolHead } from "../../../wire/read.ts";
import { type Reason, Refused } from "../../../wire/refused.ts";
import type { Channel, ChannelHead, Keyring, ObjectRef } from "../../../wire/schemas.ts";
import { keysOf } from "./account.ts";
import { FRAGMENTS, KINDS } from "./kinds.ts";
import { type Listed, readEntry, readListing } from "./listing.ts";
import { type Portal, Revoked, Unreachable } from "./portal.ts";
import type { Kept, Shelf } from "./shelf.ts";
import { keepThumbnails } from "./thumbnails.ts";

export interface Outcome {
  readonly line: "fresh" | "offline" | "revoked";
  /** Why something that the portal served was not believed. */
  readonly refused: Reason | null;
  readonly isChanged: boolean;
}

/** What a portal gives to read. */
export type Supply = Pick<Portal, "keyring" | "school" | "head" | "object">;

const AT_ONCE = 6;

/** Fetches what is new, newest first, up to `wanted` entries; puts on the shelf only what has held every check. */
export class Sync {
  readonly #shelf: Shelf;
  readonly #portal: Supply;
  #refused: Reason | null = null;
  #isChanged = false;

  constructor(shelf: Shelf, portal: Supply) {
    this.#shelf = shelf;
    this.#portal = portal;
  }

  async run(wanted: number): Promise<Outcome> {
    const isFirst = (await this.#shelf.keyring()) === null;
    const line = await this.#try(async () => {
      await this.#believing(() => this.#renewKeyring());
      const keyring = await this.#shelf.keyring();
      if (keyring === null) return;
      await this.#believing(() => this.#renewSchoolHead(keyring));
      await each(keyring.channels, (channel) => this.#believing(() => this.#renewChannel(channel, keyring)));
      await this.#fetchEntries(keyring, wanted);
      if (this.#isChanged && this.#refused === null) await this.#sweep(keyring);
      if (!isFirst) await keepThumbnails(this.#shelf, this.#portal, keyring, wanted); // a first open shows words first
    });
    return { line, refused: this.#refused, isChanged: this.#isChanged };
  }

  async #try(work: () => Promise<void>): Promise<Outcome["line"]> {
    try {
      await work();
      return "fresh";
    } catch (error) {
      if (error instanceof Revoked) return "revoked";
      if (error instanceof Unreachable) return "offline";
      throw error;
    }
  }

  /** What is not believed changes nothing on the shelf; the rest goes on. A key that we were never given is no fault. */
  async #believing(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.reason !== "no-key") this.#refused ??= error.reason;
    }
  }

  async #renewKeyring(): Promise<void> {
    const { shelf, seen } = await this.#seen("keyring");
    const fetched = await this.#portal.keyring((await shelf.keyring()) === null ? undefined : seen?.etag);
    if (fetched === "same" || fetched === null) return;
    const keyring = await openKeyring(fetched.bytes, keysOf(shelf.desk.account), {
      uai: shelf.uai,
      seen: seen ?? undefined,
    });
    await shelf.keep("keyring", fetched, keyring);
    this.#isChanged = true;
  }

  async #renewSchoolHead(keyring: Keyring): Promise<void> {
    const { shelf, seen } = await this.#seen("school");
    const fetched = await this.#portal.school((await shelf.schoolHead()) === null ? undefined : seen?.etag);
    if (fetched === "same" || fetched === null) return;
    const head = verifySchoolHead(fetched.bytes, {
      uai: shelf.uai,
      publicKeys: keyring.school.publicKeys,
      seen: seen ?? undefined,
    });
    await shelf.keep("school", fetched, head);
  }

  /** The head changes only once what it names first is here and has held its checks. */
  async #renewChannel(channel: Channel, keyring: Keyring): Promise<void> {
    const { shelf, seen } = await this.#seen(`head/${channel.id}`);
    const known = await shelf.head(channel.id);
    const fetched = await this.#portal.head(channel.id, known === null ? undefined : seen?.etag);
    if (fetched === "same" || fetched === null) return void (await this.#fetchNamed(channel, known));
    const check = { uai: shelf.uai, publicKeys: keyring.school.publicKeys, seen: seen ?? undefined };
    const head = verifyHead(fetched.bytes, channel.id, check);
    if (!(await this.#fetchNamed(channel, head))) return; // a portal that keeps a page back must not make this device drop the old one
    await shelf.keep(`head/${channel.id}`, fetched, head);
    this.#isChanged = true;
  }

  /** False: the portal does not have all of it. */
  async #fetchNamed(channel: Channel, head: ChannelHead | null): Promise<boolean> {
    const [first] = head?.pages ?? [];
    const answers = head?.answers;
    const isPageHere = first === undefined || (await this.#fetch(first, (bytes) => openPage(bytes, first, channel)));
    return answers === undefined
      ? isPageHere
      : (await this.#fetch(answers, (bytes) => openAnswers(bytes, answers, channel))) && isPageHere;
  }

  async #fetchEntries(keyring: Keyring, wanted: number): Promise<void> {
    for (;;) {
      const { listed, unread } = await readListing(this.#shelf, keyring);
      const feed = listed.filter(({ kind }) => FRAGMENTS.has(kind));
      const beside = listed.filter(({ kind }) => KINDS.has(kind) && !FRAGMENTS.has(kind));
      await each([...feed.slice(0, wanted), ...beside], (one) => this.#fetchEntry(one));
      if (feed.length >= wanted || unread.length === 0) return;
      let isRead = false;
      await each(unread, ({ channel, head, index }) =>
        this.#believing(async () => {
          const ref = head.pages[index];
          if (ref !== undefined) isRead = (await this.#fetch(ref, (bytes) => openPage(bytes, ref, channel))) || isRead;
        }),
      );
      if (!isRead) return;
    }
  }

  async #fetchEntry({ id, places }: Listed): Promise<void> {
    const good = await this.#shelf.good(id);
    for (const { channel, ref, page } of places) {
      const isInPage = ref.here !== undefined;
      const isKnown = good?.ref.object === ref.object && good.channel === channel.id;
      if (isKnown && good.page !== undefined && !isInPage) return; // it left its page for a newer one: the old page is kept for it
      let isHere = isInPage;
      await this.#believing(async () => {
        isHere ||= await this.#fetch(ref, (bytes) => openEntry(bytes, ref, channel));
      });
      if (!isHere) continue;
      if (!isKnown || good.page?.object !== (isInPage ? page.object : undefined))
        await this.#shelf.keepGood(id, { channel: channel.id, ref, page: isInPage ? page : undefined });
      return;
    }
  }

  /** False: the portal does not have it. */
  async #fetch(ref: ObjectRef, check: (bytes: Uint8Array) => Promise<unknown>): Promise<boolean> {
    if ((await this.#shelf.object(ref.object)) !== null) return true;
    const bytes = await this.#portal.object(ref.object);
    if (bytes === null) return false;
    await check(bytes);
    await this.#shelf.keepObject(ref.object, bytes);
    this.#isChanged = true;
    return true;
  }

  async #seen(thing: string): Promise<{ shelf: Shelf; seen: Kept | null }> {
    return { shelf: this.#shelf, seen: await this.#shelf.kept(thing) };
  }

  /** What was withdrawn leaves this device too. */
  async #sweep(keyring: Keyring): Promise<void> {
    const { listed } = await readListing(this.#shelf, keyring);
    const live = new Set<string>();
    for (const { id } of keyring.channels) {
      const head = await this.#shelf.head(id);
      for (const ref of [...(head?.pages ?? []), ...(head?.answers ? [head.answers] : [])]) live.add(ref.object);
    }
    for (const one of listed) {
      for (const { ref } of one.places) live.add(ref.object);
      const good = await this.#shelf.good(one.id);
      if (good !== null) live.add((good.page ?? good.ref).object);
      for (const media of (await readEntry(this.#shelf, keyring, one))?.media ?? []) {
        live.add(media.object);
        if (media.thumb) live.add(media.thumb.object);
      }
    }
    await this.#shelf.sweep(live, new Set(listed.map(({ id }) => id)));
  }
}

async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  for (let i = 0; i < items.length; i += AT_ONCE) await Promise.all(items.slice(i, i + AT_ONCE).map(work));
}
