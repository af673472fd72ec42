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

/** A delta speaks of few: whatever waits is looked at again with it, and goes on waiting where it must. */
const besideDelta = (db: Reader, records: Records): Records => {
  const { pupils, guardians, staff } = waitingRecords(db);
  const named = new Set([...records.pupils, ...records.guardians, ...records.staff].map(({ joinKey }) => joinKey));
  const isOther = ({ joinKey }: { joinKey?: string | undefined }): boolean => !joinKey || !named.has(joinKey);
  return {
    ...records,
    pupils: [...records.pupils, ...pupils.filter(isOther)],
    guardians: [...records.guardians, ...guardians.filter(isOther)],
    staff: [...records.staff, ...staff.filter(isOther)],
  };
};

/** Guardians who waited for their children are looked at again when pupils come without their guardians' file. */
export const withWaiting = (db: Reader, records: Records): Records => {
  if (records.feed?.isDelta) return besideDelta(db, records);
  return records.pupils.length > 0 && records.guardians.length === 0
    ? { ...records, guardians: waitingRecords(db).guardians }
    : records;
};

const hasOpenChild = (line: Plan["guardians"][number]): boolean => line.children.some(({ doubt }) => doubt !== null);

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
    .filter(({ kind }) => records[kind].length > 0 || plan[kind].length > 0);
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
