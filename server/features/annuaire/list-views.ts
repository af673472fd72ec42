import { fullDay } from "../../core/dates.ts";
import type { View } from "../../core/view.ts";
import { lists } from "./lists/index.ts";
import type { DirectoryList, Filter, ListRow, Wanted } from "./lists/list.ts";
import { plural } from "./words.ts";

interface Shown {
  readonly list: DirectoryList;
  readonly filters: readonly Filter[];
  readonly wanted: Wanted;
  readonly rows: readonly ListRow[];
}

const perPage = 100;

/** The address's parameters for this wish; what stands at its first choice is left out. */
const paramsOf = ({ list, filters, wanted }: Shown, changes: Partial<Record<string, string>> = {}): string => {
  const first = (name: string): string => filters.find((filter) => filter.name === name)?.choices[0]?.value ?? "";
  const all: Record<string, string> = {
    q: wanted.query,
    ...Object.fromEntries(
      Object.entries(wanted.filters).map(([name, value]) => [name, value === first(name) ? "" : value]),
    ),
    tri: wanted.sort === list.columns[0]?.id ? "" : wanted.sort,
    sens: wanted.isDescending ? "desc" : "",
    ...changes,
  };
  const text = new URLSearchParams(Object.entries(all).filter(([, value]) => value !== "")).toString();
  return text === "" ? "" : `?${text}`;
};

const heading = (shown: Shown, { id, label, isNumber }: DirectoryList["columns"][number]) => {
  const isSorted = shown.wanted.sort === id;
  const sens = isSorted && !shown.wanted.isDescending ? "desc" : "";
  const tri = id === shown.list.columns[0]?.id ? "" : id;
  return {
    label,
    isNumber: isNumber === true,
    href: `${shown.list.path}${paramsOf(shown, { tri, sens })}`,
    order: isSorted ? (shown.wanted.isDescending ? "descending" : "ascending") : "",
  };
};

const visible = <T>(list: DirectoryList, cells: readonly T[]): T[] =>
  cells.filter((_, place) => list.columns[place]?.isExported !== true);

const filterFields = ({ filters, wanted }: Shown) =>
  filters.map(({ name, label, choices }) => ({ name, label, choices, chosen: wanted.filters[name] ?? "" }));

const chosenText = ({ filters, wanted }: Shown): string[] =>
  filters.flatMap(({ name, choices }) => {
    const at = choices.findIndex(({ value }) => value === wanted.filters[name]);
    return at <= 0 ? [] : [choices[at]?.text ?? ""];
  });

const countText = ({ list, rows }: Shown): string => plural(rows.length, ...list.counted);

const isNarrowed = (shown: Shown): boolean => shown.wanted.query !== "" || chosenText(shown).length > 0;

export const listView = (shown: Shown & { page: number; waiting: number }): View => {
  const { list, rows, wanted, waiting } = shown;
  const pages = Math.max(1, Math.ceil(rows.length / perPage));
  const page = Math.min(Math.max(1, Math.trunc(shown.page)), pages);
  const pageHref = (number: number): string =>
    `${list.path}${paramsOf(shown, { page: number === 1 ? "" : String(number) })}`;
  return {
    view: "annuaire/list",
    fragment: "annuaire/_list",
    title: list.id === "eleves" ? "Annuaire" : `Annuaire, ${list.title.toLowerCase()}`,
    data: {
      tabs: lists.map(({ id, title, path }) => ({ title, path, isCurrent: id === list.id })),
      list: { id: list.id, title: list.title, path: list.path, empty: list.empty, add: list.add },
      query: wanted.query,
      sort: { tri: wanted.sort === list.columns[0]?.id ? "" : wanted.sort, sens: wanted.isDescending ? "desc" : "" },
      filters: filterFields(shown),
      headings: visible(
        list,
        list.columns.map((column) => heading(shown, column)),
      ),
      rows: rows
        .slice((page - 1) * perPage, page * perPage)
        .map(({ href, cells }) => ({ href, cells: visible(list, cells) })),
      count: countText(shown),
      isNarrowed: isNarrowed(shown),
      pager: {
        text: pages === 1 ? "" : `Page ${page} sur ${pages}`,
        before: page > 1 ? pageHref(page - 1) : "",
        after: page < pages ? pageHref(page + 1) : "",
      },
      exportHref: `/direction/annuaire/export/${list.id}${paramsOf(shown)}`,
      printHref: `/direction/annuaire/impression/${list.id}${paramsOf(shown)}`,
      waiting,
    },
  };
};

/** A clean A4 list: what it is, of which school, of which day. */
export const listPaper = (shown: Shown & { school: string; today: string }): View => {
  const { list, rows, wanted, school, today } = shown;
  const search = wanted.query === "" ? [] : [`recherche «\u00a0${wanted.query}\u00a0»`];
  const title = [list.title, ...chosenText(shown), ...search].join(", ");
  return {
    view: "annuaire/list-print",
    layout: "print",
    title,
    data: {
      heading: title,
      back: `${list.path}${paramsOf(shown)}`,
      about: `${school} · ${countText(shown)} · ${fullDay(today)}`,
      headings: visible(
        list,
        list.columns.map(({ label }) => label),
      ),
      rows: rows.map(({ cells }) => visible(list, cells)),
    },
  };
};
