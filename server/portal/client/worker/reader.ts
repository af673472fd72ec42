import * as z from "zod/mini";
import type { Reason } from "../../../wire/refused.ts";
import type { Answers, Entry, Keyring } from "../../../wire/schemas.ts";
import { type Desk, thingKey } from "./account.ts";
import { FRAGMENTS, SIGNATURES, type Signature, Signatures } from "./kinds.ts";
import { type Listed, readEntry, readListing } from "./listing.ts";
import { Outbox } from "./outbox.ts";
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
const Status = z.object({ line: z.enum(["fresh", "offline", "revoked"]), refused: z.nullable(z.enum(REASONS)) });
export type Status = z.infer<typeof Status>;

export interface Shown {
  readonly listed: Listed;
  readonly entry: Entry;
}

/** One account, open for reading and replying. */
export class Reader {
  readonly desk: Desk;
  readonly shelf: Shelf;
  readonly portal: Portal;
  readonly outbox: Outbox;
  #running: Promise<boolean> | null = null;

  constructor(desk: Desk) {
    this.desk = desk;
    this.shelf = new Shelf(desk);
    this.portal = new Portal(desk.account);
    this.outbox = new Outbox(this.shelf, this.portal);
  }

  /** Fetches, delivers, and notes how it went; once at a time. Returns whether a page would look different. */
  sync(wanted: number): Promise<boolean> {
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
    const status: Status = { line: outcome.line, refused };
    await this.desk.store.put(this.#statusKey, status);
    return outcome.isChanged || isDelivered || before.line !== status.line || before.refused !== status.refused;
  }

  /** Replies alone: at once after one was written, or when the browser wakes the worker because the line is back. */
  async deliver(): Promise<boolean> {
    try {
      return await this.outbox.deliver(await this.answers(), new Date());
    } catch (error) {
      if (error instanceof Unreachable || error instanceof Revoked) return false; // they stay in the outbox
      throw error;
    }
  }

  async status(): Promise<Status> {
    const read = z.safeParse(Status, await this.desk.store.get(this.#statusKey));
    return read.success ? read.data : { line: "fresh", refused: null };
  }

  /** A picture, fetched when it is looked at, was not what the school published. */
  async distrust(reason: Reason): Promise<void> {
    await this.desk.store.put(this.#statusKey, { ...(await this.status()), refused: reason });
  }

  keyring = (): Promise<Keyring | null> => this.shelf.keyring();

  /** Entries that the feed shows, newest first; `isMore`: the school has older ones. */
  async entries(keyring: Keyring, wanted: number): Promise<{ shown: Shown[]; isMore: boolean }> {
    const { listed, unread } = await readListing(this.shelf, keyring);
    const now = new Date().toISOString();
    const due = listed.filter(
      ({ kind, visibleFrom }) => FRAGMENTS.has(kind) && (visibleFrom === undefined || visibleFrom <= now),
    );
    const read = await Promise.all(due.slice(0, wanted).map((one) => this.#shown(keyring, one)));
    return { shown: read.filter((one) => one !== null), isMore: due.length > wanted || unread.length > 0 };
  }

  async entry(keyring: Keyring, id: string): Promise<Shown | null> {
    const { listed } = await readListing(this.shelf, keyring);
    const found = listed.find((one) => one.id === id);
    return found === undefined ? null : this.#shown(keyring, found);
  }

  /** Changes when the feed would show something else. */
  async fingerprint(keyring: Keyring): Promise<string> {
    const { listed } = await readListing(this.shelf, keyring);
    const shown = listed.filter(({ kind }) => FRAGMENTS.has(kind));
    return shown.map(({ id, places }) => id.slice(0, 6) + (places[0]?.ref.object.slice(0, 6) ?? "")).join("");
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
    return entry === null ? null : { listed, entry };
  }

  get #statusKey(): string {
    return thingKey(this.desk.account, "status");
  }
}
