import type Database from "better-sqlite3";

/** A value as SQLite keeps it; bytes travel as base64 inside the journal. */
export type Cell = string | number | null | { readonly base64: string };
export type Row = Readonly<Record<string, Cell>>;

interface Whole {
  readonly did: "insert" | "remove";
  readonly table: string;
  readonly row: Row;
}
interface Updated {
  readonly did: "update";
  readonly table: string;
  /** Of the row as the act left it. */
  readonly key: Row;
  readonly before: Row;
  readonly after: Row;
}

/** One row that an act touched: enough to put it back. */
export type Change = Whole | Updated;

type Client = Database.Database;
type Raw = Record<string, string | number | null | Buffer>;

const kept = (raw: Raw): Row =>
  Object.fromEntries(
    Object.entries(raw).map(([name, value]) => [
      name,
      Buffer.isBuffer(value) ? { base64: value.toString("base64") } : value,
    ]),
  );
const given = (cell: Cell): string | number | null | Buffer =>
  cell !== null && typeof cell === "object" ? Buffer.from(cell.base64, "base64") : cell;
const same = (a: Cell | undefined, b: Cell | undefined): boolean => JSON.stringify(a) === JSON.stringify(b);

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const matching = (key: Row): string =>
  Object.keys(key)
    .map((name) => `${quoted(name)} is ?`)
    .join(" and ");
const valuesOf = (row: Row): (string | number | null | Buffer)[] => Object.values(row).map(given);

/** Columns that name a row of this table for good. */
export const keyColumns = (client: Client, table: string): string[] =>
  client
    .prepare<[string], { name: string; pk: number }>(
      "select name, pk from pragma_table_info(?) where pk > 0 order by pk",
    )
    .all(table)
    .map(({ name }) => name);

const pick = (row: Row, names: readonly string[]): Row =>
  Object.fromEntries(names.map((name) => [name, row[name] ?? null]));

/** Rows of a table in which a column holds this value. */
export const rowsWhere = (client: Client, table: string, key: Row): Row[] =>
  client
    .prepare<unknown[], Raw>(`select * from ${quoted(table)} where ${matching(key)}`)
    .all(...valuesOf(key))
    .map(kept);

/** Does things to rows and remembers them, inside the caller's transaction. */
export class Journal {
  readonly changes: Change[] = [];
  private readonly client: Client;

  constructor(client: Client) {
    this.client = client;
  }

  insert(table: string, row: Row): void {
    const names = Object.keys(row);
    const places = names.map(() => "?").join(", ");
    this.client
      .prepare(`insert into ${quoted(table)} (${names.map(quoted).join(", ")}) values (${places})`)
      .run(...valuesOf(row));
    this.changes.push({ did: "insert", table, row });
  }

  remove(table: string, row: Row): void {
    const key = pick(row, keyColumns(this.client, table));
    this.client.prepare(`delete from ${quoted(table)} where ${matching(key)}`).run(...valuesOf(key));
    this.changes.push({ did: "remove", table, row });
  }

  /** Returns false, and does nothing, where a unique index does not let it. */
  update(table: string, row: Row, values: Row): boolean {
    const key = pick(row, keyColumns(this.client, table));
    if (!write(this.client, table, key, values)) return false;
    this.changes.push({
      did: "update",
      table,
      key: {
        ...key,
        ...pick(
          values,
          Object.keys(key).filter((name) => name in values),
        ),
      },
      before: pick(row, Object.keys(values)),
      after: values,
    });
    return true;
  }
}

const write = (client: Client, table: string, key: Row, values: Row): boolean => {
  const set = Object.keys(values)
    .map((name) => `${quoted(name)} = ?`)
    .join(", ");
  const text = `update or ignore ${quoted(table)} set ${set} where ${matching(key)}`;
  return client.prepare(text).run(...valuesOf(values), ...valuesOf(key)).changes > 0;
};

/** What became of the rows of these tables about these people between two readings. */
export const changesBetween = (
  client: Client,
  before: ReadonlyMap<string, Row[]>,
  after: ReadonlyMap<string, Row[]>,
): Change[] =>
  [...after.keys()].flatMap((table) => tableChanges(client, table, before.get(table) ?? [], after.get(table) ?? []));

const tableChanges = (client: Client, table: string, before: readonly Row[], after: readonly Row[]): Change[] => {
  const names = keyColumns(client, table);
  const keyOf = (row: Row): string => JSON.stringify(pick(row, names));
  const was = new Map(before.map((row) => [keyOf(row), row]));
  const is = new Map(after.map((row) => [keyOf(row), row]));
  const removed = before.filter((row) => !is.has(keyOf(row))).map((row): Change => ({ did: "remove", table, row }));
  const rest = after.flatMap((row): Change[] => {
    const former = was.get(keyOf(row));
    if (former === undefined) return [{ did: "insert", table, row }];
    const differing = Object.keys(row).filter((name) => !same(row[name], former[name]));
    if (differing.length === 0) return [];
    return [
      { did: "update", table, key: pick(row, names), before: pick(former, differing), after: pick(row, differing) },
    ];
  });
  return [...removed, ...rest];
};

/**
 * Undoes changes, the last first. What has changed since by another hand stays as it is; what stands in the way of a row
 * throws SQLite's constraint error, for the caller's transaction to undo everything.
 */
export const revert = (client: Client, changes: readonly Change[]): void => {
  for (const change of changes.toReversed()) {
    if (change.did === "update") putBack(client, change);
    else if (change.did === "insert") new Journal(client).remove(change.table, change.row);
    else new Journal(client).insert(change.table, change.row);
  }
};

const putBack = (client: Client, { table, key, before, after }: Updated): void => {
  const [row] = rowsWhere(client, table, key);
  if (row === undefined) return;
  const still = Object.keys(before).filter((name) => same(row[name], after[name]));
  if (still.length === 0) return;
  const set = still.map((name) => `${quoted(name)} = ?`).join(", ");
  client
    .prepare(`update ${quoted(table)} set ${set} where ${matching(key)}`)
    .run(...valuesOf(pick(before, still)), ...valuesOf(key));
};
