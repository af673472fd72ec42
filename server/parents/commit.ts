import { and, count, desc, eq, isNotNull, max } from "drizzle-orm";
import { type Tx, write } from "../core/db.ts";
import type { ChannelHead, ObjectRef } from "../wire/index.ts";
import { type Access, type Accesses, compareAccesses } from "./accesses.ts";
import type { Channels } from "./channels.ts";
import type { Holder } from "./holders.ts";
import type { CommitParts } from "./jobs.ts";
import { changeState, type State, theState } from "./state.ts";
import type { Sync } from "./sync.ts";
import {
  channels,
  commits,
  keyrings,
  objects,
  pages,
  publishedAnswers,
  publishedEntries,
  strayKeyrings,
} from "./tables.ts";

const keyringsOfCommit = 250;
/** Bytes, about: a head names its pages, 250 bytes each once in base64. */
const headsOfCommit = 4_000_000;
const headBytes = (pageCount: number): number => 800 + 250 * pageCount;
const deletesOfCommit = 20_000;

export interface Prepared {
  /** Publications that it sends or withdraws, for the head's page. */
  readonly entries: number;
  /** False: the portal already has everything. */
  readonly isNeeded: boolean;
  /** More has to follow before everything is told. */
  readonly hasMore: boolean;
}

/**
 * Writes the next commit down: accesses first, and heads only once every keyring that opens them is there or goes with them;
 * deletions only with the last heads. From here on these very bytes are sent until the portal has them.
 */
export const prepareCommit = async (
  sync: Sync,
  opened: Channels,
  holders: readonly Holder[],
  entries: number,
): Promise<Prepared> => {
  const accesses = await compareAccesses(sync, opened, holders, keyringsOfCommit);
  const hasAllKeyrings = accesses.changed.length < keyringsOfCommit;
  const dirty = hasAllKeyrings ? dirtyChannels(sync) : [];
  const heads = withinCommit(dirty);
  const hasAllHeads = hasAllKeyrings && heads.length === dirty.length;
  const deletes = hasAllHeads ? unlistedObjects(sync) : [];
  const isNeeded = accesses.changed.length + accesses.revoked.length + heads.length + deletes.length > 0;
  if (!isNeeded) return { entries, isNeeded, hasMore: false };
  const state = theState(sync.db);
  const parts = partsOf(sync, state, { accesses, heads, deletes });
  const { bytes, sha256 } = await sync.apart.run("commit", parts);
  const { lineage, seq, at } = parts.commit;
  write(sync, (tx) => {
    noteAccesses(tx, accesses, seq);
    for (const id of heads) tx.update(channels).set({ isDirty: false }).where(eq(channels.id, id)).run();
    for (const name of deletes) tx.delete(objects).where(eq(objects.name, name)).run();
    const counts = { entries, accesses: accesses.changed.length + accesses.revoked.length, sentBytes: 0 };
    tx.insert(commits)
      .values({ seq, lineage, sha256, bytes: Buffer.from(bytes), preparedAt: at, ...counts })
      .run();
    changeState(tx, { seq, prev: sha256 });
  });
  return { entries, isNeeded, hasMore: !hasAllHeads || deletes.length === deletesOfCommit };
};

interface Dirty {
  readonly id: string;
  readonly pageCount: number;
}

const dirtyChannels = ({ db }: Sync): Dirty[] =>
  db
    .select({ id: channels.id, pageCount: count(pages.id) })
    .from(channels)
    .leftJoin(pages, eq(pages.channelId, channels.id))
    .where(eq(channels.isDirty, true))
    .groupBy(channels.id)
    .all();

/** The first of them, as many as a commit may hold. */
const withinCommit = (dirty: readonly Dirty[]): string[] => {
  let bytes = 0;
  const fitting = dirty.filter(({ pageCount }) => {
    bytes += headBytes(pageCount);
    return bytes <= headsOfCommit;
  });
  return fitting.map(({ id }) => id);
};

const unlistedObjects = ({ db }: Sync): string[] =>
  db
    .select({ name: objects.name })
    .from(objects)
    .where(eq(objects.state, "unlisted"))
    .limit(deletesOfCommit)
    .all()
    .map(({ name }) => name);

const partsOf = (
  sync: Sync,
  state: State,
  { accesses, heads, deletes }: { accesses: Accesses; heads: readonly string[]; deletes: string[] },
): CommitParts => {
  const position = { lineage: state.lineage, seq: state.seq + 1, at: sync.clock.iso() };
  const revocations = [...accesses.revoked];
  return {
    secretKey: sync.keys.secretKey,
    commit: { v: 1, uai: sync.uai, ...position, prev: state.prev, revocations, deletes },
    heads: heads.map((channel) => ({ v: 1, uai: sync.uai, channel, ...position, ...contentOf(sync, channel) })),
    keyrings: accesses.changed.map(({ keyring, ...access }: Access) => ({
      ...access,
      keyring: { ...keyring, ...position },
    })),
  };
};

/** Pages in the order of their newest entries. */
const contentOf = ({ db }: Sync, channelId: string): Pick<ChannelHead, "pages" | "answers"> => {
  const rows = db
    .select({ object: pages.object, sha256: pages.sha256, key: pages.key })
    .from(pages)
    .innerJoin(publishedEntries, eq(publishedEntries.pageId, pages.id))
    .where(eq(pages.channelId, channelId))
    .groupBy(pages.id)
    .orderBy(desc(max(publishedEntries.at)), desc(pages.id))
    .all();
  const answers = db.select().from(publishedAnswers).where(eq(publishedAnswers.channelId, channelId)).get();
  return {
    pages: rows.flatMap(({ object, sha256, key }): ObjectRef[] =>
      object === null || sha256 === null || key === null ? [] : [{ object, sha256, key }],
    ),
    ...(answers && { answers: { object: answers.object, sha256: answers.sha256, key: answers.key } }),
  };
};

const noteAccesses = (tx: Tx, { changed, revoked }: Accesses, seq: number): void => {
  for (const { name, hash } of changed)
    tx.insert(keyrings)
      .values({ name, hash, seq })
      .onConflictDoUpdate({ target: keyrings.name, set: { hash, seq } })
      .run();
  for (const name of revoked) {
    tx.delete(keyrings).where(eq(keyrings.name, name)).run();
    tx.delete(strayKeyrings).where(eq(strayKeyrings.name, name)).run();
  }
};

export type CommitRow = typeof commits.$inferSelect;

/** The commit that was written down and not yet accepted. */
export const pendingCommit = ({ db }: Pick<Sync, "db">): CommitRow | undefined =>
  db.select().from(commits).where(isNotNull(commits.bytes)).limit(1).get();

/** Sends the prepared commit, the same bytes each time. Throws Turned 409 when the portal has taken another one. */
export const sendPending = async (sync: Sync): Promise<void> => {
  const pending = pendingCommit(sync);
  if (pending === undefined || pending.bytes === null) return;
  await sync.portal.putCommit(pending.seq, pending.bytes);
  noteAccepted(sync, pending);
};

export const noteAccepted = ({ db, clock, portal }: Sync, { lineage, seq }: CommitRow): void =>
  write({ db }, (tx) => {
    tx.update(commits)
      .set({ bytes: null, sentAt: clock.iso(), sentBytes: portal.takeSent() })
      .where(and(eq(commits.lineage, lineage), eq(commits.seq, seq)))
      .run();
  });
