import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { type SQL, sql } from "drizzle-orm";
import { type BetterSQLite3Database, drizzle } from "drizzle-orm/better-sqlite3";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import type { Clock } from "./clock.ts";

export type Db = BetterSQLite3Database & { $client: Database.Database };
export type Tx = Parameters<Parameters<Db["transaction"]>[0]>[0];

/** Set, then read back at every open: a pragma that is refused silently would cost data. */
const pragmas: readonly (readonly [name: string, value: string, readBack: unknown])[] = [
  ["journal_mode", "WAL", "wal"],
  ["synchronous", "FULL", 2],
  ["foreign_keys", "ON", 1],
  ["busy_timeout", "5000", 5000],
  ["secure_delete", "ON", 1],
  ["trusted_schema", "OFF", 0],
  ["journal_size_limit", "67108864", 67_108_864],
  // 4 MB for each connection instead of better-sqlite3's 16: the system keeps the file in memory anyway.
  ["cache_size", "-4000", -4000],
];

const setPragmas = (
  client: Database.Database,
  isMemory: boolean,
  overrides: Record<string, [string, unknown]>,
): void => {
  for (const [name, standard, standardBack] of pragmas) {
    const [value, expected] = overrides[name] ?? [standard, standardBack];
    client.pragma(`${name} = ${value}`);
    const actual = client.pragma(name, { simple: true });
    const isFine = actual === expected || (isMemory && name === "journal_mode" && actual === "memory");
    if (!isFine) throw new Error(`SQLite refuses ${name} = ${value}: it stays ${String(actual)}`);
  }
};

/** Preparing costs more than running: the same text is prepared once for each connection. */
const keepStatements = (client: Database.Database): void => {
  const prepare = client.prepare.bind(client);
  const kept = new Map<string, Database.Statement>();
  client.prepare = ((text: string) => {
    const known = kept.get(text);
    if (known !== undefined && !known.busy) return known.reader ? known.raw(false) : known;
    const statement = prepare(text);
    if (known === undefined && kept.size < 2000) kept.set(text, statement);
    return statement;
  }) as typeof client.prepare;
};

interface Generation {
  value: number;
  /** SQLite's own count of commits by other connections: a script that imports while the box runs. */
  foreign: number;
  /** SQLite was asked since other work could run: a page asks for many things at once. */
  isAsked: boolean;
}
const generations = new WeakMap<object, Generation>();

const counterOf = (db: Db): Generation => {
  const counter = generations.get(db.$client) ?? { value: 0, foreign: -1, isAsked: false };
  generations.set(db.$client, counter);
  return counter;
};

/** A number that grows with every write, by whomever: whatever was computed under the same number is still true. */
export const generationOf = (db: Db): number => {
  const counter = counterOf(db);
  if (counter.isAsked) return counter.value;
  counter.isAsked = true;
  queueMicrotask(() => {
    counter.isAsked = false;
  });
  const { data_version: foreign } = db.$client.prepare("pragma data_version").get() as { data_version: number };
  if (foreign !== counter.foreign) {
    counter.foreign = foreign;
    counter.value += 1;
  }
  return counter.value;
};

/**
 * Opens a database file, or ":memory:". `preau_now()` gives SQL the clock's instant (ISO 8601, UTC).
 * Throws when a pragma does not hold or the file is no database.
 */
export const openDatabase = (
  file: string,
  clock: Pick<Clock, "iso" | "isTrusted">,
  overrides: Record<string, [string, unknown]> = {},
): Db => {
  if (file !== ":memory:") mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const client = new Database(file);
  setPragmas(client, file === ":memory:", overrides);
  client.function("preau_now", { deterministic: false }, () => clock.iso());
  client.function("preau_time_trusted", { deterministic: false }, () => (clock.isTrusted() ? 1 : 0));
  keepStatements(client);
  return drizzle(client);
};

/**
 * One transaction that writes: BEGIN IMMEDIATE, synchronous, all or nothing. Hash, resize and fsync before it. Inside another
 * one it joins as a savepoint: a verb that fails undoes its own changes only, and what it did lasts when the outer one does.
 */
export const write = <T>({ db }: { db: Db }, change: (tx: Tx) => T): T => {
  const isJoining = db.$client.inTransaction;
  let result: T;
  try {
    result = db.transaction(change, { behavior: "immediate" });
  } finally {
    counterOf(db).value += 1; // after a failure too: what was computed from the undone rows is not true
  }
  if (!isJoining) for (const listener of listeners.get(db.$client) ?? []) listener();
  return result;
};

/**
 * A write that is not waited for until it is on the disk: a power cut may take it, and whatever it belongs to must then be
 * taken back. Other writes stay as safe as ever: the next of them carries this one to the disk as well.
 */
export const writeUnsynced = <T>({ db }: { db: Db }, change: (tx: Tx) => T): T => {
  const { $client } = db;
  const usual = $client.pragma("synchronous", { simple: true });
  $client.pragma("synchronous = NORMAL");
  try {
    return write({ db }, change);
  } finally {
    $client.pragma(`synchronous = ${usual}`);
  }
};

const listeners = new WeakMap<object, Set<() => void>>();

/** Calls back after each committed write (in this process); returns the way to stop. */
export const afterWrite = (db: Db, listener: () => void): (() => void) => {
  const set = listeners.get(db.$client) ?? new Set();
  set.add(listener);
  listeners.set(db.$client, set);
  return () => set.delete(listener);
};

/** `column in (…)` whose text is the same for every list, so that one prepared statement serves all. */
export const isOneOf = (column: SQLiteColumn, ids: readonly string[]): SQL =>
  sql`${column} in (select value from json_each(${JSON.stringify(ids)}))`;

export { found } from "./errors.ts";
