import { existsSync, readFileSync } from "node:fs";
import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import Database from "better-sqlite3";
import { migrate as runMigrations } from "drizzle-orm/better-sqlite3/migrator";
import * as z from "zod";
import type { Db } from "./db.ts";
import { syncFolder } from "./files.ts";
import { paths } from "./paths.ts";

const Journal = z.object({ entries: z.array(z.object({ when: z.number(), tag: z.string() })) });

/** The database was written by a newer Préau: opening it with this one could lose what it cannot read. */
export class NewerDatabase extends Error {
  constructor() {
    super(
      "La base de données vient d’une version plus récente de Préau. Installez cette version, ou restaurez la sauvegarde d’avant la mise à jour.",
    );
  }
}

const journal = (): { when: number; tag: string }[] =>
  Journal.parse(JSON.parse(readFileSync(join(paths.migrations, "meta/_journal.json"), "utf8"))).entries;

const lastApplied = (db: Db): number => {
  const client = db.$client;
  const exists = client.prepare("select 1 from sqlite_master where name = '__drizzle_migrations'").get();
  if (exists === undefined) return 0;
  const row = client.prepare("select max(created_at) as at from __drizzle_migrations").get() as { at: number | null };
  return row.at ?? 0;
};

const isHealthy = (file: string): boolean => {
  const copy = new Database(file, { readonly: true, fileMustExist: true });
  try {
    return copy.pragma("quick_check", { simple: true }) === "ok";
  } finally {
    copy.close();
  }
};

/** A copy that has been opened and checked, kept beside the database; the three newest stay. */
const copyVerified = async (db: Db, folder: string, stamp: string): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = join(folder, ".copy.tmp");
  await rm(temporary, { force: true });
  db.$client.prepare("vacuum into ?").run(temporary);
  const handle = await open(temporary, "r+");
  await handle.sync();
  await handle.close();
  if (!isHealthy(temporary)) throw new Error("the copy made before the update cannot be read back");
  await rename(temporary, join(folder, `avant-mise-a-jour-${stamp}.sqlite`));
  await syncFolder(folder);
  const copies = (await readdir(folder)).filter((name) => name.startsWith("avant-mise-a-jour-")).sort();
  for (const old of copies.slice(0, -3)) await rm(join(folder, old));
};

/**
 * Brings the database to this version's tables. Before a change of a database that holds something, a verified copy is
 * made in `copies`. Throws NewerDatabase when the database knows migrations that this version does not.
 */
export const migrate = async (db: Db, copies?: string): Promise<void> => {
  const known = journal();
  const applied = lastApplied(db);
  const newest = known.at(-1)?.when ?? 0;
  if (applied > newest) throw new NewerDatabase();
  if (applied === newest) return;
  if (applied > 0 && copies !== undefined && existsSync(db.$client.name))
    await copyVerified(db, copies, String(newest));
  migrateNow(db);
};

/** The migration itself, without a copy. Foreign keys are off meanwhile: rebuilding a table would delete its children. */
export const migrateNow = (db: Db): void => {
  db.$client.pragma("foreign_keys = OFF");
  try {
    runMigrations(db, { migrationsFolder: paths.migrations });
    const broken = db.$client.pragma("foreign_key_check") as unknown[];
    if (broken.length > 0) throw new Error(`the update left ${broken.length} rows without their parent`);
  } finally {
    db.$client.pragma("foreign_keys = ON");
  }
};
