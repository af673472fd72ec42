import { desc, isNotNull } from "drizzle-orm";
import type { Config } from "../core/config.ts";
import type { Db } from "../core/db.ts";
import type { SyncOffice, SyncPublication } from "../core/feature.ts";
import { dismiss, listQuarantine, retry, undismiss } from "./quarantine.ts";
import { connectedState, type State, standstills } from "./state.ts";
import type { Sync } from "./sync.ts";
import { commits } from "./tables.ts";

/** The portal as the box calls it: the setting wins, so that a portal may move. */
export const portalUrl = (config: Config, state: State): string => config.PORTAL_URL ?? state.portalUrl;

/** What the head's page shows and does. */
export const createOffice = (given: {
  readonly db: Db;
  readonly config: Config;
  connection(): Promise<Sync | null>;
  connect: SyncOffice["connect"];
  takeOver(): void;
}): SyncOffice => {
  const { db, config, connection, connect, takeOver } = given;
  return {
    connect,
    takeOver,
    portal: () => {
      const state = connectedState(db);
      return state === undefined ? null : { url: portalUrl(config, state), since: state.connectedAt ?? "" };
    },
    standstill: () => {
      const why = connectedState(db)?.standstill ?? null;
      return why === null ? null : standstills[why];
    },
    publications: (limit) => publications(db, limit),
    quarantine: (limit) => listQuarantine(db, limit),
    retry: async (id) => {
      const sync = await connection();
      if (sync === null) return { isPlaced: false, message: "La boîte n’est pas raccordée à un portail." };
      return retry(sync, id);
    },
    dismiss: (id) => dismiss(db, id),
    undismiss: (id) => undismiss(db, id),
  };
};

const publications = (db: Db, limit: number): SyncPublication[] =>
  db
    .select({
      seq: commits.seq,
      sentAt: commits.sentAt,
      preparedAt: commits.preparedAt,
      entries: commits.entries,
      accesses: commits.accesses,
      bytes: commits.sentBytes,
    })
    .from(commits)
    .where(isNotNull(commits.sentAt))
    .orderBy(desc(commits.lineage), desc(commits.seq))
    .limit(limit)
    .all()
    .map(({ sentAt, preparedAt, ...sent }) => ({ ...sent, at: sentAt ?? preparedAt }));
