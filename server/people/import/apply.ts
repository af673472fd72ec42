import { eq, inArray } from "drizzle-orm";
import type { Actor } from "../../core/actor.ts";
import type { Clock } from "../../core/clock.ts";
import { type Db, type Tx, write } from "../../core/db.ts";
import { Conflict } from "../../core/errors.ts";
import { record } from "../../core/events.ts";
import { newId } from "../../core/ids.ts";
import { countPlan } from "./counts.ts";
import { planImport } from "./plan.ts";
import type { Decisions, Plan, PlanCounts } from "./plan-types.ts";
import { digest } from "./pupil-identity.ts";
import { noRecords, type Records } from "./records.ts";
import { readSnapshot } from "./snapshot.ts";
import { importDecisions, imports, importWaiting, type Waiting } from "./tables.ts";
import { writeGuardians } from "./write-guardians.ts";
import { type Applying, writePupils } from "./write-pupils.ts";
import { noteLevels, writeClassrooms, writeStaff } from "./write-staff.ts";
import { openYear, type TargetYear, targetYear } from "./year.ts";

/** Who imports; nobody when a script does. */
export interface Importing {
  readonly db: Db;
  readonly clock: Clock;
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

/** Rows that wait, as records that can be planned again. */
export const waitingRecords = (db: Reader): Records => {
  const records = noRecords();
  for (const { row } of db.select({ row: importWaiting.row }).from(importWaiting).all()) {
    if (row.kind === "pupils") records.pupils.push(row.record);
    else if (row.kind === "guardians") records.guardians.push(row.record);
    else records.staff.push(row.record);
  }
  return records;
};

/** Guardians who waited for their children are looked at again when pupils come without their guardians' file. */
const withWaiting = (db: Reader, records: Records): Records =>
  records.pupils.length > 0 && records.guardians.length === 0
    ? { ...records, guardians: waitingRecords(db).guardians }
    : records;

const planFor = (db: Reader, clock: Clock, records: Records, year: TargetYear): Plan =>
  planImport(records, readSnapshot(db, year, clock.today()), readDecisions(db));

const yearFor = (db: Reader, clock: Clock, records: Records): TargetYear =>
  targetYear(db, clock, records.pupils.length > 0);

/** What importing these records now would do: present rows and the head's decisions taken into account. */
export const planNow = (db: Reader, clock: Clock, records: Records): Plan =>
  planFor(db, clock, withWaiting(db, records), yearFor(db, clock, records));

/** What has become certain among the rows that wait; they open no school year. */
export const planWaiting = (db: Reader, clock: Clock): Plan =>
  planFor(db, clock, waitingRecords(db), targetYear(db, clock, false));

/** Changes when the plan does: what somebody agreed to is what will be done. */
export const fingerprintOf = (plan: Plan): string => {
  const lines = [...plan.pupils, ...plan.guardians, ...plan.staff];
  const parts = lines.map(({ state, knownId, changes, record: { source } }) => [source, state, knownId, changes]);
  return digest(JSON.stringify([parts, countPlan(plan)]));
};

const hasOpenChild = (line: Plan["guardians"][number]): boolean =>
  line.children.some(({ state }) => state === "doubtful");

const waitingOf = (plan: Plan): Waiting[] => [
  ...plan.pupils
    .filter(({ state }) => state === "doubtful")
    .flatMap(({ rows }) => rows.map((row): Waiting => ({ kind: "pupils", record: row }))),
  ...plan.guardians
    .filter((line) => line.state === "doubtful" || line.state === "waiting" || hasOpenChild(line))
    .map(({ record: row }): Waiting => ({ kind: "guardians", record: row })),
  ...plan.staff
    .filter(({ state }) => state === "doubtful")
    .map(({ record: row }): Waiting => ({ kind: "staff", record: row })),
];

/** What waits now replaces what waited, for each kind of row that this import speaks of. */
export const replaceWaiting = (tx: Tx, importId: string, records: Records, plan: Plan): void => {
  const kinds = (["pupils", "guardians", "staff"] as const).filter((kind) => records[kind].length > 0);
  if (kinds.length === 0) return;
  tx.delete(importWaiting).where(inArray(importWaiting.kind, kinds)).run();
  for (const row of waitingOf(plan)) {
    tx.insert(importWaiting).values({ id: newId(), importId, kind: row.kind, row }).run();
  }
};

export const writePlan = (tx: Tx, clock: Clock, plan: Plan, year: TargetYear): void => {
  const today = clock.today();
  const yearId = openYear(tx, year, today);
  const classroomIds = writeClassrooms({ tx, yearId }, plan.classrooms);
  const applying: Applying = { tx, yearId, now: clock.iso(), today, classroomIds };
  const pupilIds = writePupils(applying, plan.pupils);
  writeGuardians(applying, plan.guardians, pupilIds);
  writeStaff(applying, plan.staff);
  noteLevels(applying);
};

export interface Expected {
  /** Of the plan that was agreed to; without it, whatever the plan is now. */
  fingerprint?: string | undefined;
}

const moved = (): Conflict => new Conflict("L’annuaire a changé depuis cet aperçu. Relisez-le, puis importez.");

/**
 * Plans again and applies what is certain, in one transaction; the rest waits for a decision. Running it again on the
 * same records changes nothing. Throws Conflict when the plan is no longer the one agreed to.
 */
export const applyImport = (
  { db, clock, actor }: Importing,
  importId: string,
  records: Records,
  expected: Expected = {},
): Plan =>
  write({ db }, (tx) => {
    const all = withWaiting(tx, records);
    const year = yearFor(tx, clock, records);
    const plan = planFor(tx, clock, all, year);
    if (expected.fingerprint !== undefined && expected.fingerprint !== fingerprintOf(plan)) throw moved();
    writePlan(tx, clock, plan, year);
    replaceWaiting(tx, importId, all, plan);
    const counts: PlanCounts = countPlan(plan);
    tx.update(imports).set({ appliedAt: clock.iso(), counts, records: null }).where(eq(imports.id, importId)).run();
    record(tx, actor, "directory.imported", { importId, counts });
    return plan;
  });
