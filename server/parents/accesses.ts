import { theSchool } from "../people/school.ts";
import type { ChannelType, Keyring } from "../wire/index.ts";
import { hashOf } from "./canonical.ts";
import type { Channels } from "./channels.ts";
import type { Holder } from "./holders.ts";
import { pairKey } from "./readers.ts";
import { inSlices } from "./slices.ts";
import type { Sync } from "./sync.ts";
import { channelKeys, channels, keyrings, strayKeyrings } from "./tables.ts";

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
        .map(({ id, type }) => [id, type === "post" ? "person" : type]),
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
