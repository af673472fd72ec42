import * as z from "zod/mini";
import type { Reason } from "../../../wire/refused.ts";
import type { Answers, Entry, Keyring } from "../../../wire/schemas.ts";
import { type Desk, thingKey } from "./account.ts";
import { FRAGMENTS, featureOf, KINDS, SIGNATURES, type Signature, Signatures } from "./kinds.ts";
import { type Listed, readEntry, readListing } from "./listing.ts";
import { Outbox, READ } from "./outbox.ts";
import { Portal, Revoked, Unreachable } from "./portal.ts";
import { Shelf } from "./shelf.ts";
import { Sync } from "./sync.ts";

const REASONS = [
  "bad-signature",
  "bad-hash",
  "bad-mac",
  "older",
  "wrong-channel",
  "wrong-school",
  "malformed",
  "no-key",
  "unopenable",
] as const satisfies readonly Reason[];
const Status = z.object({
  line: z.enum(["fresh", "offline", "revoked"]),
  refused: z.nullable(z.enum(REASONS)),
  /** Pictures that were refused when they were looked at. */
  pictures: z.array(z.string()),
});
export type Status = z.infer<typeof Status>;

export interface Shown {
  readonly listed: Listed;
  readonly entry: Entry;
  readonly isUnread: boolean;
}

/** One account, open for reading and replying. */
export class Reader {
  readonly desk: Desk;
  readonly shelf: Shelf;
  readonly portal: Portal;
  readonly outbox: Outbox;
  #running: Promise<boolean> | null = null;
  #delivering: Promise<boolean> = Promise.resolve(false);
  #hasEnded = false;

  constructor(desk: Desk) {
    this.desk = desk;
    this.shelf = new Shelf(desk);
    this.portal = new Portal(desk.account);
    this.outbox = new Outbox(this.shelf, this.portal);
  }

  /** Begins nothing more and waits for what runs: what is erased afterwards stays erased. */
  async end(): Promise<void> {
    this.#hasEnded = true;
    await this.#running?.catch(() => undefined);
    await this.#delivering.catch(() => undefined);
  }

  /** Fetches, delivers, and notes how it went; once at a time. Returns whether a page would look different. */
  sync(wanted: number): Promise<boolean> {
    if (this.#hasEnded) return Promise.resolve(false);
    this.#running ??= this.#sync(wanted).finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #sync(wanted: number): Promise<boolean> {
    const before = await this.status();
    const outcome = await new Sync(this.shelf, this.portal).run(wanted);
    const isDelivered = outcome.line === "fresh" && (await this.deliver());
    // A refusal stays on screen until a whole pass has found nothing wrong.
    const refused = outcome.refused ?? (outcome.line === "fresh" ? null : before.refused);
    const pictures = outcome.isChanged ? [] : (await this.status()).pictures; // looked at again with the page that is drawn anew
    const status: Status = { line: outcome.line, refused, pictures };
    await this.desk.store.put(this.#statusKey, status);
    return outcome.isChanged || isDelivered || before.line !== status.line || before.refused !== status.refused;
  }

  /** Replies alone: at once after one was written, or when the browser wakes the worker because the line is back. */
  deliver(): Promise<boolean> {
    if (this.#hasEnded) return Promise.resolve(false);
    this.#delivering = this.#delivering.then(
      () => this.#deliver(),
      () => this.#deliver(),
    );
    return this.#delivering;
  }

  async #deliver(): Promise<boolean> {
    try {
      return await this.outbox.deliver(await this.answers(), new Date());
    } catch (error) {
      if (error instanceof Unreachable || error instanceof Revoked) return false; // they stay in the outbox
      throw error;
    }
  }

  async status(): Promise<Status> {
    const read = z.safeParse(Status, await this.desk.store.get(this.#statusKey));
    return read.success ? read.data : { line: "fresh", refused: null, pictures: [] };
  }

  /** A picture, fetched when it is looked at, was not what the school published; or it is now. Returns whether that is new. */
  async judge(picture: string, isGood: boolean): Promise<boolean> {
    const { pictures, ...status } = await this.status();
    if (pictures.includes(picture) !== isGood) return false;
    const others = pictures.filter((one) => one !== picture);
    await this.desk.store.put(this.#statusKey, { ...status, pictures: isGood ? others : [...others, picture] });
    return true;
  }

  /** Tells the school, once for each text, that this person has seen a publication which asks to know. */
  async markRead(keyring: Keyring, id: string): Promise<boolean> {
    const shown = await this.entry(keyring, id);
    if (shown === null || !(await this.isUnread(shown.entry))) return false;
    const { contentHash } = shown.entry;
    await this.desk.store.put(this.#readKey(id), contentHash);
    await this.outbox.add(
      { entry: id, action: READ, contentHash, title: "" },
      featureOf(shown.entry.kind),
      {},
      new Date(),
    );
    return true;
  }

  async isUnread({ id, actions, contentHash }: Entry): Promise<boolean> {
    return actions.includes(READ) && (await this.desk.store.get(this.#readKey(id))) !== contentHash;
  }

  keyring = (): Promise<Keyring | null> => this.shelf.keyring();

  /** Entries that the feed shows, newest first; `isMore`: the school has older ones. `open`: of these channels only. */
  async entries(
    keyring: Keyring,
    wanted: number,
    open?: readonly string[],
  ): Promise<{ shown: Shown[]; isMore: boolean }> {
    const { listed, unread } = await readListing(this.shelf, keyring);
    const now = new Date().toISOString();
    const due = listed.filter(
      ({ kind, visibleFrom, places }) =>
        FRAGMENTS.has(kind) &&
        (visibleFrom === undefined || visibleFrom <= now) &&
        (open === undefined || places.some(({ channel }) => open.includes(channel.id))),
    );
    const read = await Promise.all(due.slice(0, wanted).map((one) => this.#shown(keyring, one)));
    return { shown: read.filter((one) => one !== null), isMore: due.length > wanted || unread.length > 0 };
  }

  /** What is no publication of its own. */
  async others(keyring: Keyring): Promise<Entry[]> {
    const { listed } = await readListing(this.shelf, keyring);
    const beside = listed.filter(({ kind }) => KINDS.has(kind) && !FRAGMENTS.has(kind));
    const read = await Promise.all(beside.map((one) => readEntry(this.shelf, keyring, one)));
    return read.filter((one) => one !== null);
  }

  async entry(keyring: Keyring, id: string): Promise<Shown | null> {
    const { listed } = await readListing(this.shelf, keyring);
    const found = listed.find((one) => one.id === id);
    return found === undefined ? null : this.#shown(keyring, found);
  }

  /** Changes when the feed would show something else. */
  async fingerprint(keyring: Keyring): Promise<string> {
    const { shown } = await this.entries(keyring, Number.POSITIVE_INFINITY);
    return shown
      .map(({ entry: { id, contentHash, media } }) => id.slice(0, 6) + contentHash.slice(0, 6) + media.length)
      .join("");
  }

  async answers(): Promise<Answers | null> {
    const keyring = await this.keyring();
    for (const channel of keyring?.channels ?? []) {
      if (channel.type !== "person") continue;
      const ref = (await this.shelf.head(channel.id))?.answers;
      if (ref !== undefined) return this.shelf.answers(ref, channel);
    }
    return null;
  }

  /** Signatures known to the school, by child and then by notice. */
  async signatures(keyring: Keyring): Promise<ReadonlyMap<string, Readonly<Record<string, readonly Signature[]>>>> {
    const { listed } = await readListing(this.shelf, keyring);
    const found = new Map<string, Readonly<Record<string, readonly Signature[]>>>();
    for (const one of listed.filter(({ kind }) => kind === SIGNATURES)) {
      const read = z.safeParse(Signatures, (await readEntry(this.shelf, keyring, one))?.data);
      const channels = one.places.map(({ channel }) => channel).filter(({ type }) => type === "child");
      const children = keyring.children.filter((child) => channels.some(({ id }) => child.channels.includes(id)));
      if (read.success) for (const child of children) found.set(child.id, read.data.notices);
    }
    return found;
  }

  async #shown(keyring: Keyring, listed: Listed): Promise<Shown | null> {
    const entry = await readEntry(this.shelf, keyring, listed);
    return entry === null ? null : { listed, entry, isUnread: await this.isUnread(entry) };
  }

  #readKey(id: string): string {
    return thingKey(this.desk.account, `read/${id}`);
  }

  get #statusKey(): string {
    return thingKey(this.desk.account, "status");
  }
}
