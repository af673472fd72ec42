import { and, eq } from "drizzle-orm";
import { write } from "../core/db.ts";
import { theSchool } from "../people/school.ts";
import type { ChannelType, Keyring } from "../wire/index.ts";
import { hashOf } from "./canonical.ts";
import { type Channels, currentNumbers, markChannels, openChannels } from "./channels.ts";
import type { Holder } from "./holders.ts";
import { inSlices } from "./slices.ts";
import type { Sync } from "./sync.ts";
import { channelKeys, channelReaders, channels, keyringChannels, keyrings, strayKeyrings } from "./tables.ts";

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

const pairKey = (a: string, b: string): string => `${a} ${b}`;

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

export interface Access {
  readonly name: string;
  readonly recipient: string;
  readonly ringKey: string;
  readonly hash: string;
  readonly keyring: Omit<Keyring, "lineage" | "seq" | "at">;
}

interface Keys {
  readonly types: ReadonlyMap<string, ChannelType>;
  readonly byChannel: ReadonlyMap<string, { n: number; identity: string }[]>;
  readonly fromKey: ReadonlyMap<string, number>;
}

const keysOf = ({ db }: Sync): Keys => {
  const byChannel = new Map<string, { n: number; identity: string }[]>();
  for (const { channelId, n, identity } of db.select().from(channelKeys).orderBy(channelKeys.n).all())
    byChannel.set(channelId, [...(byChannel.get(channelId) ?? []), { n, identity }]);
  const readers = db.$client
    .prepare<[], [string, number]>("select person_id || ' ' || channel_id, from_key from channel_readers")
    .raw()
    .all();
  return {
    byChannel,
    types: new Map(
      db
        .select({ id: channels.id, type: channels.type })
        .from(channels)
        .all()
        .map(({ id, type }) => [id, type]),
    ),
    fromKey: new Map(readers),
  };
};

const keyringOf = (sync: Sync, opened: Channels, keys: Keys, holder: Holder): Access["keyring"] => {
  const { name, phone } = theSchool(sync.db);
  const ids = holder.channels.flatMap((ref) => opened.find(ref) ?? []).slice(0, 200);
  return {
    v: 1,
    uai: sync.uai,
    school: {
      name: name.slice(0, 200),
      ...(phone !== "" && { phone: phone.slice(0, 40) }),
      publicKeys: [sync.keys.publicKey],
      replyTo: sync.keys.replyTo,
    },
    holder: { id: holder.publicId, kind: holder.key.kind, displayName: holder.displayName.slice(0, 200) },
    children: holder.children.map((child) => ({
      id: child.publicId,
      firstName: child.firstName.slice(0, 100),
      displayName: child.displayName.slice(0, 200),
      ...(child.classroom !== undefined && { classroom: child.classroom.slice(0, 100) }),
      channels: child.channels.flatMap((ref) => opened.find(ref) ?? []).slice(0, 50),
      maySign: child.maySign,
    })),
    channels: ids.map((id) => {
      const from = keys.fromKey.get(pairKey(holder.key.personId, id)) ?? 1;
      const owned = (keys.byChannel.get(id) ?? []).filter(({ n }) => n >= from);
      return { id, type: keys.types.get(id) ?? "person", keys: owned.slice(-200) };
    }),
  };
};

export interface Accesses {
  /** Keyrings that say something else than the portal's. */
  readonly changed: readonly Access[];
  /** Names of keyrings that must go. */
  readonly revoked: readonly string[];
}

/** What the portal's keyrings should say, compared with what they say. */
export const compareAccesses = async (
  sync: Sync,
  opened: Channels,
  holders: readonly Holder[],
  limit: number,
): Promise<Accesses & { readonly total: number }> => {
  const known = new Map(
    sync.db
      .select()
      .from(keyrings)
      .all()
      .map(({ name, hash }) => [name, hash]),
  );
  const keys = keysOf(sync);
  const changed: Access[] = [];
  let total = 0;
  await inSlices(holders, (holder) => {
    const keyring = keyringOf(sync, opened, keys, holder);
    const hash = hashOf(keyring);
    const { tokenHash: name, recipient, ringKey } = holder.key;
    if (known.get(name) === hash) return;
    total += 1;
    if (changed.length < limit) changed.push({ name, recipient, ringKey, hash, keyring });
  });
  const inForce = new Set(holders.map(({ key }) => key.tokenHash));
  const stray = sync.db
    .select()
    .from(strayKeyrings)
    .all()
    .map(({ name }) => name);
  const revoked = [...new Set([...known.keys(), ...stray])].filter((name) => !inForce.has(name)).slice(0, 5000);
  return { changed, revoked, total: total + revoked.length };
};
