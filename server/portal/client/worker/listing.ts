import type { Channel, ChannelHead, Entry, EntryRef, Keyring, ObjectRef, PageEntry } from "../../../wire/schemas.ts";
import type { Shelf } from "./shelf.ts";

/** Where it stands: in this page of this channel. */
export interface Place {
  readonly channel: Channel;
  readonly ref: PageEntry;
  readonly page: ObjectRef;
}

/** One publication: the same id may stand in several channels. */
export interface Listed {
  readonly id: string;
  readonly kind: string;
  readonly at: string;
  readonly visibleFrom?: string | undefined;
  readonly order?: number | undefined;
  readonly places: readonly Place[];
}

export interface Listing {
  /** Newest first. */
  readonly listed: readonly Listed[];
  /** Pages named by a head that are not on the shelf yet. */
  readonly unread: readonly { readonly channel: Channel; readonly head: ChannelHead; readonly index: number }[];
}

/** What the pages on the shelf name. */
export async function readListing(shelf: Shelf, keyring: Keyring): Promise<Listing> {
  const places = new Map<string, Place[]>();
  const unread: { channel: Channel; head: ChannelHead; index: number }[] = [];
  for (const channel of keyring.channels) {
    const head = await shelf.head(channel.id);
    for (const [index, ref] of (head?.pages ?? []).entries()) {
      const page = await shelf.page(ref, channel);
      if (page === null && head !== null) unread.push({ channel, head, index });
      for (const entry of page?.entries ?? [])
        places.set(entry.id, [...(places.get(entry.id) ?? []), { channel, ref: entry, page: ref }]);
    }
  }
  const listed = [...places].flatMap(([id, found]) =>
    found[0] === undefined ? [] : [listedFrom(id, found[0].ref, found)],
  );
  return { listed: listed.sort(newestFirst), unread };
}

/** By the school's numbers, not by its clock. What has none travelled ahead of its time, and is newer than all that have. */
const newestFirst = (a: Listed, b: Listed): number =>
  descending(a.order ?? Number.POSITIVE_INFINITY, b.order ?? Number.POSITIVE_INFINITY) ||
  descending(a.visibleFrom ?? a.at, b.visibleFrom ?? b.at) ||
  descending(a.id, b.id);

const descending = <T extends string | number>(a: T, b: T): number => (a < b ? 1 : a > b ? -1 : 0);

const listedFrom = (id: string, { kind, at, visibleFrom, order }: EntryRef, places: Listed["places"]): Listed => ({
  id,
  kind,
  at,
  visibleFrom,
  order,
  places,
});

/** The entry, or its last good version when the present one is missing or was refused. */
export async function readEntry(shelf: Shelf, keyring: Keyring, { id, places }: Listed): Promise<Entry | null> {
  for (const { channel, ref } of places) {
    const entry = await shelf.entry(ref, channel);
    if (entry !== null) return entry;
  }
  const good = await shelf.good(id);
  const channel = keyring.channels.find((one) => one.id === good?.channel);
  if (good === null || channel === undefined) return null;
  if (good.page === undefined) return shelf.entry(good.ref, channel);
  return (await shelf.page(good.page, channel))?.entries.find((entry) => entry.id === id)?.here ?? null;
}
