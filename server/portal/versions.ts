import type { Position } from "../wire/order.ts";
import { positionName } from "./keys.ts";
import { everyItem, type ObjectStore, type Stored } from "./store/object-store.ts";

/**
 * A thing that changes (a channel's head, a keyring) is a folder of versions named by their position, of which the highest
 * counts. So no process can put an old version back over a newer one, however late it comes: no lock is needed, and a store
 * without compare-and-swap will do. An empty version says that the thing has ended.
 */
export async function putVersion(
  store: ObjectStore,
  folder: string,
  position: Position,
  bytes: Uint8Array,
): Promise<void> {
  await store.putIfAbsent(folder + positionName(position), bytes);
  const versions = await versionsIn(store, folder);
  for (const outdated of versions.slice(0, -1)) await store.delete(outdated.key);
}

/** The version that counts; null when there is none, or when the thing has ended. */
export async function latestVersion(store: ObjectStore, folder: string): Promise<Stored | null> {
  const latest = (await versionsIn(store, folder)).at(-1);
  return latest === undefined || latest.size === 0 ? null : latest;
}

/** Its bytes; another process may delete it between the listing and the reading, because it has just written a newer one. */
export async function readLatest(
  store: ObjectStore,
  folder: string,
  attempts = 3,
): Promise<{ key: string; bytes: Uint8Array } | null> {
  const latest = await latestVersion(store, folder);
  if (latest === null) return null;
  const bytes = await store.get(latest.key);
  if (bytes !== null) return { key: latest.key, bytes };
  return attempts > 1 ? readLatest(store, folder, attempts - 1) : null;
}

async function versionsIn(store: ObjectStore, folder: string): Promise<Stored[]> {
  const versions: Stored[] = [];
  for await (const version of everyItem(store, folder)) versions.push(version);
  return versions;
}
