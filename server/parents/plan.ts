import type { ChannelRef, HomeEntry } from "../core/feature.ts";
import { hashOf } from "./canonical.ts";
import type { Channels } from "./channels.ts";
import { type Holder, refKey } from "./holders.ts";
import { inSlices } from "./slices.ts";
import type { Sync } from "./sync.ts";

/** A round of a long synchronisation: so much is held in memory at once. */
const entriesOfRound = 300;
const bytesOfRound = 8 * 1024 * 1024;

export interface Change {
  readonly channelId: string;
  readonly entry: HomeEntry;
  readonly hash: string;
}

export interface Comparison {
  /** The first of the entries to publish. */
  readonly changed: readonly Change[];
  readonly removed: readonly { channelId: string; entryId: string }[];
  /** All of them, counted once whatever their channels. */
  readonly total: number;
  /** `changed` is all that has changed. */
  readonly isWhole: boolean;
}

/** Entries that could not be sealed, with the hash that they had: they wait for a correction and hold up nothing else. */
export type Unpublishable = Map<string, string>;

const weightOf = (entry: HomeEntry): number => entry.media.reduce((sum, { size }) => sum + size, 2_000);

export const entryKey = (channelId: string, entryId: string): string => `${channelId} ${entryId}`;

export const hashOfEntry = ({ channel: _, id: __, ...entry }: HomeEntry): string => hashOf(entry);

/** What should be readable from home, compared with what the portal has. Channels that nobody reads are left out. */
export const compareEntries = async (
  sync: Sync,
  opened: Channels,
  holders: readonly Holder[],
  unpublishable: Unpublishable,
): Promise<Comparison> => {
  const published = publishedHashes(sync);
  const readable = new Set(holders.flatMap(({ channels }) => channels.map(refKey)));
  const seen = new Set<string>();
  const waiting = new Set<string>();
  const changed: Change[] = [];
  let weight = 0;
  let isWhole = true;
  await inSlices(desiredEntries(sync, readable), (entry) => {
    const channelId = readable.has(refKey(entry.channel)) ? opened.find(entry.channel) : undefined;
    if (channelId === undefined) return;
    const key = entryKey(channelId, entry.id);
    if (seen.has(key)) return;
    seen.add(key);
    const hash = hashOfEntry(entry);
    if (published.get(key) === hash || unpublishable.get(key) === hash) return;
    waiting.add(entry.id);
    const hasRoom = changed.length < entriesOfRound && weight + weightOf(entry) <= bytesOfRound;
    if (changed.length > 0 && !hasRoom) {
      isWhole = false;
      return;
    }
    weight += weightOf(entry);
    changed.push({ channelId, entry, hash });
  });
  const removed = [...published.keys()]
    .filter((key) => !seen.has(key))
    .map((key) => {
      const [channelId = "", entryId = ""] = key.split(" ");
      return { channelId, entryId };
    });
  return { changed, removed, isWhole, total: new Set([...waiting, ...removed.map(({ entryId }) => entryId)]).size };
};

/** By entryKey. Thousands of rows: read as two columns, without more ado. */
const publishedHashes = ({ db }: Sync): Map<string, string> =>
  new Map(
    db.$client
      .prepare<[], [string, string]>("select channel_id || ' ' || entry_id, hash from published_entries")
      .raw()
      .all(),
  );

function* desiredEntries({ features, db, clock }: Sync, readable: ReadonlySet<string>): Generator<HomeEntry> {
  const isRead = (channel: ChannelRef): boolean => readable.has(refKey(channel));
  for (const { fromHome } of features) if (fromHome !== undefined) yield* fromHome.entries({ db, clock, isRead });
}
