import type { Errors } from "../../core/http.ts";
import type { View } from "../../core/view.ts";
import type { Kind } from "../../people/import/layouts.ts";
import { fieldsOf, kinds } from "../../people/import/mapping/fields.ts";
import type { Columns, Sheet } from "../../people/import/mapping/guess.ts";
import { wrongIn } from "../../people/import/mapping/learned.ts";
import type { RememberedMapping } from "../../people/import/mapping/store.ts";
import { plural } from "./words.ts";

export const kindTitles = { pupils: "Élèves", guardians: "Responsables", staff: "Équipe" } as const;

const shownRows = 3;

const column = (sheet: Sheet, at: number, chosen: string | null, errors: Errors) => ({
  at,
  title: sheet.headers[at] || `Colonne ${at + 1}`,
  cells: sheet.rows.slice(0, shownRows).map((row) => row[at] ?? ""),
  chosen: chosen ?? "",
  error: errors[`colonne-${at}`] ?? "",
});

const neededSentence = (kind: Kind): string => {
  const needed = fieldsOf[kind].filter(({ isMandatory }) => isMandatory).map(({ missing }) => missing);
  return `Il faut au moins ${new Intl.ListFormat("fr").format(needed)}.`;
};

export interface ColumnsPage {
  readonly id: string;
  readonly sheet: Sheet;
  readonly kind: Kind;
  readonly columns: Columns;
  readonly errors: Errors;
}

export const columnsView = ({ id, sheet, kind, columns, errors }: ColumnsPage): View => ({
  view: "annuaire/columns",
  data: {
    id,
    file: sheet.file,
    kind,
    kinds: kinds.map((one) => ({ value: one, title: kindTitles[one] })),
    columns: sheet.headers.map((_, at) => column(sheet, at, columns[at] ?? null, errors)),
    rows: sheet.rows.slice(0, shownRows).map((_, nth) => `Ligne ${nth + 1}`),
    fields: fieldsOf[kind].map(({ id: value, label }) => ({ value, title: label })),
    needed: neededSentence(kind),
    missing: wrongIn(kind, columns).colonnes ?? "",
    errors,
  },
  title: "À quoi correspondent ces colonnes\u202f?",
});

const shownTitles = 6;

/** A set of columns that somebody explained, as the import page lists it. */
export const learnedLine = ({ key, kind, headers }: RememberedMapping) => {
  const more = headers.length - shownTitles;
  const titles = headers.slice(0, shownTitles).join(", ");
  return { key, kind: kindTitles[kind], titles: more > 0 ? `${titles} et ${plural(more, "autre", "autres")}` : titles };
};
