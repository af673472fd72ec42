import { eq, sql } from "drizzle-orm";
import type { Clock } from "../../core/clock.ts";
import { dayPlus } from "../../core/dates.ts";
import type { Db, Tx } from "../../core/db.ts";
import { newId } from "../../core/ids.ts";
import { yearOf } from "../school.ts";
import { schoolYears } from "../tables.ts";
import type { Steps } from "./steps.ts";

type Year = typeof schoolYears.$inferSelect;

export interface TargetYear {
  /** Null: this year has no row yet. */
  id: string | null;
  /** "2027-2028" */
  label: string;
  /** The year that ends when this one is opened. */
  previous: Year | null;
}

type Reader = Pick<Db | Tx, "select">;

/** "2027-2028" → its dates. */
const yearNamed = (label: string) => yearOf(`${label.slice(0, 4)}-09-01`);

/** "2026-2027" → "2027-2028" */
export const yearAfter = (label: string): string => yearOf(`${label.slice(5, 9)}-09-01`).label;

const opening = (db: Reader, label: string, previous: Year): TargetYear => {
  const next = db.select().from(schoolYears).where(eq(schoolYears.label, label)).get();
  return { id: next?.id ?? null, label, previous };
};

/**
 * The year that rows speak of. `wanted`: as somebody has said. Else the present one; or the next, where these rows may
 * open it and a trusted clock says that the present one is over. Only a pupils' file opens a year: it says who is in
 * which class.
 */
export const targetYear = (
  db: Reader,
  clock: Pick<Clock, "today" | "isTrusted">,
  mayOpen: boolean,
  wanted: string | null = null,
): TargetYear => {
  const current = db.select().from(schoolYears).where(eq(schoolYears.isCurrent, true)).get();
  const { label } = yearOf(clock.today());
  if (current === undefined) return { id: null, label, previous: null };
  const isOver = clock.isTrusted() && current.endsOn < clock.today();
  const aimed = wanted ?? (isOver ? label : current.label);
  if (!mayOpen || aimed <= current.label) return { id: current.id, label: current.label, previous: null };
  return opening(db, aimed, current);
};

/** The last day of a year that ends now: its own, or yesterday when the next one is opened earlier. */
export const lastDay = ({ endsOn }: Pick<Year, "endsOn">, today: string): string => {
  const yesterday = dayPlus(today, -1);
  return endsOn < yesterday ? endsOn : yesterday;
};

const closeYear = (steps: Steps, year: Year, today: string): void => {
  const endsOn = lastDay(year, today);
  const open = steps.knowWhere(
    "memberships",
    sql`ends_on is null and (classroom_id in (select id from classrooms where school_year_id = ${year.id})
      or group_id in (select id from groups where school_year_id = ${year.id}))`,
  );
  for (const { id } of open) steps.update("memberships", id ?? null, { endsOn }, "late");
  steps.update("school_years", year.id, { isCurrent: false, endsOn }, "late");
};

/** Makes the target year the present one; the former year's classes end with it. Returns its id. */
export const openYear = (steps: Steps, { id, label, previous }: TargetYear, today: string): string => {
  if (id !== null && previous === null) return id;
  const dates = yearNamed(label);
  const startsOn = dates.startsOn < today ? dates.startsOn : today;
  const opened = id ?? newId();
  steps.know("school_years", [opened, previous?.id ?? null]);
  if (id === null) steps.insert("school_years", { id: opened, ...dates, isCurrent: false }, "early");
  if (previous) closeYear(steps, previous, today);
  steps.update("school_years", opened, { isCurrent: true, startsOn }, "late");
  return opened;
};
