import { createHash, randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { access, mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

export interface StoredFile {
  /** SHA-256 of the content, hex: also its name. */
  readonly sha256: string;
  readonly size: number;
}

/** Flushes a folder's entry table, so that a rename survives a power cut. */
export const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** Temporary name → fsync → rename → fsync of the folder: after this returns, the file is there and whole. */
export const writeAtomically = async (file: string, bytes: Uint8Array, mode = 0o600): Promise<void> => {
  const folder = dirname(file);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = join(folder, `.${randomBytes(8).toString("hex")}.tmp`);
  try {
    const handle = await open(temporary, "wx", mode);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
};

/** What a power cut left half written below a folder: nothing refers to it. Run before anything writes there. */
export const removeLeftovers = async (folder: string): Promise<void> => {
  const names = await readdir(folder, { recursive: true }).catch(() => []); // no folder yet: nothing was left
  for (const name of names) if (/(^|\/)\.[0-9a-f]{16}\.tmp$/.test(name)) await rm(join(folder, name), { force: true });
};

export const sha256Hex = (bytes: Uint8Array | string): string => createHash("sha256").update(bytes).digest("hex");

/** Contents by their hash, below one folder: the same content is kept once, and is never changed. */
export class FileStore {
  readonly folder: string;
  readonly #turns = new Map<string, Promise<void>>();

  constructor(folder: string) {
    this.folder = folder;
  }

  pathOf(sha256: string): string {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new RangeError("not a SHA-256");
    return join(this.folder, sha256.slice(0, 2), sha256);
  }

  /** Written anew though it may be there: a sweep then leaves it, and a damaged file is whole again. */
  async put(bytes: Uint8Array): Promise<StoredFile> {
    const sha256 = sha256Hex(bytes);
    await this.#alone(sha256, () => writeAtomically(this.pathOf(sha256), bytes));
    return { sha256, size: bytes.byteLength };
  }

  /** One after the other, for each content. */
  async #alone<T>(sha256: string, work: () => Promise<T>): Promise<T> {
    const mine = (this.#turns.get(sha256) ?? Promise.resolve()).then(work);
    const turn = mine.then(
      () => undefined,
      () => undefined,
    );
    this.#turns.set(sha256, turn);
    try {
      return await mine;
    } finally {
      if (this.#turns.get(sha256) === turn) this.#turns.delete(sha256);
    }
  }

  async has(sha256: string): Promise<boolean> {
    return access(this.pathOf(sha256), constants.R_OK).then(
      () => true,
      () => false,
    );
  }

  /** The content, checked against its name. Throws when it is missing or damaged. */
  async read(sha256: string): Promise<Uint8Array> {
    const bytes = await readFile(this.pathOf(sha256));
    if (sha256Hex(bytes) !== sha256) throw new Error(`file ${sha256} is damaged`);
    return bytes;
  }

  async delete(sha256: string): Promise<void> {
    await rm(this.pathOf(sha256), { force: true });
  }

  /** The names of all files. */
  async list(): Promise<string[]> {
    const names = await readdir(this.folder, { recursive: true }).catch(() => []); // no folder yet: no file
    return names.map((name) => basename(name)).filter((name) => /^[0-9a-f]{64}$/.test(name));
  }

  /** Deletes a file unless somebody has put it here since then; returns whether it did. */
  deleteUnused(sha256: string, since: Date): Promise<boolean> {
    return this.#alone(sha256, async () => {
      if ((await stat(this.pathOf(sha256))).mtime >= since) return false;
      await rm(this.pathOf(sha256));
      return true;
    });
  }
}
