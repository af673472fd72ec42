import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { Clock } from "./clock.ts";
import { type Db, openDatabase } from "./db.ts";

/** The school's data cannot be read: nothing may be written over them. The message is for the head. */
export class DamagedDatabase extends Error {}

const lost =
  "La base de données de l’école a disparu ou ne contient plus rien, alors que ses fichiers sont là. Rien n’a été écrit par-dessus.";
const damaged =
  "La base de données de l’école est abîmée\u00a0: le disque ou la carte mémoire a sans doute souffert. Rien n’a été écrit par-dessus.";

/** A whole check reads the whole file: after a clean stop only what takes a moment. */
const quicklyRead = 32 * 1024 * 1024;

const sizeOf = (file: string): number => (existsSync(file) ? statSync(file).size : 0);

/** Reads the whole file. What SQLite kept of it in memory is given back: a box at rest has no use for it. */
export const isSound = (client: Database.Database): boolean => {
  const isOk = client.pragma("quick_check(1)", { simple: true }) === "ok";
  client.pragma("shrink_memory");
  return isOk;
};

export const isDamage = (error: unknown): boolean =>
  error instanceof Error && "code" in error && /^SQLITE_(CORRUPT|NOTADB|IOERR_SHORT_READ)/.test(String(error.code));

const hasTables = ({ $client }: Db): boolean =>
  $client.prepare("select 1 from sqlite_master limit 1").get() !== undefined;

/** Opens the box's database, or throws DamagedDatabase. A box that was switched off without stopping is checked whole. */
export const openSound = (folder: string, clock: Clock): Db => {
  const file = join(folder, "preau.sqlite");
  const isChecked = sizeOf(`${file}-wal`) > 0 || sizeOf(file) < quicklyRead;
  const hadSchool = existsSync(join(folder, "files")) || existsSync(join(folder, "keys/school.json"));
  if (hadSchool && sizeOf(file) === 0) throw new DamagedDatabase(lost);
  let db: Db | undefined;
  try {
    db = openDatabase(file, clock);
    if (isChecked && !isSound(db.$client)) throw new DamagedDatabase(damaged);
    if (hadSchool && !hasTables(db)) throw new DamagedDatabase(lost);
    return db;
  } catch (error) {
    db?.$client.close();
    throw isDamage(error) ? new DamagedDatabase(damaged) : error;
  }
};

export interface Copy {
  readonly name: string;
  readonly file: string;
  readonly at: Date;
}

/** The newest copy of the database beside it that can be read from end to end; null when there is none. */
export const lastSoundCopy = (folder: string): Copy | null => {
  const backups = join(folder, "backups");
  const copies = (existsSync(backups) ? readdirSync(backups) : [])
    .filter((name) => /^[^.].*\.sqlite$/.test(name))
    .map((name) => ({ name, file: join(backups, name), at: statSync(join(backups, name)).mtime }))
    .sort((a, b) => b.at.getTime() - a.at.getTime());
  return copies.find(({ file }) => canBeRead(file)) ?? null;
};

const canBeRead = (file: string): boolean => {
  try {
    const copy = new Database(file, { readonly: true, fileMustExist: true });
    try {
      return isSound(copy);
    } finally {
      copy.close();
    }
  } catch {
    return false; // whatever is wrong with it, an older one may do
  }
};
