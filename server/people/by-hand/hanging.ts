import type Database from "better-sqlite3";
import { type Journal, type Row, rowsWhere } from "./journal.ts";

type Client = Database.Database;

/** A column that holds people's ids. */
export interface Place {
  readonly table: string;
  readonly column: string;
}

const tablesOf = (client: Client): string[] =>
  client
    .prepare<[], { name: string }>("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'")
    .all()
    .map(({ name }) => name);

/** Every column of the database that refers to people, whichever feature it belongs to. */
export const references = (client: Client): Place[] =>
  tablesOf(client).flatMap((table) =>
    client
      .prepare<[string], { column: string }>(
        `select "from" as "column" from pragma_foreign_key_list(?) where "table" = 'people'`,
      )
      .all(table)
      .map(({ column }) => ({ table, column })),
  );

/** What happened is not rewritten; a channel is its own person's; an act's own rows are its own. */
const left = new Set(["events", "channels", "people", "hand_acts"]);

/** Text columns without a foreign key that hold this person's id all the same (a notice's target, a remembered answer). */
const looseReferences = (client: Client, personId: string): Place[] => {
  const known = new Set(references(client).map(({ table, column }) => `${table}.${column}`));
  return tablesOf(client)
    .filter((table) => !left.has(table))
    .flatMap((table) =>
      client
        .prepare<[string], { name: string }>("select name from pragma_table_info(?) where upper(type) = 'TEXT'")
        .all(table)
        .map(({ name }) => ({ table, column: name })),
    )
    .filter(({ table, column }) => !known.has(`${table}.${column}`))
    .filter(
      ({ table, column }) =>
        client.prepare(`select 1 from "${table}" where "${column}" = ? limit 1`).get(personId) !== undefined,
    );
};

/** Deals with a row that cannot move because the kept person has one like it: whatever is kept of it, the row itself goes. */
export type Settle = (journal: Journal, row: Row, place: Place) => void;

const dropped: Settle = (journal, row, { table }) => journal.remove(table, row);

/**
 * Hands everything that hangs on one person to another. A row that a unique index refuses is settled by its table's rule,
 * else it goes: the kept person has its like.
 */
export const handOver = (
  client: Client,
  journal: Journal,
  lostId: string,
  keptId: string,
  rules: ReadonlyMap<string, Settle>,
): void => {
  for (const place of [...references(client), ...looseReferences(client, lostId)]) {
    const { table, column } = place;
    for (const row of rowsWhere(client, table, { [column]: lostId })) {
      if (journal.update(table, row, { [column]: keptId })) continue;
      const settle = rules.get(table) ?? dropped;
      settle(journal, row, place);
    }
  }
};
