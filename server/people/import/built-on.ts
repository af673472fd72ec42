import type { Db } from "../../core/db.ts";
import type { Obstacle } from "../../core/feature.ts";
import { keyColumn, type Step, type TableName } from "./steps.ts";

interface Words {
  readonly one: string;
  readonly many: string;
  readonly href: string | null;
}

const corrected: Words = {
  one: "fiche corrigée à la main depuis",
  many: "fiches corrigées à la main depuis",
  href: "/direction/annuaire",
};
const activated: Words = {
  one: "compte activé, ou code distribué",
  many: "comptes activés, ou codes distribués",
  href: "/direction/codes",
};
const printed: Words = { one: "lettre imprimée", many: "lettres imprimées", href: "/direction/lettres" };
const placed: Words = {
  one: "lien ou classe ajouté à la main",
  many: "liens ou classes ajoutés à la main",
  href: "/direction/annuaire",
};
const other: Words = {
  one: "autre enregistrement qui s’appuie sur cet import",
  many: "autres enregistrements qui s’appuient sur cet import",
  href: null,
};

const sentence = (count: number, { one, many, href }: Words): Obstacle => ({
  text: `${count} ${count === 1 ? one : many}`,
  href,
});

/** What the house says by itself about a table whose rows point at people and classes. */
const wordsOf: Readonly<Record<string, Words>> = {
  access_keys: printed,
  known_devices: activated,
  memberships: placed,
  guardianships: placed,
  groups: placed,
};

/** Imports and events name who acted; they stand by themselves. */
const silent = new Set(["imports", "import_decisions", "import_slices", "import_waiting"]);

const json = (values: readonly unknown[]): string => JSON.stringify(values);

/** Rows of the import that are no longer as it left them. The school's own row answers other questions as well. */
const changedSince = ({ $client }: Db, net: readonly Step[]): Map<TableName, number> => {
  const counts = new Map<TableName, number>();
  const left = net.filter(({ table, after }) => after !== null && table !== "school" && table !== "import_waiting");
  for (const [table, steps] of Map.groupBy(left, (step) => step.table)) {
    const key = keyColumn(table);
    const rows = $client
      .prepare<[string], Record<string, unknown>>(
        `select * from ${table} where ${key} in (select value from json_each(?))`,
      )
      .all(json(steps.map((step) => step.key)));
    const byKey = new Map(rows.map((row) => [row[key], row]));
    const isSame = ({ key: id, after }: Step): boolean =>
      Object.entries(after ?? {}).every(([name, value]) => byKey.get(id)?.[name] === value);
    const changed = steps.filter((step) => !isSame(step)).length;
    if (changed > 0) counts.set(table, changed);
  }
  return counts;
};

/** Columns of all tables that point at rows of this one. */
const pointersTo = ({ $client }: Db): { from: string; column: string; to: string }[] =>
  $client
    .prepare<[], { from: string; column: string; to: string }>(
      `select m.name as "from", f."from" as "column", f."table" as "to"
         from sqlite_master m, pragma_foreign_key_list(m.name) f where m.type = 'table'`,
    )
    .all();

const ownTables: ReadonlySet<string> = new Set([
  "memberships",
  "guardianships",
  "accounts",
  "pupils",
  "staff",
  "classrooms",
]);
const isOwn = (table: string): table is TableName => ownTables.has(table);

/** Rows by table, not the import's own, that point at a row which it created. */
const pointingAt = (db: Db, net: readonly Step[]): Map<string, number> => {
  const created = new Map<string, string>();
  for (const [table, steps] of Map.groupBy(net, (step) => step.table))
    created.set(table, JSON.stringify(steps.filter(({ before }) => before === null).map(({ key }) => key)));
  const counts = new Map<string, number>();
  for (const [from, pointers] of Map.groupBy(pointersTo(db), (pointer) => pointer.from)) {
    const known = pointers.filter(({ to }) => created.has(to) && !silent.has(from));
    if (known.length === 0) continue;
    const among = known.map(({ column }) => `"${column}" in (select value from json_each(?))`).join(" or ");
    const notOwn = isOwn(from) ? `and ${keyColumn(from)} not in (select value from json_each(?))` : "";
    const lists = known.map(({ to }) => created.get(to) ?? "[]");
    const row = db.$client
      .prepare<string[], { n: number }>(`select count(*) as n from ${from} where (${among}) ${notOwn}`)
      .get(...lists, ...(isOwn(from) ? [created.get(from) ?? "[]"] : []));
    if (row !== undefined && row.n > 0) counts.set(from, row.n);
  }
  return counts;
};

const add = (sums: Map<Words, number>, words: Words, count: number): void => {
  sums.set(words, (sums.get(words) ?? 0) + count);
};

/**
 * What people's own rows say against taking these steps back. Tools of the school count their own (`feature.builtOn`); what
 * neither knows is counted last, so that nothing is ever torn away unseen.
 */
export const obstaclesIn = (db: Db, net: readonly Step[], ofTools: readonly Obstacle[]): Obstacle[] => {
  const sums = new Map<Words, number>();
  for (const [table, count] of changedSince(db, net)) add(sums, table === "accounts" ? activated : corrected, count);
  let unknown = 0;
  for (const [table, count] of pointingAt(db, net)) {
    const words = wordsOf[table];
    if (words === undefined) unknown += count;
    else add(sums, words, count);
  }
  const known = [...ofTools, ...[...sums].map(([words, count]) => sentence(count, words))];
  return known.length === 0 && unknown > 0 ? [sentence(unknown, other)] : known;
};
