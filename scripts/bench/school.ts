import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClock } from "../../server/core/clock.ts";
import { loadConfig } from "../../server/core/config.ts";
import { type Db, openDatabase } from "../../server/core/db.ts";
import type { Deps } from "../../server/core/feature.ts";
import { FileStore } from "../../server/core/files.ts";
import { migrate } from "../../server/core/migrate.ts";
import { features } from "../../server/features.ts";
import { issueKeys } from "../../server/people/access-keys.ts";
import { headIds, loadActor } from "../../server/people/actor.ts";
import { guardianships, pupils } from "../../server/people/tables.ts";
import { type DemoSheet, fillBox } from "../demo/fill.ts";
import { type Grown, type Growth, grow } from "./grow.ts";

export interface School extends Grown {
  /** DATA_DIR of its box. */
  readonly folder: string;
  /** Codes on the families’ sheets, by guardian: everybody has one. */
  readonly codes: ReadonlyMap<string, string>;
  readonly sheet: DemoSheet;
}

export const demoUai = "0690078K";

const folders: string[] = [];

/** A folder for this run, removed by clearFolders. */
export const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "preau-bench-"));
  folders.push(folder);
  return folder;
};
export const clearFolders = (): void => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
};

/** Works on a box's data while no box runs on it. */
export const inBox = async <T>(folder: string, work: (deps: Deps) => Promise<T>): Promise<T> => {
  const config = loadConfig({ DATA_DIR: folder, PUBLIC_URL: "http://portail.invalid" });
  const clock = createClock(config.TZ);
  const db = openDatabase(join(folder, "preau.sqlite"), clock);
  try {
    await migrate(db);
    return await work({ db, clock, config, files: new FileStore(join(folder, "files")) });
  } finally {
    db.$client.close();
  }
};

/** The demo school, and nothing more. */
export const demoSchool = async (): Promise<{ folder: string; sheet: DemoSheet }> => {
  const folder = newFolder();
  return { folder, sheet: await inBox(folder, (deps) => fillBox(deps, features)) };
};

/** The demo school grown to this size, each grown family with its sheet. */
export const grownSchool = async (size: Growth): Promise<School> => {
  const { folder, sheet } = await demoSchool();
  return inBox(folder, async (deps) => {
    const grown = await grow(deps.db, deps.clock.today(), lessThanThere(deps.db, size));
    const ids = guardianIds(deps.db);
    const actor = loadActor(deps.db, headIds(deps.db)[0] ?? "", deps.clock.today());
    if (actor === undefined) throw new Error("the demo's head is missing");
    const keys = await issueKeys({ ...deps, actor }, ids, "guardian");
    return { folder, sheet, ...grown, codes: new Map(keys.map(({ personId, code }) => [personId, code])) };
  });
};

const guardianIds = (db: Db): string[] =>
  db
    .selectDistinct({ id: guardianships.guardianId })
    .from(guardianships)
    .all()
    .map(({ id }) => id);

/** What is missing to the demo school for this size. */
const lessThanThere = (db: Db, size: Growth): Growth => {
  const children = db.select({ id: pupils.personId }).from(pupils).all();
  return { ...size, pupils: size.pupils - children.length, guardians: size.guardians - guardianIds(db).length };
};

/** The same school once more, in a folder of its own. */
export const copyOf = (school: School): School => {
  const folder = newFolder();
  cpSync(school.folder, folder, { recursive: true });
  return { ...school, folder };
};
