import { keptUntilWrite } from "../../../core/kept.ts";
import type { Reading } from "../../../people/directory/entries.ts";
import { compareNames, withoutAccents } from "../../../people/names.ts";

/** One thing that a list says of each row: on the screen and on paper, or in the exported file alone. */
export interface Column<Row> {
  /** Names it in the address. */
  readonly id: string;
  readonly label: string;
  readonly text: (row: Row) => string;
  /** What it is sorted by, where that is not its text: a day as YYYY-MM-DD. */
  readonly sortedBy?: ((row: Row) => string) | undefined;
  readonly isNumber?: boolean | undefined;
  /** Only in the exported file. */
  readonly isExported?: boolean | undefined;
}

/** A filter above the list: the first choice stands when none was made. */
export interface Filter {
  readonly name: string;
  readonly label: string;
  readonly choices: readonly { readonly value: string; readonly text: string }[];
}

interface Definition<Row> {
  readonly id: string;
  readonly title: string;
  readonly path: string;
  /** "élève", "élèves" */
  readonly counted: readonly [one: string, many: string];
  readonly columns: readonly Column<Row>[];
  filters(reading: Reading): readonly Filter[];
  /** One query. */
  read(reading: Reading, filters: Readonly<Record<string, string>>): readonly Row[];
  /** Where the first column leads. */
  href(row: Row): string;
  readonly empty: { readonly text: string; readonly href: string; readonly action: string };
  /** How somebody is added by hand. */
  readonly add: { readonly text: string; readonly href: string };
}

/** What the address asks for, as far as the list offers it. */
export interface Wanted {
  readonly query: string;
  readonly sort: string;
  readonly isDescending: boolean;
  readonly filters: Readonly<Record<string, string>>;
}

export interface ListRow {
  readonly href: string;
  /** By place of the column. */
  readonly cells: readonly string[];
}

/** A list of the directory, whatever its rows are. */
export interface DirectoryList extends Omit<Definition<unknown>, "columns" | "read" | "href"> {
  readonly columns: readonly Pick<Column<unknown>, "id" | "label" | "isNumber" | "isExported">[];
  /** In order; only those that the search finds. */
  rows(reading: Reading, wanted: Wanted): readonly ListRow[];
}

interface Ready extends ListRow {
  /** Everything that a search looks into. */
  readonly found: string;
}

/** French order of a column; rows without a value come last either way; equal ones by the first column. */
const inOrder = <Row>({ columns }: Definition<Row>, rows: readonly Row[], wanted: Wanted): Row[] => {
  const [first] = columns;
  const column = columns.find(({ id }) => id === wanted.sort) ?? first;
  if (first === undefined || column === undefined) return [...rows];
  const direction = wanted.isDescending ? -1 : 1;
  const keyed = rows.map((row) => ({ row, key: (column.sortedBy ?? column.text)(row), tie: first.text(row) }));
  keyed.sort((a, b) => {
    if ((a.key === "") !== (b.key === "")) return a.key === "" ? 1 : -1;
    return direction * compareNames(a.key, b.key) || compareNames(a.tie, b.tie);
  });
  return keyed.map(({ row }) => row);
};

const prepared = <Row>(list: Definition<Row>, reading: Reading, wanted: Wanted): Ready[] =>
  inOrder(list, list.read(reading, wanted.filters), wanted).map((row) => {
    const cells = list.columns.map(({ text }) => text(row));
    return { href: list.href(row), cells, found: withoutAccents(cells.join(" ")) };
  });

/** Words of a search: no accents, no signs. */
const wordsOf = (query: string): string[] =>
  withoutAccents(query)
    .split(/[^a-z0-9@._]+/)
    .filter((word) => word !== "");

/** Rows are kept until the next write: whoever types a name asks five times for the same ones. */
export const directoryList = <Row>(definition: Definition<Row>): DirectoryList => {
  const kept = keptUntilWrite<Ready[]>(12);
  const all = (reading: Reading, wanted: Wanted): Ready[] =>
    kept(reading.db, JSON.stringify([reading.clock.today(), { ...wanted, query: "" }]), () =>
      prepared(definition, reading, wanted),
    );
  const { columns, read: _read, href: _href, ...shown } = definition;
  return {
    ...shown,
    columns: columns.map(({ id, label, isNumber, isExported }) => ({ id, label, isNumber, isExported })),
    rows: (reading, wanted) => {
      const words = wordsOf(wanted.query);
      return all(reading, wanted).filter(({ found }) => words.every((word) => found.includes(word)));
    },
  };
};

export const wantedOf = (
  { columns }: DirectoryList,
  filters: readonly Filter[],
  asked: Readonly<Record<string, string>>,
): Wanted => ({
  query: (asked.q ?? "").trim().slice(0, 80),
  sort: (columns.find(({ id }) => id === asked.tri) ?? columns[0])?.id ?? "",
  isDescending: asked.sens === "desc",
  filters: Object.fromEntries(
    filters.map(({ name, choices }) => [
      name,
      (choices.find(({ value }) => value === asked[name]) ?? choices[0])?.value ?? "",
    ]),
  ),
});
