import { createHmac } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { type Box, createBox } from "../box.ts";
import { type Clock, createClock } from "../core/clock.ts";
import { type Config, loadConfig } from "../core/config.ts";
import { type Db, openDatabase, write } from "../core/db.ts";
import type { Deps, Doing, Feature, SyncPort } from "../core/feature.ts";
import { newId } from "../core/ids.ts";
import { createLog } from "../core/log.ts";
import type { MailPort } from "../core/mail.ts";
import { migrateNow } from "../core/migrate.ts";
import { csrfToken } from "../core/requests.ts";
import { features as allFeatures } from "../features.ts";
import { loadActor } from "../people/actor.ts";
import { type Browser, browserOf } from "./browser.ts";
import { type CastIds, type CastName, seedCast } from "./cast.ts";
import { fetchFromElsewhere } from "./elsewhere.ts";

/** Where somebody sits, where that matters. */
export interface Seat {
  /** Their password will be asked before what is sensitive: they did not type it just now. */
  readonly isAsked?: boolean;
  /** At another machine than the box. */
  readonly isElsewhere?: boolean;
  /** Their screen is projected. */
  readonly isProjected?: boolean;
}

export interface World extends Deps {
  readonly url: string;
  readonly ids: CastIds;
  readonly config: Config;
  readonly db: Db;
  /** A clock that the test moves. */
  readonly clock: Clock;
  readonly sync: SyncPort;
  readonly mail: MailPort;
  /** So much time passes. */
  travel(ms: number): void;
  /** Somebody sets the machine's clock: no time passes. */
  setClock(ms: number): void;
  /** Somebody of the cast at a browser, signed in. */
  as(name: CastName, seat?: Seat): Browser;
  /** Somebody who has not signed in. */
  stranger(seat?: Pick<Seat, "isElsewhere">): Browser;
  /** What a store verb needs, as somebody of the cast. */
  doing(name: CastName): Doing;
  /** The application itself, to be served in another way. */
  readonly app: Box["app"];
  /** Pages know from now on where the box answers over https. */
  readonly answersOverHttps: Box["answersOverHttps"];
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly features?: readonly Feature[];
  readonly env?: Record<string, string>;
  /** ISO 8601; a school day by default. */
  readonly startsAt?: string;
  /** False: a box before the first-run wizard, without anybody. */
  readonly hasSchool?: boolean;
  sync?(deps: Deps): SyncPort;
}

/** No portal: what a box without PORTAL_URL has. */
export const noSync = (): SyncPort => ({
  status: () => ({
    isConfigured: false,
    isOnline: false,
    isRunning: false,
    waiting: 0,
    lastSuccessAt: null,
    lastError: null,
  }),
  runNow: () => undefined,
});

const sign = (id: string, secret: string): string =>
  encodeURIComponent(`s:${id}.${createHmac("sha256", secret).update(id).digest("base64").replace(/=+$/, "")}`);

/**
 * A whole school in memory, the real application on a free port. Nothing of ours is replaced; sessions are opened
 * without the sign-in page, whose own tests do that. Closed by itself after the test file.
 */
export const world = async (options: WorldOptions = {}): Promise<World> => {
  const folder = mkdtempSync(join(tmpdir(), "preau-"));
  const config = loadConfig({ DATA_DIR: folder, PORT: "0", LOG_LEVEL: "silent", ANNOUNCE: "no", ...options.env });
  let now = Date.parse(options.startsAt ?? "2026-11-23T09:00:00.000Z");
  let passed = 0;
  const clock = createClock(
    config.TZ,
    () => now,
    () => performance.now() + passed,
  );
  const db = openDatabase(":memory:", clock);
  migrateNow(db);
  const ids = options.hasSchool === false ? ({} as CastIds) : write({ db }, (tx) => seedCast(tx, clock.iso()));
  const box = createBox({
    config,
    clock,
    db,
    log: createLog(config.LOG_LEVEL),
    features: options.features ?? allFeatures,
    sessionsFile: ":memory:",
    sync: options.sync ?? noSync,
  });
  const server = createServer(box.app).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const secret = Buffer.from(box.ports.secret);
  const as: World["as"] = (name, seat = {}) => {
    const sid = newId();
    box.ports.sessions.set(sid, {
      cookie: { path: "/", httpOnly: true, originalMaxAge: null } as never,
      personId: ids[name],
      isProjected: seat.isProjected ?? false,
      beganAt: clock.iso(),
      idleMs: 3_600_000,
      endsAt: new Date(now + 36_000_000).toISOString(),
    });
    if (seat.isAsked !== true) box.ports.sessions.hold(sid, "password", 3_600_000);
    return browserOf(
      url,
      `sid=${sign(sid, secret.toString("base64"))}`,
      csrfToken(secret, sid),
      seat.isElsewhere ? fetchFromElsewhere : fetch,
    );
  };
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
    box.close();
    db.$client.close();
    rmSync(folder, { recursive: true, force: true });
  };
  let isClosed = false;
  const closeOnce = async (): Promise<void> => {
    if (isClosed) return;
    isClosed = true;
    await close();
  };
  after(closeOnce);
  return {
    ...box.deps,
    url,
    ids,
    config,
    db,
    clock,
    as,
    sync: box.sync,
    mail: box.mail,
    app: box.app,
    answersOverHttps: box.answersOverHttps,
    travel: (ms) => {
      now += ms;
      passed += Math.max(0, ms);
    },
    setClock: (ms) => {
      now = ms;
    },
    stranger: (seat = {}) => browserOf(url, "", "", seat.isElsewhere ? fetchFromElsewhere : fetch),
    doing: (name) => {
      const actor = loadActor(db, ids[name], clock.today());
      if (actor === undefined) throw new Error(`${name} is not of this school`);
      return { db, clock, actor };
    },
    close: closeOnce,
  };
};
