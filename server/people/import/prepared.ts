import { and, eq, isNotNull, isNull, ne } from "drizzle-orm";
import { type Tx, write } from "../../core/db.ts";
import { Conflict } from "../../core/errors.ts";
import { record } from "../../core/events.ts";
import type { Deps } from "../../core/feature.ts";
import { prepareApart } from "./apart/ask.ts";
import type { Importing } from "./apply.ts";
import { getImport, preparedYear } from "./imports.ts";
import { runImport } from "./run.ts";
import { imports } from "./tables.ts";

/** Type of the event. */
export const yearPrepared = "rentree.prepared";

type Change = Partial<typeof imports.$inferInsert>;

const set = (tx: Tx, id: string, change: Change): void => {
  tx.update(imports).set(change).where(eq(imports.id, id)).run();
};

/** Says of which school year the files speak. */
export const chooseYear = ({ db }: Pick<Importing, "db">, id: string, yearLabel: string): void =>
  write({ db }, (tx) => set(tx, id, { yearLabel, ...(getImport(db, id).preparedAt && { preparedAt: null }) }));

/**
 * Makes a new year ready: nothing of the directory changes until it is opened, by a person or by a trusted clock on `opensOn`.
 * A year that was ready before gives way. `fingerprint`: of the plan that was agreed to. Throws Moved.
 */
export const prepareYear = async (
  importing: Importing,
  id: string,
  { yearLabel, opensOn, fingerprint }: { yearLabel: string; opensOn: string | null; fingerprint: string },
): Promise<void> => {
  const { db, clock, actor } = importing;
  await prepareApart(db, clock, getImport(db, id), fingerprint);
  write({ db }, (tx) => {
    tx.update(imports)
      .set({ records: null, preparedAt: null })
      .where(and(isNotNull(imports.preparedAt), isNull(imports.appliedAt), ne(imports.id, id)))
      .run();
    set(tx, id, { preparedAt: clock.iso(), yearLabel, opensOn });
    record(tx, actor, yearPrepared, { importId: id, opensOn });
  });
};

const ready = (importing: Pick<Importing, "db">) => {
  const row = preparedYear(importing.db);
  if (row === undefined) throw new Conflict("Aucune rentrée n’est préparée.");
  return row;
};

/** Changes the day on which the prepared year opens; null: when somebody opens it. */
export const setOpening = (importing: Importing, opensOn: string | null): void =>
  write(importing, (tx) => {
    const { id } = ready(importing);
    set(tx, id, { opensOn });
    record(tx, importing.actor, "rentree.dated", { importId: id, opensOn });
  });

/** Forgets the prepared year, and what its files said. */
export const abandonYear = (importing: Importing): void =>
  write(importing, (tx) => {
    const { id } = ready(importing);
    set(tx, id, { records: null, preparedAt: null, opensOn: null });
    record(tx, importing.actor, "rentree.abandoned", { importId: id });
  });

/** Opens the prepared year once its day has come, by a clock that may be believed. */
export const openOnDay = async ({ db, clock }: Pick<Deps, "db" | "clock">): Promise<void> => {
  const row = preparedYear(db);
  if (row === undefined || row.opensOn === null || row.opensOn > clock.today() || !clock.isTrusted()) return;
  await runImport({ db, clock, actor: null }, row.id);
};
