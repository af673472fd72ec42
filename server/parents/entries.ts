import { and, count, desc, eq } from "drizzle-orm";
import { type Tx, write } from "../core/db.ts";
import type { HomeEntry, HomeMedia } from "../core/feature.ts";
import type { Entry, Made, ObjectRef } from "../wire/index.ts";
import { keyToSealWith, soilChannel } from "./channels.ts";
import { publishMedia } from "./media.ts";
import { sendObjects, unlist } from "./objects.ts";
import { type Change, entryKey, type Unpublishable } from "./plan.ts";
import { Turned } from "./portal-client.ts";
import { Unreachable } from "./request.ts";
import type { Sync } from "./sync.ts";
import { pages, publishedEntries } from "./tables.ts";

const atOnce = 8;
export const entriesOfPage = 100;

interface SealedEntry extends Change {
  readonly here: Entry;
  readonly made: Made<ObjectRef>;
}

/** Seals and sends entries, a few at a time; each few are written down as sent before the next begin. */
export const publishEntries = async (
  sync: Sync,
  changes: readonly Change[],
  unpublishable: Unpublishable,
  onProgress: (done: number) => void,
): Promise<void> => {
  for (let i = 0; i < changes.length; i += atOnce) {
    const sealed: SealedEntry[] = [];
    for (const change of changes.slice(i, i + atOnce)) {
      const one = await sealEntry(sync, change, unpublishable);
      if (one !== null) sealed.push(one);
    }
    const made = sealed.map((one) => one.made);
    await sendObjects(sync, made, (tx) => sealed.forEach((one) => void noteEntry(tx, one)));
    onProgress(Math.min(i + atOnce, changes.length));
  }
};

/** Null when this entry alone cannot be published: a photo whose file is gone, a field that the wire does not carry. */
const sealEntry = async (sync: Sync, change: Change, unpublishable: Unpublishable): Promise<SealedEntry | null> => {
  const { channelId, entry, hash } = change;
  try {
    const media: Entry["media"] = [];
    for (const one of entry.media) media.push(await publishMedia(sync, one));
    const key = keyToSealWith(sync, channelId);
    const here = wireEntry(channelId, entry, media);
    return { ...change, here, made: await sync.apart.run("entry", { entry: here, key }) };
  } catch (error) {
    if (error instanceof Unreachable || error instanceof Turned || isOfDatabase(error)) throw error;
    sync.log.error({ entry: entry.id, kind: entry.kind, err: error }, "entry cannot be published");
    unpublishable.set(entryKey(channelId, entry.id), hash);
    return null;
  }
};

const isOfDatabase = (error: unknown): boolean => error instanceof Error && error.name === "SqliteError";

const wireEntry = (channel: string, entry: HomeEntry, media: Entry["media"]): Entry => ({
  v: 1,
  channel,
  id: entry.id,
  kind: entry.kind,
  at: entry.at,
  ...(entry.updatedAt !== undefined && { updatedAt: entry.updatedAt }),
  ...(entry.visibleFrom !== undefined && { visibleFrom: entry.visibleFrom }),
  data: entry.data,
  media,
  actions: [...entry.actions],
  contentHash: entry.contentHash,
});

const isThis = (channelId: string, entryId: string) =>
  and(eq(publishedEntries.channelId, channelId), eq(publishedEntries.entryId, entryId));

const filesOf = (media: readonly HomeMedia[]): string[] =>
  media.flatMap(({ sha256, thumbSha256 }) => [sha256, thumbSha256]);

const noteEntry = (tx: Tx, { channelId, entry, hash, here, made }: SealedEntry): void => {
  const former = tx.select().from(publishedEntries).where(isThis(channelId, entry.id)).get();
  unlist(tx, former?.object);
  const pageId = former?.pageId ?? pageWithRoom(tx, channelId);
  const row = {
    hash,
    kind: entry.kind,
    at: entry.at,
    updatedAt: entry.updatedAt ?? null,
    visibleFrom: entry.visibleFrom ?? null,
    order: entry.order,
    ...made.ref,
    pageId,
    media: filesOf(entry.media),
    here,
  };
  tx.insert(publishedEntries)
    .values({ channelId, entryId: entry.id, ...row })
    .onConflictDoUpdate({ target: [publishedEntries.channelId, publishedEntries.entryId], set: row })
    .run();
  soilPage(tx, pageId, channelId);
};

/** The channel's newest page until it is full: an entry never moves to another, so that one more costs one page. */
const pageWithRoom = (tx: Tx, channelId: string): number => {
  const newest = tx
    .select({ id: pages.id, entries: count(publishedEntries.entryId) })
    .from(pages)
    .leftJoin(publishedEntries, eq(publishedEntries.pageId, pages.id))
    .where(eq(pages.channelId, channelId))
    .groupBy(pages.id)
    .orderBy(desc(pages.id))
    .limit(1)
    .get();
  if (newest !== undefined && newest.entries < entriesOfPage) return newest.id;
  return tx.insert(pages).values({ channelId }).returning({ id: pages.id }).get().id;
};

const soilPage = (tx: Tx, pageId: number, channelId: string): void => {
  tx.update(pages).set({ isDirty: true }).where(eq(pages.id, pageId)).run();
  soilChannel(tx, channelId);
};

/** What should no longer be read from home: the next pages do not list it. */
export const removeEntries = ({ db }: Sync, removed: readonly { channelId: string; entryId: string }[]): void => {
  if (removed.length === 0) return;
  write({ db }, (tx) => {
    for (const { channelId, entryId } of removed) {
      const former = tx.delete(publishedEntries).where(isThis(channelId, entryId)).returning().get();
      if (former === undefined) continue;
      unlist(tx, former.object);
      soilPage(tx, former.pageId, channelId);
    }
  });
};
