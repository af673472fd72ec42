import { desc, eq, isNull } from "drizzle-orm";
import { type Db, write } from "../../../core/db.ts";
import { found } from "../../../core/errors.ts";
import { record } from "../../../core/events.ts";
import type { Importing } from "../apply.ts";
import { importMappings } from "../tables.ts";
import type { Columns } from "./guess.ts";
import { headersKey, type Learned, learnedFrom } from "./learned.ts";

export type RememberedMapping = typeof importMappings.$inferSelect;

/** What was learned of tables' columns, by the key of their titles. */
export type LearnedMappings = ReadonlyMap<string, Learned>;

const inForce = isNull(importMappings.forgottenAt);

export const learnedMappings = (db: Db): LearnedMappings =>
  new Map(
    db
      .select({ key: importMappings.key, kind: importMappings.kind, columns: importMappings.columns })
      .from(importMappings)
      .where(inForce)
      .all()
      .map(({ key, ...learned }) => [key, learned]),
  );

/** Newest first. */
export const listMappings = (db: Db): RememberedMapping[] =>
  db.select().from(importMappings).where(inForce).orderBy(desc(importMappings.at)).all();

export const getMapping = (db: Db, key: string): RememberedMapping =>
  found(db.select().from(importMappings).where(eq(importMappings.key, key)).get());

/** Keeps what somebody said of these columns, for the next table with the same titles. */
export const learnMapping = (
  { db, clock, actor }: Importing,
  kind: Learned["kind"],
  headers: readonly string[],
  columns: Columns,
): void => {
  const key = headersKey(headers);
  const said = { ...learnedFrom(kind, headers, columns), headers: [...headers] };
  const row = { ...said, at: clock.iso(), byId: actor?.id ?? null, forgottenAt: null };
  write({ db }, (tx) => {
    tx.insert(importMappings)
      .values({ key, ...row })
      .onConflictDoUpdate({ target: importMappings.key, set: row })
      .run();
    record(tx, actor, "columns.learned", { key, kind });
  });
};

/** The next table with these titles asks again; `forget` false: it does not, after all. */
export const forgetMapping = ({ db, clock, actor }: Importing, { key }: RememberedMapping, forget: boolean): void =>
  write({ db }, (tx) => {
    const forgottenAt = forget ? clock.iso() : null;
    tx.update(importMappings).set({ forgottenAt }).where(eq(importMappings.key, key)).run();
    record(tx, actor, forget ? "columns.forgotten" : "columns.learned", { key });
  });
