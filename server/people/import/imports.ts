import { and, desc, eq, getTableColumns, isNotNull, isNull, lt, or, sql } from "drizzle-orm";
import { type Db, isOneOf, write } from "../../core/db.ts";
import { found } from "../../core/errors.ts";
import type { Deps } from "../../core/feature.ts";
import { newId } from "../../core/ids.ts";
import { getSchool } from "../school.ts";
import { school } from "../tables.ts";
import type { Importing } from "./apply.ts";
import { learnedMappings } from "./mapping/store.ts";
import type { Reading, ReadingContext } from "./read.ts";
import type { Records } from "./records.ts";
import { importSlices, imports } from "./tables.ts";

/** What the box knows that files are read by. */
export const readingContext = (db: Db): ReadingContext => {
  const own = getSchool(db);
  return {
    school: own === undefined ? null : { uai: own.uai, structureKey: own.structureKey },
    learned: learnedMappings(db),
  };
};

/** An import without what its files say: that is large, and rarely needed. */
export type Import = Omit<typeof imports.$inferSelect, "records"> & { readonly hasRecords: boolean };

const { records: _, ...small } = getTableColumns(imports);
const columns = { ...small, hasRecords: sql`${imports.records} is not null`.mapWith(Boolean) };

const isPending = and(isNotNull(imports.records), isNull(imports.appliedAt), isNull(imports.startedAt));
/** Looked at, and neither applied, prepared nor on its way. */
const isPreview = and(isPending, isNull(imports.preparedAt));

/** Keeps what files say until somebody has looked at it; earlier previews that nobody applied are given up. */
export const stageImport = ({ db, clock, actor }: Importing, { files, records }: Reading): string => {
  const id = newId();
  write({ db }, (tx) => {
    tx.update(imports).set({ records: null }).where(isPreview).run();
    tx.insert(imports)
      .values({ id, at: clock.iso(), byId: actor?.id ?? null, files, records })
      .run();
    if (records.feed) tx.update(school).set({ structureKey: records.feed.structureKey }).run(); // its UAI vouches for it
  });
  return id;
};

export const getImport = (db: Db, id: string): Import =>
  found(db.select(columns).from(imports).where(eq(imports.id, id)).get());

/** What the files of an import say; null once it was erased. */
export const recordsOf = (db: Db, id: string): Records | null =>
  found(db.select({ records: imports.records }).from(imports).where(eq(imports.id, id)).get()).records;

/** The new year that is made ready and not opened yet. */
export const preparedYear = (db: Db): Import | undefined =>
  db
    .select(columns)
    .from(imports)
    .where(and(isPending, isNotNull(imports.preparedAt)))
    .get();

/** Imports that were applied or undone, newest first. */
export const pastImports = (db: Db, limit: number): Import[] =>
  db
    .select(columns)
    .from(imports)
    .where(or(isNotNull(imports.appliedAt), isNotNull(imports.undoneAt)))
    .orderBy(desc(sql`coalesce(${imports.appliedAt}, ${imports.undoneAt})`))
    .limit(limit)
    .all();

const previewDays = 7;
/** Leavers are erased within three months: so long an import may be undone, then its journal would keep them. */
const journalDays = 90;
/** A new year that nobody has opened by then never will be. */
const preparedDays = 300;

/** Gives up previews that nobody applied within a week, and the journals of old imports: nothing is kept without need. */
export const forgetPreviews = ({ db, clock }: Pick<Deps, "db" | "clock">): void => {
  if (!clock.isTrusted()) return;
  const before = (days: number): string => new Date(clock.now().getTime() - days * 86_400_000).toISOString();
  const isOldPreview = and(isPreview, lt(sql`coalesce(${imports.undoneAt}, ${imports.at})`, before(previewDays)));
  const isOldYear = and(isPending, lt(imports.preparedAt, before(preparedDays)));
  const isOldImport = and(isNotNull(imports.records), lt(imports.appliedAt, before(journalDays)));
  const old = db
    .select({ id: imports.id })
    .from(imports)
    .where(or(isOldPreview, isOldYear, isOldImport))
    .all();
  if (old.length === 0) return;
  const ids = old.map(({ id }) => id);
  write({ db }, (tx) => {
    tx.delete(importSlices).where(isOneOf(importSlices.importId, ids)).run();
    tx.update(imports).set({ records: null, preparedAt: null }).where(isOneOf(imports.id, ids)).run();
  });
};
