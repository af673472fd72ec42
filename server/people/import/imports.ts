import { and, desc, eq, isNotNull, lt } from "drizzle-orm";
import { type Db, write } from "../../core/db.ts";
import { found } from "../../core/errors.ts";
import { newId } from "../../core/ids.ts";
import type { Importing } from "./apply.ts";
import type { Reading } from "./read.ts";
import { imports } from "./tables.ts";

export type Import = typeof imports.$inferSelect;

/** Keeps what files say until somebody has looked at it; earlier previews that nobody applied are given up. */
export const stageImport = ({ db, clock, actor }: Importing, { files, records }: Reading): string => {
  const id = newId();
  write({ db }, (tx) => {
    tx.update(imports).set({ records: null }).where(isNotNull(imports.records)).run();
    tx.insert(imports)
      .values({ id, at: clock.iso(), byId: actor?.id ?? null, files, records })
      .run();
  });
  return id;
};

export const getImport = (db: Db, id: string): Import =>
  found(db.select().from(imports).where(eq(imports.id, id)).get());

/** Imports that were applied, newest first. */
export const appliedImports = (db: Db, limit: number): Omit<Import, "records">[] => {
  const { id, at, byId, files, appliedAt, counts } = imports;
  return db
    .select({ id, at, byId, files, appliedAt, counts })
    .from(imports)
    .where(isNotNull(imports.appliedAt))
    .orderBy(desc(imports.appliedAt))
    .limit(limit)
    .all();
};

const previewDays = 7;

/** Gives up previews that nobody applied within a week: what files say is not kept without need. */
export const forgetPreviews = ({ db, clock }: Pick<Importing, "db" | "clock">): void => {
  if (!clock.isTrusted()) return;
  const before = new Date(clock.now().getTime() - previewDays * 86_400_000).toISOString();
  const isOld = and(isNotNull(imports.records), lt(imports.at, before));
  if (db.select({ id: imports.id }).from(imports).where(isOld).get() === undefined) return;
  write({ db }, (tx) => tx.update(imports).set({ records: null }).where(isOld).run());
};
