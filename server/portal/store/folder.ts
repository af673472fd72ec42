import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, link, mkdir, open, readdir, readFile, rename, rm, stat, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Clock } from "../../core/clock.ts";
import { type Entry, walk } from "./folder-walk.ts";
import type { Listing, ObjectStore, Stored } from "./object-store.ts";

const DAY = 24 * 60 * 60 * 1000;
const PAGE = 1000;

/**
 * Objects as files of one folder. A write is a temporary file, fsync, rename or link, fsync of the folder: several portal
 * processes may share it, and a power cut leaves either nothing or the whole.
 */
export class FolderStore implements ObjectStore {
  readonly #root: string;
  readonly #known = new Set<string>();

  private constructor(root: string) {
    this.#root = root;
  }

  static async open(root: string, clock: Pick<Clock, "now">): Promise<FolderStore> {
    const store = new FolderStore(root);
    await mkdir(store.#temporary, { recursive: true, mode: 0o700 });
    await store.#dropAbandoned(clock.now());
    return store;
  }

  async get(key: string): Promise<Uint8Array | null> {
    return orNull(readFile(this.#file(key)));
  }

  async read(key: string): ReturnType<ObjectStore["read"]> {
    const handle = await orNull(open(this.#file(key), "r"));
    if (handle === null) return null;
    const { size } = await handle.stat();
    return { size, stream: createReadStream("", { fd: handle }) };
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    const file = this.#file(key);
    await this.#write(bytes, async (temporary) => {
      await this.#ensureFolder(dirname(file));
      await rename(temporary, file);
      await syncFolder(dirname(file));
    });
  }

  async putIfAbsent(key: string, body: Uint8Array | AsyncIterable<Uint8Array>): Promise<boolean> {
    const file = this.#file(key);
    return this.#write(body, async (temporary) => {
      await this.#ensureFolder(dirname(file));
      const isNew = await linked(temporary, file);
      await syncFolder(dirname(file)); // also when another process has just linked it: our answer must survive a power cut
      return isNew;
    });
  }

  async delete(key: string): Promise<void> {
    await orNull(unlink(this.#file(key)));
  }

  async stat(key: string): Promise<Stored | null> {
    const found = await orNull(stat(this.#file(key)));
    return found === null ? null : { key, size: found.size, at: found.mtime };
  }

  async list(prefix: string, page: { after?: string | undefined; limit?: number | undefined } = {}): Promise<Listing> {
    if (!prefix.endsWith("/")) throw new Error("a prefix ends with /");
    const limit = page.limit ?? PAGE;
    const found: Entry[] = [];
    for await (const entry of walk(this.#file(prefix.slice(0, -1)), prefix, page.after ?? "")) {
      found.push(entry);
      if (found.length > limit) break;
    }
    const shown = await Promise.all(found.slice(0, limit).map(({ key }) => this.stat(key)));
    const next = found.length > limit ? (found[limit - 1]?.key ?? null) : null;
    return { items: shown.filter((item) => item !== null), next };
  }

  get #temporary(): string {
    return join(this.#root, ".tmp");
  }

  #file(key: string): string {
    if (!/^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)*$/.test(key)) throw new Error("not a key of the store");
    return join(this.#root, key);
  }

  async #write<T>(body: Uint8Array | AsyncIterable<Uint8Array>, place: (temporary: string) => Promise<T>): Promise<T> {
    const temporary = join(this.#temporary, randomUUID());
    try {
      const handle = await open(temporary, "wx", 0o600);
      try {
        await fill(handle, body);
        await handle.sync();
      } finally {
        await handle.close();
      }
      return await place(temporary);
    } finally {
      await rm(temporary, { force: true });
    }
  }

  /** A new folder must survive a power cut as well as the file in it. */
  async #ensureFolder(folder: string): Promise<void> {
    if (folder === this.#root || this.#known.has(folder)) return;
    await this.#ensureFolder(dirname(folder));
    await mkdir(folder, { mode: 0o700 }).catch((error: unknown) => {
      if (!isCode(error, "EEXIST")) throw error;
    });
    await syncFolder(dirname(folder));
    this.#known.add(folder);
  }

  /** Temporary files of a process that died; another process may be writing the young ones. */
  async #dropAbandoned(now: Date): Promise<void> {
    for (const name of await readdir(this.#temporary)) {
      const file = join(this.#temporary, name);
      const found = await orNull(stat(file));
      if (found !== null && now.getTime() - found.mtimeMs > DAY) await rm(file, { force: true });
    }
  }
}

async function fill(handle: FileHandle, body: Uint8Array | AsyncIterable<Uint8Array>): Promise<void> {
  if (body instanceof Uint8Array) return handle.writeFile(body);
  for await (const chunk of body) await handle.writeFile(chunk); // on a handle, each call writes where the last one ended
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (isCode(error, "EEXIST")) return false;
    throw error;
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;

async function orNull<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found;
  } catch (error) {
    if (isCode(error, "ENOENT") || isCode(error, "ENOTDIR")) return null;
    throw error;
  }
}
