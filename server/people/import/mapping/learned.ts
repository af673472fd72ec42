import { headerKey } from "../headers.ts";
import type { Kind, Mapping } from "../layouts.ts";
import { digest } from "../pupil-identity.ts";
import { fieldNamed, fieldsOf } from "./fields.ts";
import type { Columns } from "./guess.ts";

/** What somebody said of a table's columns. */
export interface Learned {
  kind: Kind;
  /** Each column by its compared title, the n-th of that title, with the field that it holds. */
  columns: readonly { title: string; nth: number; field: string | null }[];
}

/** Titles as they are compared, each with its number among equal ones. */
const numbered = (headers: readonly string[]): { title: string; nth: number }[] => {
  const seen = new Map<string, number>();
  return headers.map((header) => {
    const title = headerKey(header);
    const nth = seen.get(title) ?? 0;
    seen.set(title, nth + 1);
    return { title, nth };
  });
};

/** Names a set of titles, whatever their order. */
export const headersKey = (headers: readonly string[]): string =>
  digest(
    JSON.stringify(
      numbered(headers)
        .map(({ title, nth }) => `${title}#${nth}`)
        .sort(),
    ),
  );

export const learnedFrom = (kind: Kind, headers: readonly string[], columns: Columns): Learned => ({
  kind,
  columns: numbered(headers).map((one, at) => ({ ...one, field: columns[at] ?? null })),
});

/** Messages by the form's field: what is missing, and what was chosen twice. Empty: it can be read. */
export const wrongIn = (kind: Kind, columns: Columns): Record<string, string> => {
  const errors: Record<string, string> = {};
  const missing = fieldsOf[kind].filter(({ id, isMandatory }) => isMandatory && !columns.includes(id));
  if (missing.length > 0) {
    const named = missing.map((field) => field.missing).join(", ");
    errors.colonnes = `Il manque ${named}\u00a0: choisissez ${missing.length === 1 ? "sa colonne" : "leurs colonnes"}.`;
  }
  columns.forEach((id, at) => {
    const field = id === null ? undefined : fieldNamed(kind, id);
    if (field === undefined || field.isRepeated || columns.indexOf(id) === at) return;
    errors[`colonne-${at}`] = `«\u00a0${field.label}\u00a0» est déjà choisi pour une autre colonne.`;
  });
  return errors;
};

const titles = { pupils: "Élèves", guardians: "Responsables", staff: "Équipe" } as const;

/** Where each field stands in a table with these titles. */
export const mappingOf = ({ kind, columns }: Learned, headers: readonly string[]): Mapping => {
  const fields = new Map(columns.map(({ title, nth, field }) => [`${title}#${nth}`, field]));
  const own = new Map<string, number[]>();
  const children: Map<string, number>[] = [];
  numbered(headers).forEach(({ title, nth }, place) => {
    const field = fields.get(`${title}#${nth}`) ?? null;
    if (field === null) return;
    if (!field.startsWith("child.")) own.set(field, [...(own.get(field) ?? []), place]);
    else placeChild(children, field.slice("child.".length), place);
  });
  const layout = {
    kind,
    title: `${titles[kind]} (colonnes choisies)`,
    columns: {},
    child: {},
    others: [],
    signs: [],
    isStrict: false,
    mandatory: { columns: [], child: [] },
  };
  return { layout, columns: own, children };
};

/** The n-th column of a child's field belongs to the n-th child. */
const placeChild = (children: Map<string, number>[], field: string, place: number): void => {
  const child = children.find((one) => !one.has(field));
  if (child) child.set(field, place);
  else children.push(new Map([[field, place]]));
};
