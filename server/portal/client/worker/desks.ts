import * as z from "zod/mini";
import { fromBase64, toBase64 } from "../../../wire/bytes.ts";
import type { Place } from "../messages.ts";
import { type Account, type Desk, keepAccount, keptAccounts, readAccount, thingKey } from "./account.ts";
import { Reader } from "./reader.ts";
import { BrowserStore, MemoryStore } from "./store.ts";

const KeptThing = z.object({ bytes: z.nullable(z.string()), plain: z.optional(z.unknown()) });
const Session = z.object({
  account: z.unknown(),
  outbox: z.array(z.object({ key: z.string(), thing: z.record(z.string(), KeptThing) })),
});

/** Which accounts this browser holds, and the reader of each. On a shared computer the window alone remembers. */
export class Desks {
  readonly #browser = new BrowserStore();
  readonly #readers = new Map<string, Reader>();

  /** Kept on this device. */
  kept = (uai?: string): Promise<Account[]> => keptAccounts(this.#browser, uai);

  /** Those that a window may read with. */
  async readers(place: Pick<Place, "uai" | "session">): Promise<Reader[]> {
    const kept = (await this.kept(place.uai ?? undefined)).map((account) => this.#reader(account, false));
    const own = await this.#ofSession(place.session);
    return own === null ? kept : [own, ...kept.filter(({ desk }) => desk.account.id !== own.desk.account.id)];
  }

  /** The one that a window reads with: the chosen one, or the only one. */
  async readerFor(place: Place): Promise<Reader | null> {
    const readers = await this.readers(place);
    const [only] = readers.length === 1 ? readers : [];
    return readers.find(({ desk }) => desk.account.id === place.account) ?? only ?? null;
  }

  async add(account: Account, isShared: boolean): Promise<Reader> {
    const known = (await this.kept(account.uai)).find(({ id }) => id === account.id);
    if (known !== undefined) return this.#reader(known, false);
    if (!isShared) await keepAccount(this.#browser, account);
    return this.#reader(account, isShared);
  }

  drop = (account: Account): boolean => this.#readers.delete(account.id);

  /** For the window of a shared computer to keep while it is open: the keys and what waits to be sent, nothing else. */
  async sessionOf({ desk }: Reader): Promise<string | undefined> {
    if (!desk.isShared) return undefined;
    const keys = await desk.store.keys(thingKey(desk.account, "outbox/"));
    const outbox = await Promise.all(keys.map(async (key) => ({ key, thing: written(await desk.store.get(key)) })));
    return JSON.stringify({ account: desk.account, outbox });
  }

  /** The worker may have been stopped since: the window gives back what it was told to keep. */
  async #ofSession(session: string | null): Promise<Reader | null> {
    if (session === null) return null;
    const read = z.safeParse(Session, JSON.parse(session));
    const account = read.success ? readAccount(read.data.account) : null;
    if (!read.success || account === null) return null;
    const known = this.#readers.get(account.id);
    if (known?.desk.isShared) return known;
    const reader = this.#reader(account, true);
    for (const { key, thing } of read.data.outbox) await reader.desk.store.put(key, restored(thing));
    return reader;
  }

  #reader(account: Account, isShared: boolean): Reader {
    const known = this.#readers.get(account.id);
    if (known !== undefined && known.desk.isShared === isShared) return known;
    const desk: Desk = { account, isShared, store: isShared ? new MemoryStore() : this.#browser };
    const reader = new Reader(desk);
    this.#readers.set(account.id, reader);
    return reader;
  }
}

type Written = Record<string, { bytes: string | null; plain?: unknown }>;

const written = (thing: unknown): Written =>
  Object.fromEntries(
    Object.entries(thing ?? {}).map(([name, value]) => [
      name,
      value instanceof Uint8Array ? { bytes: toBase64(value) } : { bytes: null, plain: value },
    ]),
  );

const restored = (thing: Readonly<Record<string, z.infer<typeof KeptThing>>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(thing).map(([name, { bytes, plain }]) => [name, bytes === null ? plain : fromBase64(bytes)]),
  );
