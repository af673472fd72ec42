import * as z from "zod/mini";
import type { Position } from "../../../wire/order.ts";
import { openAnswers, openEntry, openKeyring, openPage, verifyHead, verifySchoolHead } from "../../../wire/read.ts";
import { Refused } from "../../../wire/refused.ts";
import {
  type Answers,
  type Channel,
  type ChannelHead,
  type Entry,
  EntryRef,
  type Keyring,
  ObjectRef,
  type Page,
  type PageEntry,
  type SchoolHead,
} from "../../../wire/schemas.ts";
import { type Desk, keysOf, thingKey } from "./account.ts";

const Kept = z.object({ bytes: z.instanceof(Uint8Array), etag: z.string(), lineage: z.int(), seq: z.int() });
/** A signed thing as it was received, and the position that no later one may fall behind. */
export type Kept = z.infer<typeof Kept>;

const Good = z.object({ channel: z.string(), ref: EntryRef, page: z.optional(ObjectRef) });
/** Where the last version of an entry that held its checks lies: in an object of its own, or inside a page. */
export type Good = z.infer<typeof Good>;

/**
 * What one account has received, as ciphertext; each reading checks and decrypts again. What was opened stays in this worker's
 * memory for as long as the browser lets it live. Reading needs no network.
 */
export class Shelf {
  readonly desk: Desk;
  readonly #opened = new Map<string, unknown>();

  constructor(desk: Desk) {
    this.desk = desk;
  }

  get uai(): string {
    return this.desk.account.uai;
  }

  keyring(): Promise<Keyring | null> {
    return this.#once("keyring", () =>
      this.#kept("keyring", (bytes) => openKeyring(bytes, keysOf(this.desk.account), { uai: this.uai })),
    );
  }

  schoolHead(): Promise<SchoolHead | null> {
    return this.#once("school", () => this.#signed("school", verifySchoolHead));
  }

  head(channel: string): Promise<ChannelHead | null> {
    return this.#once(`head/${channel}`, () =>
      this.#signed(`head/${channel}`, (bytes, check) => verifyHead(bytes, channel, check)),
    );
  }

  page = (ref: ObjectRef, channel: Channel): Promise<Page | null> =>
    this.#object(ref, (bytes) => openPage(bytes, ref, channel));
  answers = (ref: ObjectRef, channel: Channel): Promise<Answers | null> =>
    this.#object(ref, (bytes) => openAnswers(bytes, ref, channel));
  /** Out of its page, whose checks it has held, or of its own object. */
  entry = async (ref: PageEntry, channel: Channel): Promise<Entry | null> =>
    ref.here ?? this.#object(ref, (bytes) => openEntry(bytes, ref, channel));

  /** Whatever shape it has now: the position counts even when the bytes can no longer be read. */
  async kept(thing: string): Promise<Kept | null> {
    const read = z.safeParse(Kept, await this.desk.store.get(this.#key(thing)));
    return read.success ? read.data : null;
  }

  async keep(thing: string, kept: { bytes: Uint8Array; etag: string }, { lineage, seq }: Position): Promise<void> {
    await this.desk.store.put(this.#key(thing), { bytes: kept.bytes, etag: kept.etag, lineage, seq });
    if (thing === "keyring") this.#opened.clear();
    this.#opened.delete(thing);
  }

  async object(name: string): Promise<Uint8Array | null> {
    const bytes = await this.desk.store.get(this.#key(`object/${name}`));
    return bytes instanceof Uint8Array ? bytes : null;
  }

  keepObject = (name: string, bytes: Uint8Array): Promise<void> =>
    this.desk.store.put(this.#key(`object/${name}`), bytes);

  async good(id: string): Promise<Good | null> {
    const read = z.safeParse(Good, await this.desk.store.get(this.#key(`good/${id}`)));
    return read.success ? read.data : null;
  }

  /** Places alone: no text is kept that is not sealed. */
  keepGood = (id: string, good: Good): Promise<void> =>
    this.desk.store.put(this.#key(`good/${id}`), z.parse(Good, good));

  /** Deletes what is neither among these objects nor among these entries. */
  async sweep(objects: ReadonlySet<string>, entries: ReadonlySet<string>): Promise<void> {
    await this.#drop("object/", objects);
    await this.#drop("good/", entries);
    await this.#drop("read/", entries);
  }

  async #drop(folder: string, live: ReadonlySet<string>): Promise<void> {
    const prefix = this.#key(folder);
    for (const key of await this.desk.store.keys(prefix))
      if (!live.has(key.slice(prefix.length))) await this.desk.store.delete(key);
  }

  #key(thing: string): string {
    return thingKey(this.desk.account, thing);
  }

  async #signed<T>(
    thing: string,
    verify: (bytes: Uint8Array, check: { uai: string; publicKeys: readonly string[] }) => T,
  ): Promise<T | null> {
    const keyring = await this.keyring();
    if (keyring === null) return null;
    return this.#kept(thing, async (bytes) => verify(bytes, { uai: this.uai, publicKeys: keyring.school.publicKeys }));
  }

  async #kept<T>(thing: string, open: (bytes: Uint8Array) => Promise<T>): Promise<T | null> {
    const kept = await this.kept(thing);
    return kept === null ? null : orNull(open(kept.bytes));
  }

  #object<T>(ref: ObjectRef, open: (bytes: Uint8Array) => Promise<T>): Promise<T | null> {
    return this.#once(`object/${ref.object}`, async () => {
      const bytes = await this.object(ref.object);
      return bytes === null ? null : orNull(open(bytes));
    });
  }

  async #once<T>(name: string, read: () => Promise<T | null>): Promise<T | null> {
    const known = this.#opened.get(name);
    if (known !== undefined) return known as T; // the same name was read by the same function
    const value = await read();
    if (value !== null) this.#opened.set(name, value);
    return value;
  }
}

/** What is on the shelf was checked when it came; if it no longer opens (a changed key, a damaged disk) it is fetched again. */
async function orNull<T>(opening: Promise<T>): Promise<T | null> {
  try {
    return await opening;
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}
