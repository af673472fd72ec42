import { createHash } from "node:crypto";
import { Rejected } from "./rejected.ts";
import type { ObjectStore } from "./store/object-store.ts";

export const LARGEST_OBJECT = 64 * 1024 * 1024;

/** Streams an object to the store. Returns whether it is new; the same bytes again succeed, others answer 409. */
export async function storeObject(
  store: ObjectStore,
  key: string,
  body: AsyncIterable<Uint8Array>,
  sha256: string,
): Promise<boolean> {
  if (await store.putIfAbsent(key, whole(body, sha256))) return true;
  if ((await hashOf(store, key)) !== sha256) throw new Rejected(409, "other-bytes");
  return false;
}

/** Passes the bytes on, and fails at the end if they are not those that the sender meant: nothing half received is kept. */
async function* whole(body: AsyncIterable<Uint8Array>, sha256: string): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > LARGEST_OBJECT) throw new Rejected(413, "too-large");
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest("hex") !== sha256) throw new Rejected(400, "wrong-digest");
}

async function hashOf(store: ObjectStore, key: string): Promise<string | null> {
  const found = await store.read(key);
  if (found === null) return null;
  const hash = createHash("sha256");
  for await (const chunk of found.stream) hash.update(chunk);
  return hash.digest("hex");
}
