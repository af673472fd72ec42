import { and, eq } from "drizzle-orm";
import { write } from "../core/db.ts";
import { type Channels, currentNumbers, markChannels, openChannels } from "./channels.ts";
import type { Holder } from "./holders.ts";
import { inSlices } from "./slices.ts";
import type { Sync } from "./sync.ts";
import { channelReaders, keyringChannels } from "./tables.ts";

const holdersAtOnce = 10;

/** Brings the lists of who reads what to today's relations: departures mark their channels, newcomers get the present key. */
export const settleReaders = async (sync: Sync, holders: readonly Holder[]): Promise<Channels> => {
  const opened = openChannels(sync);
  const isSettled = settledIn(sync, opened);
  const unsettled = holders.filter((holder) => !isSettled(holder));
  const groups = Array.from({ length: Math.ceil(unsettled.length / holdersAtOnce) }, (_, i) =>
    unsettled.slice(i * holdersAtOnce, (i + 1) * holdersAtOnce),
  );
  await inSlices(groups, (group) => admit(sync, opened, group));
  dismiss(sync, opened, holders);
  return opened;
};

export const pairKey = (a: string, b: string): string => `${a} ${b}`;

/** Tens of thousands of pairs in a large school: read as one column, they cost a few milliseconds. */
const pairsOf = ({ db }: Sync, table: "keyring_channels" | "channel_readers"): Set<string> => {
  const first = table === "keyring_channels" ? "name" : "person_id";
  const rows = db.$client.prepare<[], string>(`select ${first} || ' ' || channel_id from ${table}`).pluck().all();
  return new Set(rows);
};

const settledIn = (sync: Sync, opened: Channels): ((holder: Holder) => boolean) => {
  const known = pairsOf(sync, "keyring_channels");
  const readers = pairsOf(sync, "channel_readers");
  return ({ key, channels: refs }) =>
    refs.every((ref) => {
      const id = opened.find(ref);
      return id !== undefined && known.has(pairKey(key.tokenHash, id)) && readers.has(pairKey(key.personId, id));
    });
};

const admit = ({ db }: Sync, opened: Channels, holders: readonly Holder[]): void =>
  write({ db }, (tx) => {
    const numbers = currentNumbers(db);
    for (const { key, channels: refs } of holders)
      for (const ref of refs) {
        const channelId = opened.of(tx, ref);
        const fromKey = numbers.get(channelId) ?? 1;
        tx.insert(keyringChannels).values({ name: key.tokenHash, channelId }).onConflictDoNothing().run();
        tx.insert(channelReaders).values({ channelId, personId: key.personId, fromKey }).onConflictDoNothing().run();
      }
  });

const dismiss = (sync: Sync, opened: Channels, holders: readonly Holder[]): void => {
  const wanted = new Set<string>();
  const wantedReaders = new Set<string>();
  for (const { key, channels: refs } of holders)
    for (const ref of refs) {
      const id = opened.find(ref) ?? "";
      wanted.add(pairKey(key.tokenHash, id));
      wantedReaders.add(pairKey(key.personId, id));
    }
  const ended = [...pairsOf(sync, "keyring_channels")].filter((pair) => !wanted.has(pair)).map(pairIn);
  const gone = [...pairsOf(sync, "channel_readers")].filter((pair) => !wantedReaders.has(pair)).map(pairIn);
  if (ended.length + gone.length === 0) return;
  write(sync, (tx) => {
    markChannels(
      tx,
      ended.map(([, channelId]) => channelId),
    );
    for (const [name, channelId] of ended)
      tx.delete(keyringChannels)
        .where(and(eq(keyringChannels.name, name), eq(keyringChannels.channelId, channelId)))
        .run();
    for (const [personId, channelId] of gone)
      tx.delete(channelReaders)
        .where(and(eq(channelReaders.personId, personId), eq(channelReaders.channelId, channelId)))
        .run();
  });
};

const pairIn = (pair: string): readonly [string, string] => {
  const [first = "", second = ""] = pair.split(" ");
  return [first, second];
};
