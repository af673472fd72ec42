import { mkdirSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Express } from "express";
import { createApp } from "./app.ts";
import type { Clock } from "./core/clock.ts";
import type { Config } from "./core/config.ts";
import { isDamage, isSound } from "./core/damage.ts";
import { type Db, openDatabase } from "./core/db.ts";
import { createDisk, type Disk } from "./core/disk.ts";
import type { Ports } from "./core/dispatch.ts";
import type { Deps, Feature, SyncPort } from "./core/feature.ts";
import { FileStore } from "./core/files.ts";
import type { Log } from "./core/log.ts";
import { createMail, type MailPort } from "./core/mail.ts";
import { Looks } from "./core/projection.ts";
import { secretIn } from "./core/secret.ts";
import { SqliteSessionStore } from "./core/session-store.ts";
import { createParents, type Parents } from "./parents/index.ts";
import { loadActor } from "./people/actor.ts";
import { secureOriginOf } from "./people/https/origin.ts";
import { getSchool } from "./people/school.ts";
import { syncLine } from "./people/sync-line.ts";

export interface BoxParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly db: Db;
  readonly features: readonly Feature[];
  /** Sessions' own database; ":memory:" in tests. */
  readonly sessionsFile: string;
  /** In place of the line to the portal; for tests. */
  readonly sync?: ((deps: Deps) => SyncPort) | undefined;
}

export interface Box {
  readonly app: Express;
  readonly deps: Deps;
  readonly ports: Ports;
  readonly sync: SyncPort;
  readonly mail: MailPort;
  readonly parents: Parents;
  readonly disk: Disk;
  /** From now on pages know where the box answers over https. */
  answersOverHttps(port: number): void;
  close(): void;
}

/** Who is signed in is worth no rescue: when it cannot be read, everybody signs in again. */
const openSessions = (file: string, clock: Clock): Db => {
  const open = (): Db => openDatabase(file, clock, { synchronous: ["NORMAL", 1] });
  try {
    const db = open();
    if (isSound(db.$client)) return db;
    db.$client.close();
  } catch (error) {
    if (!isDamage(error)) throw error;
  }
  for (const end of ["", "-wal", "-shm"]) rmSync(file + end, { force: true });
  return open();
};

/** Puts the box together around an open, migrated database; main.ts and the tests use the same. */
export const createBox = ({ config, clock, log, db, features, sessionsFile, sync }: BoxParts): Box => {
  const files = new FileStore(join(config.DATA_DIR, "files"));
  const deps: Deps = { db, clock, config, files };
  const sessionsDb = openSessions(sessionsFile, clock);
  const parents = createParents({ deps, features, log });
  const syncPort = sync?.(deps) ?? parents.port;
  const mail = createMail({ config, clock, log });
  const disk = createDisk(config.DATA_DIR, log);
  let httpsPort: number | null = null;
  const temporaryFolder = join(config.DATA_DIR, "tmp");
  mkdirSync(temporaryFolder, { recursive: true, mode: 0o700 });
  const ports: Ports = {
    ...deps,
    registry: { features },
    sync: syncPort,
    mail,
    sessions: new SqliteSessionStore(sessionsDb.$client, clock),
    looks: new Looks(clock),
    secret: secretIn(join(config.DATA_DIR, "keys")),
    temporaryFolder,
    loadActor: (personId, beganAt) => loadActor(db, personId, clock.today(), beganAt),
    hasRoom: disk.hasRoom,
    hasSchool: () => getSchool(db) !== undefined,
    schoolName: () => getSchool(db)?.name ?? "Préau",
    secureOriginOf: (host) => (httpsPort === null ? null : secureOriginOf(config, httpsPort, host)),
    lineOf: (actor) => (actor.isStaff ? syncLine(syncPort.status(), clock) : null),
  };
  const allowedHosts = [
    `${config.LAN_NAME}.local`,
    hostname(),
    ...config.ALLOWED_HOSTS.split(",").filter((name) => name !== ""),
  ];
  const app = createApp({ ...ports, log, allowedHosts });
  const answersOverHttps = (port: number): void => {
    httpsPort = port;
  };
  const close = (): void => {
    mail.stop();
    sessionsDb.$client.close();
  };
  return { app, deps, ports, sync: syncPort, mail, parents, disk, answersOverHttps, close };
};
