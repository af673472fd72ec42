import type { Readable } from "node:stream";

export interface Stored {
  readonly key: string;
  readonly size: number;
  /** When the store wrote it, by the store's own clock. */
  readonly at: Date;
}

export interface Listing {
  readonly items: readonly Stored[];
  /** Give it as `after` to read on; null at the end. */
  readonly next: string | null;
}

/**
 * All that the portal asks of where its bytes lie; what an S3-compatible service offers and no more. Writes are whole or not
 * at all, durable when the promise resolves, and seen by every portal process at once. Keys are made of segments of
 * `[A-Za-z0-9_-]`, separated by `/`.
 */
export interface ObjectStore {
  get(key: string): Promise<Uint8Array | null>;
  read(key: string): Promise<{ size: number; stream: Readable } | null>;
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** Creates under the condition that nothing bears the name; false when something does. Nothing is kept of a body that throws. */
  putIfAbsent(key: string, body: Uint8Array | AsyncIterable<Uint8Array>): Promise<boolean>;
  /** Succeeds when there is nothing to delete. */
  delete(key: string): Promise<void>;
  stat(key: string): Promise<Stored | null>;
  /** In the order of the keys' bytes. `prefix` ends with `/`. */
  list(prefix: string, page?: { after?: string | undefined; limit?: number | undefined }): Promise<Listing>;
}

/** Every item under a prefix, page after page. */
export async function* everyItem(store: ObjectStore, prefix: string): AsyncGenerator<Stored> {
  let after: string | undefined;
  do {
    const listing: Listing = await store.list(prefix, { after });
    yield* listing.items;
    after = listing.next ?? undefined;
  } while (after !== undefined);
}
