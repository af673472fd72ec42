/** Where an account's things are kept: in the browser's database, or in memory on a shared computer. */
export interface Store {
  get(key: string): Promise<unknown>;
  put(key: string, value: unknown): Promise<void>;
  delete(key: string): Promise<void>;
  /** Keys that start with `prefix`, sorted. */
  keys(prefix: string): Promise<string[]>;
  deleteAll(prefix: string): Promise<void>;
}

export class MemoryStore implements Store {
  readonly #kept = new Map<string, unknown>();

  async get(key: string): Promise<unknown> {
    return this.#kept.get(key);
  }
  async put(key: string, value: unknown): Promise<void> {
    this.#kept.set(key, value);
  }
  async delete(key: string): Promise<void> {
    this.#kept.delete(key);
  }
  async keys(prefix: string): Promise<string[]> {
    return [...this.#kept.keys()].filter((key) => key.startsWith(prefix)).sort();
  }
  async deleteAll(prefix: string): Promise<void> {
    for (const key of await this.keys(prefix)) this.#kept.delete(key);
  }
}

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const NAME = "preau";
const KEPT = "kept";

/** One object store with text keys is all that is needed. A write is acknowledged when its transaction is complete. */
export class BrowserStore implements Store {
  #opened: Promise<IDBDatabase> | null = null;

  async get(key: string): Promise<unknown> {
    return settled((await this.#kept("readonly")).get(key));
  }
  put(key: string, value: unknown): Promise<void> {
    return this.#write((kept) => kept.put(value, key));
  }
  delete(key: string): Promise<void> {
    return this.#write((kept) => kept.delete(key));
  }
  async keys(prefix: string): Promise<string[]> {
    const found = await settled((await this.#kept("readonly")).getAllKeys(startingWith(prefix)));
    return found.filter((key) => typeof key === "string");
  }
  deleteAll(prefix: string): Promise<void> {
    return this.#write((kept) => kept.delete(startingWith(prefix)));
  }

  async #write(change: (kept: IDBObjectStore) => void): Promise<void> {
    const kept = await this.#kept("readwrite");
    const { transaction } = kept;
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
      change(kept);
    });
  }

  async #kept(mode: IDBTransactionMode): Promise<IDBObjectStore> {
    this.#opened ??= this.#open();
    return (await this.#opened).transaction(KEPT, mode).objectStore(KEPT);
  }

  async #open(): Promise<IDBDatabase> {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(KEPT);
    try {
      const database = await settled(request);
      database.onclose = () => {
        this.#opened = null;
      };
      return database;
    } catch (error) {
      this.#opened = null; // the next request tries again
      throw error;
    }
  }
}

const startingWith = (prefix: string): IDBKeyRange => IDBKeyRange.bound(prefix, `${prefix}\uffff`);
