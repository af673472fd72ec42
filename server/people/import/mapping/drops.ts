import { asc, eq, lt } from "drizzle-orm";
import { type Db, write } from "../../../core/db.ts";
import { found } from "../../../core/errors.ts";
import type { Deps } from "../../../core/feature.ts";
import { newId } from "../../../core/ids.ts";
import type { Importing } from "../apply.ts";
import type { Dropped } from "../read.ts";
import { Refused } from "../refuse.ts";
import { importDropFiles, importDrops } from "../tables.ts";
import type { Sheet } from "./guess.ts";

export type Drop = typeof importDrops.$inferSelect;

/** Tables of a whole school weigh far less; what waits for an answer is kept in the database. */
const mostBytes = 8 * 1024 * 1024;

/** Keeps files while somebody says what their columns hold; an earlier drop is given up. Throws Refused. */
export const keepDrop = ({ db, clock, actor }: Importing, dropped: readonly Dropped[], sheet: Sheet): string => {
  if (dropped.reduce((sum, { bytes }) => sum + bytes.byteLength, 0) > mostBytes) {
    throw new Refused("Ces fichiers sont trop lourds pour choisir leurs colonnes\u00a0: 8 Mo au plus.", sheet.file);
  }
  const id = newId();
  write({ db }, (tx) => {
    tx.delete(importDrops).run();
    tx.insert(importDrops)
      .values({ id, at: clock.iso(), byId: actor?.id ?? null, sheet })
      .run();
    dropped.forEach(({ name, bytes }, n) => {
      tx.insert(importDropFiles)
        .values({ dropId: id, n, name, bytes: Buffer.from(bytes) })
        .run();
    });
  });
  return id;
};

export const getDrop = (db: Db, id: string): Drop =>
  found(db.select().from(importDrops).where(eq(importDrops.id, id)).get());

export const filesOfDrop = (db: Db, id: string): Dropped[] =>
  db
    .select({ name: importDropFiles.name, bytes: importDropFiles.bytes })
    .from(importDropFiles)
    .where(eq(importDropFiles.dropId, id))
    .orderBy(asc(importDropFiles.n))
    .all();

/** The next table of the drop whose columns nobody knows. */
export const askAbout = ({ db }: Pick<Importing, "db">, id: string, sheet: Sheet): void =>
  write({ db }, (tx) => {
    tx.update(importDrops).set({ sheet }).where(eq(importDrops.id, id)).run();
  });

export const discardDrop = ({ db }: Pick<Importing, "db">, id: string): void =>
  write({ db }, (tx) => {
    tx.delete(importDrops).where(eq(importDrops.id, id)).run();
  });

/** Files that nobody came back to are erased after a day. */
export const forgetDrops = ({ db, clock }: Pick<Deps, "db" | "clock">): void => {
  if (!clock.isTrusted()) return;
  const isOld = lt(importDrops.at, new Date(clock.now().getTime() - 86_400_000).toISOString());
  if (db.select({ id: importDrops.id }).from(importDrops).where(isOld).get() === undefined) return;
  write({ db }, (tx) => tx.delete(importDrops).where(isOld).run());
};
