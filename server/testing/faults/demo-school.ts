import { createHmac, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import Database from "better-sqlite3";
import { type DemoSheet, fillBox } from "../../../scripts/demo/fill.ts";
import { type Clock, createClock } from "../../core/clock.ts";
import { loadConfig } from "../../core/config.ts";
import { openDatabase } from "../../core/db.ts";
import type { Deps } from "../../core/feature.ts";
import { FileStore } from "../../core/files.ts";
import { newId } from "../../core/ids.ts";
import { migrate } from "../../core/migrate.ts";
import { csrfToken } from "../../core/requests.ts";
import { SqliteSessionStore } from "../../core/session-store.ts";
import { features } from "../../features.ts";
import { type Browser, browserOf } from "../browser.ts";
import { freePort, type Running, startProgram } from "../processes.ts";

export const uai = "0690078K";

export interface DemoSchool {
  readonly dataDir: string;
  readonly sheet: DemoSheet;
  readonly clock: Clock;
  /** The process that runs now. */
  readonly box: Running;
  /** Starts the box on the same data and the same port, in the settings given at first and these. */
  start(env?: Record<string, string>): Promise<void>;
  /** Rows of the box's database, read by another connection. */
  rows<T = Record<string, unknown>>(sql: string, ...values: unknown[]): T[];
  /** "ok" when SQLite finds the whole database sound. */
  integrity(): unknown;
  /** Somebody at a browser. The session is opened without the sign-in page, whose own tests do that. */
  signIn(personId: string): Browser;
  /** What scripts that work beside the box are handed; close `db` afterwards. */
  open(): Deps;
}

export interface DemoOptions {
  readonly env?: Record<string, string>;
  /** Where the data lie; a folder of its own otherwise, removed after the file. */
  readonly dataDir?: string;
  /** Changes the data before the box starts. */
  prepare?(deps: Deps): Promise<void> | void;
}

/** A temporary folder, removed after the test file. */
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "preau-faults-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** The whole demo school in a folder, and its box as a process of its own: the production bundle. Ended after the file. */
export const demoSchool = async ({ env = {}, dataDir, prepare }: DemoOptions = {}): Promise<DemoSchool> => {
  const folder = dataDir ?? join(temporaryFolder(), "box");
  const port = await freePort();
  const settings = { DATA_DIR: folder, PORT: String(port), ...env };
  const config = loadConfig({ ANNOUNCE: "no", ...settings });
  const clock = createClock(config.TZ);
  const open = (): Deps => {
    const db = openDatabase(join(folder, "preau.sqlite"), clock);
    return { db, clock, config, files: new FileStore(join(folder, "files")) };
  };
  mkdirSync(join(folder, "keys"), { recursive: true, mode: 0o700 });
  const secret = randomBytes(32);
  writeFileSync(join(folder, "keys/session-secret"), secret, { mode: 0o600, flush: true });
  const deps = open();
  await migrate(deps.db);
  const sheet = await fillBox(deps, features);
  await prepare?.(deps);
  deps.db.$client.close();

  let box = await startProgram("main", settings, port);
  const sessionsDb = openDatabase(join(folder, "sessions.sqlite"), clock, { synchronous: ["NORMAL", 1] });
  const sessions = new SqliteSessionStore(sessionsDb.$client, clock);
  after(async () => {
    sessionsDb.$client.close();
    await box.kill();
  });
  const reading = <T>(work: (db: Database.Database) => T): T => {
    const db = new Database(join(folder, "preau.sqlite"), { readonly: true });
    try {
      return work(db);
    } finally {
      db.close();
    }
  };
  return {
    dataDir: folder,
    sheet,
    clock,
    get box() {
      return box;
    },
    start: async (more = {}) => {
      await box.kill();
      box = await startProgram("main", { ...settings, ...more }, port);
    },
    rows: <T>(sql: string, ...values: unknown[]) => reading((db) => db.prepare(sql).all(...values) as T[]),
    integrity: () => reading((db) => db.pragma("integrity_check", { simple: true })),
    open,
    signIn: (personId) => {
      const sid = newId();
      sessions.set(sid, {
        cookie: { path: "/", httpOnly: true, originalMaxAge: null } as never,
        personId,
        beganAt: clock.iso(),
        idleMs: 3_600_000,
        endsAt: new Date(clock.now().getTime() + 36_000_000).toISOString(),
      });
      const mac = createHmac("sha256", secret.toString("base64")).update(sid).digest("base64").replace(/=+$/, "");
      return browserOf(box.url, `sid=${encodeURIComponent(`s:${sid}.${mac}`)}`, csrfToken(secret, sid));
    },
  };
};

/** Pseudo-random and repeatable: a failure can be run again. */
export const seeded = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** Asks again until it is true; a test that would wait for ever fails instead. */
export const until = async (what: string, isTrue: () => Promise<boolean> | boolean, ms = 30_000): Promise<void> => {
  const deadline = performance.now() + ms;
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error(`never happened: ${what}`);
    await pause(20);
  }
};
