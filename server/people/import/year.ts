import { and, eq, isNull, sql } from "drizzle-orm";
import type { Clock } from "../../core/clock.ts";
import type { Db, Tx } from "../../core/db.ts";
import { newId } from "../../core/ids.ts";
import { yearOf } from "../school.ts";
import { memberships, schoolYears } from "../tables.ts";

export interface TargetYear {
  /** Null: this year has no row yet. */
  id: string | null;
  /** "2027-2028" */
  label: string;
  /** The year that ends when this one is opened. */
  previous: typeof schoolYears.$inferSelect | null;
}

type Reader = Pick<Db | Tx, "select">;

/**
 * The year that rows speak of: the present one; or the next, where these rows may open it and a trusted clock says that
 * the present one is over. Only a pupils' file opens a year: it says who is in which class.
 */
export const targetYear = (db: Reader, clock: Pick<Clock, "today" | "isTrusted">, mayOpen: boolean): TargetYear => {
  const current = db.select().from(schoolYears).where(eq(schoolYears.isCurrent, true)).get();
  const { label } = yearOf(clock.today());
  if (current === undefined) return { id: null, label, previous: null };
  const isOver = mayOpen && clock.isTrusted() && current.endsOn < clock.today();
  if (!isOver) return { id: current.id, label: current.label, previous: null };
  const next = db.select().from(schoolYears).where(eq(schoolYears.label, label)).get();
  return { id: next?.id ?? null, label, previous: current };
};

const closeYear = (tx: Tx, { id, endsOn }: typeof schoolYears.$inferSelect): void => {
  const ofThatYear = sql`(memberships.classroom_id in (select id from classrooms where school_year_id = ${id})
    or memberships.group_id in (select id from groups where school_year_id = ${id}))`;
  tx.update(memberships)
    .set({ endsOn })
    .where(and(isNull(memberships.endsOn), ofThatYear))
    .run();
  tx.update(schoolYears).set({ isCurrent: false }).where(eq(schoolYears.id, id)).run();
};

/** Makes the target year the present one; the former year's classes end with it. Returns its id. */
export const openYear = (tx: Tx, { id, previous }: TargetYear, today: string): string => {
  if (id !== null && previous === null) return id;
  if (previous) closeYear(tx, previous);
  const opened = id ?? newId();
  if (id === null)
    tx.insert(schoolYears)
      .values({ id: opened, ...yearOf(today), isCurrent: true })
      .run();
  else tx.update(schoolYears).set({ isCurrent: true }).where(eq(schoolYears.id, id)).run();
  return opened;
};
