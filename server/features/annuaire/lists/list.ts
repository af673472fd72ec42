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

/** Telephones are found with and without the spaces between their digits. */
const foldedText = (text: string): string => withoutAccents(`${text} ${text.replace(/(\d) (?=\d)/g, "$1")}`);

/** A row as it was read, its texts made once; what a search looks into is made at the first search. */
class Ready<Row> implements ListRow {
  readonly row: Row;
  readonly href: string;
  readonly cells: readonly string[];
  private folded: string | null = null;

  constructor({ href, columns }: Definition<Row>, row: Row) {
    this.row = row;
    this.href = href(row);
    this.cells = columns.map(({ text }) => text(row));
  }

  has(words: readonly string[]): boolean {
    if (words.length === 0) return true;
    this.folded ??= foldedText(this.cells.join(" "));
    const { folded } = this;
    return words.every((word) => folded.includes(word));
  }
}

/** French order of a column; rows without a value come last either way; equal ones by the first column. */
const inOrder = <Row>({ columns }: Definition<Row>, rows: readonly Ready<Row>[], wanted: Wanted): Ready<Row>[] => {
  const place = Math.max(
    0,
    columns.findIndex(({ id }) => id === wanted.sort),
  );
  const sortedBy = columns[place]?.sortedBy;
  const direction = wanted.isDescending ? -1 : 1;
  const keyed = rows.map((ready) => ({
    ready,
    key: sortedBy === undefined ? (ready.cells[place] ?? "") : sortedBy(ready.row),
    tie: ready.cells[0] ?? "",
  }));
  keyed.sort((a, b) => {
    if ((a.key === "") !== (b.key === "")) return a.key === "" ? 1 : -1;
    return direction * compareNames(a.key, b.key) || compareNames(a.tie, b.tie);
  });
  return keyed.map(({ ready }) => ready);
};

/** Words of a search: no accents, no signs. */
const wordsOf = (query: string): string[] =>
  withoutAccents(query)
    .split(/[^a-z0-9@._]+/)
    .filter((word) => word !== "");

/** Rows are kept until the next write: whoever types a name asks five times for the same ones. */
export const directoryList = <Row>(definition: Definition<Row>): DirectoryList => {
  const read = keptUntilWrite<Ready<Row>[]>(6);
  const sorted = keptUntilWrite<Ready<Row>[]>(12);
  const all = (reading: Reading, { filters }: Wanted): Ready<Row>[] =>
    read(reading.db, JSON.stringify([reading.clock.today(), filters]), () =>
      definition.read(reading, filters).map((row) => new Ready(definition, row)),
    );
  const ordered = (reading: Reading, wanted: Wanted): Ready<Row>[] =>
    sorted(reading.db, JSON.stringify([reading.clock.today(), { ...wanted, query: "" }]), () =>
      inOrder(definition, all(reading, wanted), wanted),
    );
  const { columns, read: _read, href: _href, ...shown } = definition;
  return {
    ...shown,
    columns: columns.map(({ id, label, isNumber, isExported }) => ({ id, label, isNumber, isExported })),
    rows: (reading, wanted) => {
      const words = wordsOf(wanted.query);
      return ordered(reading, wanted).filter((ready) => ready.has(words));
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
