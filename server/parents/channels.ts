import { and, desc, eq, max } from "drizzle-orm";
import { type Tx, write } from "../core/db.ts";
import type { ChannelRef } from "../core/feature.ts";
import { type ChannelKey, newChannelKey, newName } from "../wire/index.ts";
import type { Sync } from "./sync.ts";
import { channelKeys, channels } from "./tables.ts";

export type ChannelRow = typeof channels.$inferSelect;

const refIdOf = (ref: ChannelRef): string => (ref.type === "school" ? "" : ref.id);
const keyOf = (type: string, refId: string): string => `${type}/${refId}`;

/** Every channel by what it is for; `of` makes the missing one, with its first key. */
export const openChannels = ({ db }: Pick<Sync, "db">) => {
  const known = new Map(
    db
      .select({ id: channels.id, type: channels.type, refId: channels.refId })
      .from(channels)
      .all()
      .map(({ id, type, refId }) => [keyOf(type, refId), id]),
  );
  return {
    of: (tx: Tx, ref: ChannelRef): string => {
      const key = keyOf(ref.type, refIdOf(ref));
      const id = known.get(key) ?? makeChannel(tx, ref);
      known.set(key, id);
      return id;
    },
    find: (ref: ChannelRef): string | undefined => known.get(keyOf(ref.type, refIdOf(ref))),
  };
};

export type Channels = ReturnType<typeof openChannels>;

const makeChannel = (tx: Tx, ref: ChannelRef): string => {
  const id = newName();
  tx.insert(channels)
    .values({ id, type: ref.type, refId: refIdOf(ref) })
    .run();
  insertKey(tx, id, 1);
  return id;
};

const insertKey = (tx: Tx, channelId: string, n: number): ChannelKey => {
  const key = newChannelKey(n);
  tx.insert(channelKeys).values({ channelId, n, identity: key.identity }).run();
  return key;
};

const currentKey = (tx: Tx | Sync["db"], channelId: string): ChannelKey => {
  const row = tx
    .select({ n: channelKeys.n, identity: channelKeys.identity })
    .from(channelKeys)
    .where(eq(channelKeys.channelId, channelId))
    .orderBy(desc(channelKeys.n))
    .limit(1)
    .get();
  if (row === undefined) throw new Error(`channel ${channelId} has no key`);
  return row;
};

/** The key to seal with now: where somebody has left, the next number begins here. */
export const keyToSealWith = ({ db }: Pick<Sync, "db">, channelId: string): ChannelKey => {
  const row = db.select().from(channels).where(eq(channels.id, channelId)).get();
  if (row?.isMarked !== true) return currentKey(db, channelId);
  return write({ db }, (tx) => {
    const key = insertKey(tx, channelId, Math.max(currentKey(tx, channelId).n, row.keyFloor) + 1);
    tx.update(channels).set({ isMarked: false }).where(eq(channels.id, channelId)).run();
    return key;
  });
};

/** The number that a newcomer's keys begin with. */
export const currentNumbers = (db: Sync["db"]): Map<string, number> =>
  new Map(
    db
      .select({ id: channelKeys.channelId, n: max(channelKeys.n) })
      .from(channelKeys)
      .groupBy(channelKeys.channelId)
      .all()
      .map(({ id, n }) => [id, n ?? 1]),
  );

/** Somebody who read these channels no longer does. */
export const markChannels = (tx: Tx, ids: Iterable<string>): void => {
  for (const id of new Set(ids))
    tx.update(channels)
      .set({ isMarked: true })
      .where(and(eq(channels.id, id), eq(channels.isMarked, false)))
      .run();
};

export const soilChannel = (tx: Tx, id: string): void => {
  tx.update(channels).set({ isDirty: true }).where(eq(channels.id, id)).run();
};
