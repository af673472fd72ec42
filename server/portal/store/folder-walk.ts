import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";

export interface Entry {
  readonly key: string;
}

/** The files under a folder in the order of their keys' bytes, from the first key greater than `after`. */
export async function* walk(folder: string, prefix: string, after: string): AsyncGenerator<Entry> {
  for (const entry of await sorted(folder)) {
    const key = prefix + entry.name;
    if (!entry.isDirectory()) {
      if (key > after) yield { key };
    } else if (`${key}/` > after || after.startsWith(`${key}/`)) {
      yield* walk(join(folder, entry.name), `${key}/`, after);
    }
  }
}

async function sorted(folder: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((a, b) => (comparable(a) < comparable(b) ? -1 : 1));
  } catch {
    return []; // nothing was ever stored under this prefix
  }
}

/** As an object store sorts: `a-b` before `a/…`. */
const comparable = (entry: Dirent): string => (entry.isDirectory() ? `${entry.name}/` : entry.name);
