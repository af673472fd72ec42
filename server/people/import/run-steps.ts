import type { Db } from "../../core/db.ts";
import { Conflict } from "../../core/errors.ts";
import { keyColumn, type Row, type Step } from "./steps.ts";

/** A row is no longer what it was when the steps were thought out. */
export class Moved extends Conflict {
  constructor() {
    super("L’annuaire a changé depuis cet aperçu\u202f; rien n’a été importé. Relisez-le, puis importez.");
  }
}

/**
 * Until the last slice newcomers have left before they came: no page shows them, and nobody signs in as one. One import
 * runs at a time, so that they are all its own.
 */
const notYet = "0000-01-01";

/** Everybody who is new is of the school, at once. */
export const reveal = ({ $client }: Db): void => {
  $client.prepare("update people set left_on = null where left_on = ?").run(notYet);
};

const hidden = ({ table, after }: Step): Row | null =>
  table === "people" && after !== null ? { ...after, left_on: notYet } : after;

const names = (row: Row): string[] => Object.keys(row);
const equalTo = (row: Row): string[] => names(row).map((name) => `"${name}" is ?`);

const isConstraint = (error: unknown): boolean =>
  error instanceof Error && "code" in error && String(error.code).startsWith("SQLITE_CONSTRAINT");

/** How many rows a statement changed: 0 when the row is not as it was expected, or another one is in its place. */
const changeOne = ({ $client }: Db, step: Step): number => {
  const { table, key, before } = step;
  const after = before === null ? hidden(step) : step.after;
  const run = (text: string, ...values: unknown[]): number => $client.prepare(text).run(...values).changes;
  if (before === null && after === null) return 1;
  if (before === null && after !== null) {
    const columns = names(after).map((name) => `"${name}"`);
    const marks = columns.map(() => "?");
    return run(`insert into ${table} (${columns}) values (${marks})`, ...Object.values(after));
  }
  const same = [`${keyColumn(table)} = ?`, ...equalTo(before ?? {})].join(" and ");
  const expected = [key, ...Object.values(before ?? {})];
  if (after === null) return run(`delete from ${table} where ${same}`, ...expected);
  const set = names(after).map((name) => `"${name}" = ?`);
  return run(`update ${table} set ${set} where ${same}`, ...Object.values(after), ...expected);
};

/** Does these steps, inside a transaction. Throws Moved where a row is not what it was, or its place is taken. */
export const runSteps = (db: Db, steps: readonly Step[]): void => {
  for (const step of steps) {
    try {
      if (changeOne(db, step) !== 1) throw new Moved();
    } catch (error) {
      throw isConstraint(error) ? new Moved() : error;
    }
  }
};

/** Several steps on a row as one: what it was before all of them, what it is after. In the order of their first. */
export const netSteps = (steps: readonly Step[]): Step[] => {
  const net = new Map<string, Step>();
  for (const step of steps) {
    const id = `${step.table} ${step.key}`;
    const first = net.get(id);
    if (first === undefined) net.set(id, step);
    else if (first.before === null) net.set(id, { ...first, after: step.after && { ...first.after, ...step.after } });
    else if (step.after === null) net.set(id, { ...first, before: { ...step.before, ...first.before }, after: null });
    else {
      const [before, after] = [
        { ...step.before, ...first.before },
        { ...first.after, ...step.after },
      ];
      net.set(id, { ...first, before, after });
    }
  }
  return [...net.values()];
};

export const reversed = (steps: readonly Step[]): Step[] =>
  steps.map(({ table, key, before, after }) => ({ table, key, before: after, after: before })).reverse();
