import type { Db, Tx } from "../../core/db.ts";
import { newId } from "../../core/ids.ts";
import type { Plan } from "./plan-types.ts";
import { noRecords, type Records } from "./records.ts";
import type { Steps } from "./steps.ts";
import { importWaiting, type Waiting } from "./tables.ts";

type Reader = Pick<Db | Tx, "select">;

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
export const withWaiting = (db: Reader, records: Records): Records =>
  records.pupils.length > 0 && records.guardians.length === 0
    ? { ...records, guardians: waitingRecords(db).guardians }
    : records;

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

/** What waits now replaces what waited, for each kind of row that this import speaks of; what waited already stays. */
export const writeWaiting = (db: Reader, steps: Steps, importId: string, records: Records, plan: Plan): void => {
  const known = db
    .select()
    .from(importWaiting)
    .all()
    .filter(({ kind }) => records[kind].length > 0);
  steps.know(
    "import_waiting",
    known.map(({ id }) => id),
  );
  const before = Map.groupBy(known, ({ row }) => JSON.stringify(row));
  for (const row of waitingOf(plan)) {
    const same = before.get(JSON.stringify(row))?.pop();
    if (same === undefined) steps.insert("import_waiting", { id: newId(), importId, kind: row.kind, row }, "late");
  }
  for (const { id } of [...before.values()].flat()) steps.remove("import_waiting", id, "late");
};
