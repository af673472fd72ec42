import { desc, isNotNull } from "drizzle-orm";
import { write } from "../core/db.ts";
import type { Deps, Feature, SyncOffice, SyncPort, SyncStatus } from "../core/feature.ts";
import type { Log } from "../core/log.ts";
import { getSchool } from "../people/school.ts";
import { createApart } from "./apart.ts";
import { connectPortal } from "./connect.ts";
import { createLine } from "./line.ts";
import { frenchReason } from "./messages.ts";
import { createPortalClient } from "./portal-client.ts";
import { dismiss, listQuarantine, retry, undismiss } from "./quarantine.ts";
import { Unreachable } from "./request.ts";
import { takeOver } from "./restore.ts";
import { ensureSchoolKeys } from "./school-keys.ts";
import { changeState, connectedState, standstills } from "./state.ts";
import type { Sync } from "./sync.ts";
import { newMemory, synchronise, withoutEffect } from "./synchronise.ts";
import { commits } from "./tables.ts";
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
  let isOnline = true;
  let waiting = 0;
  let progress: SyncStatus["progress"] = null;
  let known = readKnown(deps);
  let isConfigured = connectedState(db) !== undefined;
  let isTakingOver = false;

  /** The connection as it is in the database now; null until the head has connected the box. */
  const connection = async (): Promise<Sync | null> => {
    const state = connectedState(db);
    const school = getSchool(db);
    isConfigured = state !== undefined;
    if (state === undefined || school === undefined) return null;
    if (sync !== null && sync.address === addressOf(state, school.uai)) return sync;
    sync?.portal.close();
    const keys = await ensureSchoolKeys(config.DATA_DIR);
    const url = config.PORTAL_URL ?? state.portalUrl;
    const portal = createPortalClient({ url, uai: school.uai, token: state.boxToken });
    const address = addressOf(state, school.uai);
    sync = { db, clock, files, features, log, uai: school.uai, keys, apart, portal, address };
    return sync;
  };
  const addressOf = (state: { boxToken: string; portalUrl: string }, uai: string): string =>
    [config.PORTAL_URL ?? state.portalUrl, uai, state.boxToken].join(" ");

  const work = async (): Promise<void> => {
    const now = await connection();
    if (now === null) return;
    try {
      if (isTakingOver) await takeOver(now, await now.portal.tip());
      isTakingOver = false;
      await synchronise(now, memory, report);
      withoutEffect(now, memory, succeed);
    } catch (error) {
      progress = null;
      fail(error);
      throw error;
    }
  };
  const report = {
    waiting: (count: number) => {
      waiting = count;
    },
    online: () => {
      isOnline = true;
    },
    progress: (now: SyncStatus["progress"]) => {
      progress = now;
    },
  };
  const succeed = (): void => {
    const lastError = memory.unpublishable.size === 0 ? null : unpublishableMessage(memory.unpublishable.size);
    known = { lastSuccessAt: clock.iso(), lastErrorAt: lastError && clock.iso(), lastError };
    write({ db }, (tx) => changeState(tx, known));
  };
  const fail = (error: unknown): void => {
    isOnline = !(error instanceof Unreachable);
    const isFault = !(error instanceof Error) || !expected.has(error.name);
    log[isFault ? "error" : "info"](isFault ? { err: error } : { reason: String(error) }, "synchronisation stopped");
    const isSame = known.lastError === frenchReason(error);
    known = { ...known, lastErrorAt: clock.iso(), lastError: frenchReason(error) };
    if (!isSame) write({ db }, (tx) => changeState(tx, known));
  };

  const line = createLine(work);
  let unwatch = (): void => undefined;

  const office: SyncOffice = {
    portal: () => {
      const state = connectedState(db);
      if (state === undefined) return null;
      return { url: config.PORTAL_URL ?? state.portalUrl, since: state.connectedAt ?? "" };
    },
    connect: async (wanted) => {
      await connectPortal(deps, wanted);
      known = readKnown(deps);
      isConfigured = true;
      line.request();
    },
    publications: (limit) =>
      db
        .select()
        .from(commits)
        .where(isNotNull(commits.sentAt))
        .orderBy(desc(commits.lineage), desc(commits.seq))
        .limit(limit)
        .all()
        .map(({ seq, sentAt, preparedAt, entries, accesses, sentBytes }) => ({
          seq,
          at: sentAt ?? preparedAt,
          entries,
          accesses,
          bytes: sentBytes,
        })),
    quarantine: (limit) => listQuarantine(db, limit),
    retry: async (id) => {
      const now = await connection();
      if (now === null) return { isPlaced: false, message: "La boîte n’est pas raccordée à un portail." };
      return retry(now, id);
    },
    dismiss: (id) => dismiss(db, id),
    undismiss: (id) => undismiss(db, id),
    standstill: () => {
      const why = connectedState(db)?.standstill ?? null;
      return why === null ? null : standstills[why];
    },
    takeOver: () => {
      isTakingOver = true;
      line.request();
    },
  };

  return {
    port: {
      status: () => ({
        isConfigured,
        isOnline,
        isRunning: line.isRunning,
        waiting,
        lastSuccessAt: known.lastSuccessAt,
        lastError: known.lastError === null ? null : { at: known.lastErrorAt ?? clock.iso(), message: known.lastError },
        progress,
      }),
      runNow: () => line.request(),
      office,
    },
    start: () => {
      unwatch = watchEvents(db, features, () => line.request());
      line.start();
    },
    once: work,
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

const expected = new Set(["Unreachable", "Turned", "Standstill"]);

const unpublishableMessage = (count: number): string =>
  `${count === 1 ? "Une publication n’a pas pu être préparée" : `${count} publications n’ont pas pu être préparées`} pour les familles : une photo manque peut-être. Corrigez-la, ou retirez-la.`;

const readKnown = ({ db }: Deps) => {
  const state = connectedState(db);
  return {
    lastSuccessAt: state?.lastSuccessAt ?? null,
    lastErrorAt: state?.lastErrorAt ?? null,
    lastError: state?.lastError ?? null,
  };
};
