import { getTableColumns, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import type { Db, Tx } from "../../core/db.ts";
import {
  accounts,
  classrooms,
  guardianships,
  memberships,
  people,
  pupils,
  school,
  schoolYears,
  staff,
} from "../tables.ts";
import { importWaiting } from "./tables.ts";

/** The tables that an import changes, each with the column that names a row. */
const tables = {
  school_years: [schoolYears, "id"],
  classrooms: [classrooms, "id"],
  people: [people, "id"],
  pupils: [pupils, "person_id"],
  staff: [staff, "person_id"],
  accounts: [accounts, "person_id"],
  memberships: [memberships, "id"],
  guardianships: [guardianships, "id"],
  import_waiting: [importWaiting, "id"],
  school: [school, "id"],
} as const satisfies Record<string, readonly [SQLiteTable, string]>;

export type TableName = keyof typeof tables;
type Inserted<T extends TableName> = (typeof tables)[T][0]["$inferInsert"];

export const keyColumn = (table: TableName): string => tables[table][1];

type Value = string | number | null;
/** A row, or some columns of one, as SQLite holds them: by column name. */
export type Row = Readonly<Record<string, Value>>;

/** One row before and after: null where it is not there. Of a row that is changed, only the columns that differ. */
export interface Step {
  readonly table: TableName;
  readonly key: Value;
  readonly before: Row | null;
  readonly after: Row | null;
}

/** "late" is what readers can see: it is done in the last slice, all at once. */
export type Phase = "early" | "late";

const columnsOf = (table: TableName): readonly [name: string, column: SQLiteColumn][] =>
  Object.entries(getTableColumns(tables[table][0] as SQLiteTable)) as [string, SQLiteColumn][];

const stored = (column: SQLiteColumn, value: unknown): Value => {
  const given = value === undefined ? column.default : value;
  return given === undefined || given === null ? null : (column.mapToDriverValue(given) as Value);
};

const wholeRow = (table: TableName, values: Record<string, unknown>): Row =>
  Object.fromEntries(columnsOf(table).map(([name, column]) => [column.name, stored(column, values[name])]));

const someColumns = (table: TableName, values: Record<string, unknown>): Row =>
  Object.fromEntries(
    columnsOf(table)
      .filter(([name]) => values[name] !== undefined)
      .map(([name, column]) => [column.name, stored(column, values[name])]),
  );

/** What an import does, row by row: gathered first, done in slices, kept so that it can be taken back. */
export class Steps {
  private readonly phases: Record<Phase, Step[]> = { early: [], late: [] };
  private readonly rows = new Map<string, Row>();
  private readonly db: Pick<Db | Tx, "all">;

  constructor(db: Pick<Db | Tx, "all">) {
    this.db = db;
  }

  get early(): readonly Step[] {
    return this.phases.early;
  }
  get late(): readonly Step[] {
    return this.phases.late;
  }

  /** Reads rows that are about to be changed: one query for all of them. */
  know(table: TableName, keys: readonly Value[]): void {
    const column = sql.raw(keyColumn(table));
    this.knowWhere(table, sql`${column} in (select value from json_each(${JSON.stringify(keys)}))`);
  }

  knowWhere(table: TableName, where: SQL): Row[] {
    const rows = this.db.all<Row>(sql`select * from ${sql.raw(table)} where ${where}`);
    return rows.map((row) => {
      const id = this.id(table, row[keyColumn(table)] ?? null);
      const known = this.rows.get(id);
      if (known === undefined) this.rows.set(id, row);
      return known ?? row;
    });
  }

  insert<T extends TableName>(table: T, values: Inserted<T>, phase: Phase): void {
    const after = wholeRow(table, values);
    const key = after[keyColumn(table)] ?? null;
    this.rows.set(this.id(table, key), after);
    this.phases[phase].push({ table, key, before: null, after });
  }

  /** Changes what differs; nothing when nothing does. The row must be known, or inserted before. */
  update<T extends TableName>(table: T, key: Value, values: Partial<Inserted<T>>, phase: Phase): void {
    const row = this.rows.get(this.id(table, key));
    if (row === undefined) throw new TypeError(`${table}: a row is changed that was not read`);
    const wanted = someColumns(table, values);
    const changed = Object.keys(wanted).filter((name) => wanted[name] !== row[name]);
    if (changed.length === 0) return;
    const pick = (from: Row): Row => Object.fromEntries(changed.map((name) => [name, from[name] ?? null]));
    this.rows.set(this.id(table, key), { ...row, ...wanted });
    this.phases[phase].push({ table, key, before: pick(row), after: pick(wanted) });
  }

  remove(table: TableName, key: Value, phase: Phase): void {
    const row = this.rows.get(this.id(table, key));
    if (row === undefined) throw new TypeError(`${table}: a row is removed that was not read`);
    this.rows.delete(this.id(table, key));
    this.phases[phase].push({ table, key, before: row, after: null });
  }

  /** Rows of a table that are inserted. */
  added(table: TableName): Row[] {
    return [...this.phases.early, ...this.phases.late].flatMap((step) =>
      step.table === table && step.before === null && step.after !== null ? [step.after] : [],
    );
  }

  /** Every row of a table that was read or inserted, as it will be. */
  known(table: TableName): Row[] {
    return [...this.rows].flatMap(([id, row]) => (id.startsWith(`${table} `) ? [row] : []));
  }

  private id(table: TableName, key: Value): string {
    return `${table} ${key}`;
  }
}
