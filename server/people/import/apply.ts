import type { Actor } from "../../core/actor.ts";
import type { Clock } from "../../core/clock.ts";
import { type Db, type Tx, write } from "../../core/db.ts";
import { lastSeq } from "../../core/events.ts";
import { countPlan } from "./counts.ts";
import { withDepartures } from "./departures.ts";
import { planImport } from "./plan.ts";
import type { Decisions, Departure, Plan } from "./plan-types.ts";
import { digest } from "./pupil-identity.ts";
import type { Records } from "./records.ts";
import { Moved } from "./run-steps.ts";
import { cut, finish, refuseSecond, type Slice, writeSlice } from "./slices.ts";
import { readSnapshot } from "./snapshot.ts";
import { Steps } from "./steps.ts";
import { importDecisions, type StoredCounts } from "./tables.ts";
import { waitingRecords, withWaiting, writeWaiting } from "./waiting.ts";
import { writeGuardians } from "./write-guardians.ts";
import { type Applying, writePupils } from "./write-pupils.ts";
import { noteLevels, writeClassrooms, writeStaff } from "./write-staff.ts";
import { lastDay, openYear, type TargetYear, targetYear } from "./year.ts";

/** The present instant, as far as an import needs it. */
export type Moment = Pick<Clock, "today" | "iso" | "isTrusted">;

/** Who imports; nobody when a script does. */
export interface Importing {
  readonly db: Db;
  readonly clock: Moment;
  readonly actor: Pick<Actor, "id"> | null;
}

type Reader = Pick<Db | Tx, "select">;

const readDecisions = (db: Reader): Decisions =>
  new Map(
    db
      .select()
      .from(importDecisions)
      .all()
      .map(({ key, choice }) => [key, choice]),
  );

const planFor = (db: Reader, clock: Moment, records: Records, year: TargetYear): Plan => {
  const [snapshot, decisions] = [readSnapshot(db, year, clock.today()), readDecisions(db)];
  return withDepartures(planImport(records, snapshot, decisions), snapshot, decisions);
};

const yearFor = (db: Reader, clock: Moment, records: Records, wanted: string | null): TargetYear =>
  targetYear(db, clock, records.pupils.length > 0 && !records.feed?.isDelta, wanted);

/**
 * What importing these records now would do: present rows and the head's decisions taken into account. `year`: the label
 * of the school year that somebody said they speak of.
 */
export const planNow = (db: Reader, clock: Moment, records: Records, year: string | null = null): Plan =>
  planFor(db, clock, withWaiting(db, records), yearFor(db, clock, records, year));

/** What has become certain among the rows that wait; they open no school year. */
export const planWaiting = (db: Reader, clock: Moment): Plan =>
  planFor(db, clock, waitingRecords(db), targetYear(db, clock, false));

/** Changes when the plan does: what somebody agreed to is what will be done. */
export const fingerprintOf = (plan: Plan): string => {
  const lines = [...plan.pupils, ...plan.guardians, ...plan.staff];
  const parts = lines.map(({ state, knownId, changes, record: { source } }) => [source, state, knownId, changes]);
  const leaving = plan.departures.map(({ id, isKept }) => [id, isKept]);
  return digest(JSON.stringify([parts, countPlan(plan), plan.opens, leaving]));
};

/** Leavers' rows stay; from the day after they sign in no more, and their sheets open nothing. */
const leave = (steps: Steps, departures: readonly Departure[], leftOn: string): void => {
  const ids = departures.filter(({ isKept }) => !isKept).map(({ id }) => id);
  steps.know("people", ids);
  for (const id of ids) steps.update("people", id, { leftOn }, "late");
};

/** Everything that a plan changes, row by row. */
export const stepsOf = (db: Applying["db"], clock: Moment, plan: Plan, year: TargetYear): Steps => {
  const steps = new Steps(db);
  const today = clock.today();
  const yearId = openYear(steps, year, today);
  const classroomIds = writeClassrooms({ steps, yearId }, plan.classrooms);
  const applying: Applying = { db, steps, yearId, now: clock.iso(), today, classroomIds };
  const pupilIds = writePupils(applying, plan.pupils);
  writeGuardians(applying, plan.guardians, pupilIds);
  writeStaff(applying, plan.staff);
  noteLevels(applying);
  if (year.previous) leave(steps, plan.departures, lastDay(year.previous, today));
  return steps;
};

export interface Expected {
  /** Of the plan that was agreed to; without it, whatever the plan is now. */
  fingerprint?: string | undefined;
}

/** An import thought out to the last row, ready to be written. */
export interface Prepared {
  readonly counts: StoredCounts;
  readonly slices: readonly Slice[];
  /** Events up to this one were known when it was thought out. */
  readonly seq: number;
}

/**
 * Plans again and works out every row that will change; what is doubtful waits for a decision. Changes nothing. Throws
 * Moved when the plan is no longer the one agreed to.
 */
export const prepare = (
  db: Db,
  clock: Moment,
  { id, records, yearLabel }: { id: string; records: Records; yearLabel: string | null },
  expected: Expected = {},
): Prepared & { plan: Plan } => {
  const seq = lastSeq(db);
  const all = withWaiting(db, records);
  const year = yearFor(db, clock, records, yearLabel);
  const plan = planFor(db, clock, all, year);
  if (expected.fingerprint !== undefined && expected.fingerprint !== fingerprintOf(plan)) throw new Moved();
  const steps = stepsOf(db, clock, plan, year);
  writeWaiting(db, steps, id, all, plan);
  const leaving = plan.departures.filter(({ kind, isKept }) => kind === "pupils" && !isKept).length;
  return { plan, counts: { ...countPlan(plan), ...(plan.opens && { leaving }) }, slices: cut(steps), seq };
};

/**
 * Plans again and applies what is certain, in one transaction; the rest waits for a decision. Running it again on the
 * same records changes nothing. Throws Conflict when the plan is no longer the one agreed to.
 */
export const applyImport = (
  importing: Importing,
  id: string,
  records: Records,
  { yearLabel = null, ...expected }: Expected & { yearLabel?: string | null } = {},
): Plan =>
  write(importing, (tx) => {
    const { db, clock } = importing;
    refuseSecond(tx);
    const { plan, slices, counts } = prepare(db, clock, { id, records, yearLabel }, expected);
    for (const slice of slices) writeSlice(db, id, slice);
    finish(tx, importing, id, counts);
    return plan;
  });
