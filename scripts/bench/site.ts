import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import Database from "better-sqlite3";
import { createClock } from "../../server/core/clock.ts";
import { connectPortal } from "../../server/parents/index.ts";
import { inviteSchool } from "../../server/portal/schools.ts";
import { openStore } from "../../server/portal/store/open.ts";
import { type Line, openLine } from "../../server/testing/line.ts";
import { freePort, type Running, startProgram } from "../../server/testing/processes.ts";
import { demoUai, inBox, newFolder } from "./school.ts";

/** A portal with its store, a box invited to it, and the counted line between them. */
export interface Site {
  readonly folder: string;
  readonly store: string;
  readonly portal: Running;
  readonly line: Line;
  startBox(): Promise<Running>;
  close(): Promise<void>;
}

export const openSite = async (folder: string): Promise<Site> => {
  const store = join(newFolder(), "store");
  const port = await freePort();
  const portal = await startProgram("portal", { STORE: `file:${store}`, LOG_LEVEL: "warn" }, port);
  const line = await openLine(port);
  const clock = createClock("Europe/Paris");
  const oneTimeToken = await inviteSchool({ store: await openStore(`file:${store}`, clock), clock }, demoUai, false);
  await inBox(folder, (deps) => connectPortal(deps, { url: line.url, oneTimeToken }));
  return {
    folder,
    store,
    portal,
    line,
    startBox: () => startProgram("main", { DATA_DIR: folder, LOG_LEVEL: "warn" }),
    close: async () => {
      await line.close();
      await portal.stop();
    },
  };
};

/** Looks into the box's database beside the running box; nothing is written. */
export const lookInto = <T>({ folder }: Pick<Site, "folder">, look: (db: Database.Database) => T): T => {
  const db = new Database(join(folder, "preau.sqlite"), { readonly: true });
  try {
    return look(db);
  } finally {
    db.close();
  }
};

export const waitUntil = async (
  what: string,
  seconds: number,
  isSo: () => boolean | Promise<boolean>,
): Promise<void> => {
  const deadline = performance.now() + seconds * 1000;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`${what}: not within ${seconds} s`);
    await pause(50);
  }
};

/** The box has sent all that it had and says so. */
export const isUpToDate = (site: Site): boolean =>
  lookInto(
    site,
    (db) =>
      db.prepare("select 1 from sync_state where last_success_at is not null and last_error is null").get() !==
      undefined,
  );

/** Nothing has left the box for a while: a synchronisation and what it drags along are over. */
export const untilQuiet = async ({ line }: Site): Promise<void> => {
  let sent = -1;
  while (line.sent() !== sent) {
    sent = line.sent();
    await pause(1500);
  }
};
