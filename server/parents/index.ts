import { write } from "../core/db.ts";
import type { Deps, Feature, SyncPort, SyncStatus } from "../core/feature.ts";
import type { Log } from "../core/log.ts";
import { getSchool } from "../people/school.ts";
import { createApart } from "./apart.ts";
import { connectPortal } from "./connect.ts";
import { createLine } from "./line.ts";
import { frenchReason, unpublishableMessage } from "./messages.ts";
import { createOffice, portalUrl } from "./office.ts";
import { createPortalClient } from "./portal-client.ts";
import { Unreachable } from "./request.ts";
import { takeOver } from "./restore.ts";
import { MissingKeys, readSchoolKeys } from "./school-keys.ts";
import { changeState, connectedState } from "./state.ts";
import type { Sync } from "./sync.ts";
import { newMemory, synchronise, withoutEffect } from "./synchronise.ts";
import { watchEvents } from "./triggers.ts";

export { connectPortal } from "./connect.ts";

export interface Parents {
  readonly port: SyncPort;
  start(): void;
  stop(): Promise<void>;
  /** One synchronisation now, for programs that do nothing else. Rejects when it fails. */
  once(): Promise<void>;
}

/** The box's side of the view from home: what goes out, what comes back, and how it stands. */
export const createParents = (given: { deps: Deps; features: readonly Feature[]; log: Log }): Parents => {
  const { deps, features, log } = given;
  const { db, clock, config, files } = deps;
  const apart = createApart();
  const memory = newMemory();
  let sync: Sync | null = null;
  let isTakingOver = false;
  let isConfigured = connectedState(db) !== undefined;
  let known = readKnown(deps);
  const now = { isOnline: true, waiting: 0, progress: null as SyncStatus["progress"] };

  /** The connection as it is in the database; null until the head has connected the box. */
  const connection = async (): Promise<Sync | null> => {
    const state = connectedState(db);
    const school = getSchool(db);
    isConfigured = state !== undefined;
    if (state === undefined || school === undefined) return null;
    const { uai } = school;
    const url = portalUrl(config, state);
    const address = [url, uai, state.boxToken].join(" ");
    if (sync?.address === address) return sync;
    const keys = await readSchoolKeys(config.DATA_DIR);
    if (keys === null) throw new MissingKeys();
    sync?.portal.close();
    const portal = createPortalClient({ url, uai, token: state.boxToken });
    sync = { db, clock, files, features, log, uai, keys, apart, portal, address };
    return sync;
  };

  const work = async (): Promise<void> => {
    try {
      const current = await connection();
      if (current === null) return;
      if (isTakingOver) await takeOver(current, await current.portal.tip());
      isTakingOver = false;
      await synchronise(current, memory, report);
      withoutEffect(current, memory, succeed);
    } catch (error) {
      now.progress = null;
      fail(error);
      throw error;
    }
  };
  const report = {
    waiting: (count: number) => void Object.assign(now, { waiting: count }),
    online: () => void Object.assign(now, { isOnline: true }),
    progress: (progress: SyncStatus["progress"]) => void Object.assign(now, { progress }),
  };
  const succeed = (): void => {
    const lastError = unpublishableMessage(memory.unpublishable.size);
    known = { lastSuccessAt: clock.iso(), lastErrorAt: lastError && clock.iso(), lastError };
    write({ db }, (tx) => changeState(tx, known));
  };
  const fail = (error: unknown): void => {
    now.isOnline = !(error instanceof Unreachable);
    const isFault = !(error instanceof Error) || !expected.has(error.name);
    log[isFault ? "error" : "info"](isFault ? { err: error } : { reason: String(error) }, "synchronisation stopped");
    const lastError = frenchReason(error);
    const isNew = known.lastError !== lastError;
    known = { ...known, lastErrorAt: clock.iso(), lastError };
    if (isNew) write({ db }, (tx) => changeState(tx, known));
  };

  const line = createLine(work);
  const office = createOffice({
    db,
    config,
    connection,
    connect: async (wanted) => {
      const former = connectedState(db)?.portalUrl;
      await connectPortal(deps, wanted);
      isTakingOver = former !== undefined && former !== connectedState(db)?.portalUrl;
      known = readKnown(deps);
      isConfigured = true;
      line.request();
    },
    takeOver: () => {
      isTakingOver = true;
      line.request();
    },
  });
  const status = (): SyncStatus => {
    const { lastSuccessAt, lastErrorAt, lastError } = known;
    const error = lastError === null ? null : { at: lastErrorAt ?? clock.iso(), message: lastError };
    return { isConfigured, isRunning: isConfigured && line.isRunning, ...now, lastSuccessAt, lastError: error };
  };

  let unwatch = (): void => undefined;
  return {
    port: { status, runNow: line.request, office },
    once: work,
    start: () => {
      unwatch = watchEvents(db, features, line.request);
      line.start();
    },
    stop: async () => {
      unwatch();
      const stopped = line.stop();
      sync?.portal.close();
      await stopped;
      sync = null;
      await apart.close();
    },
  };
};

const expected = new Set(["Unreachable", "Turned", "Standstill", "MissingKeys"]);

const readKnown = ({ db }: Deps) => {
  const state = connectedState(db);
  return {
    lastSuccessAt: state?.lastSuccessAt ?? null,
    lastErrorAt: state?.lastErrorAt ?? null,
    lastError: state?.lastError ?? null,
  };
};
