import {
  beneyluPupil,
  headerKey,
  ondeChild,
  ondeChildOthers,
  ondeGuardian,
  ondeGuardianOthers,
  ondePupil,
  ondePupilOthers,
  ondeStaff,
  oneGuardian,
  onePupil,
  oneStaff,
  oneStaffOthers,
} from "./headers.ts";
import type { Row } from "./rows.ts";

export type Kind = "pupils" | "guardians" | "staff";

export interface Layout {
  kind: Kind;
  /** How the screen names this file. */
  title: string;
  columns: Record<string, readonly string[]>;
  /** Columns repeated for each child. */
  child: Record<string, readonly string[]>;
  /** Known, unread. */
  others: readonly string[];
  /** Titles of which one at least must be there: plain words alone (« Nom », « Prénom ») name no tool's file. */
  signs: readonly string[];
  /** No column may be unknown. */
  isStrict: boolean;
  /** Names in `columns`, then names in `child`, without which nothing can be said. */
  mandatory: { columns: readonly string[]; child: readonly string[] };
}

const child = ondeChild;
const childMandatory = ["lastName", "firstName"];
const person = ["lastName", "firstName"];

export const layouts: readonly Layout[] = [
  {
    kind: "pupils",
    title: "Élèves (ONDE)",
    columns: ondePupil,
    child: {},
    others: ondePupilOthers,
    signs: [...ondePupil.lastName, ...ondePupil.firstName],
    isStrict: false,
    mandatory: { columns: [...person, "birthDate", "classroom"], child: [] },
  },
  {
    kind: "guardians",
    title: "Responsables (ONDE)",
    columns: ondeGuardian,
    child,
    others: [...ondeGuardianOthers, ...ondeChildOthers],
    signs: [...ondeGuardian.lastName, ...ondeGuardian.firstName],
    isStrict: false,
    mandatory: { columns: ["title", ...person], child: childMandatory },
  },
  {
    kind: "staff",
    title: "Enseignants (ONDE)",
    columns: ondeStaff,
    child: {},
    others: [],
    signs: ondeStaff.isDirector,
    isStrict: false,
    mandatory: { columns: person, child: [] },
  },
  {
    kind: "pupils",
    title: "Élèves (modèle ONE)",
    columns: onePupil,
    child: {},
    others: [],
    signs: onePupil.classroom,
    isStrict: true,
    mandatory: { columns: [...person, "birthDate", "classroom"], child: [] },
  },
  {
    kind: "guardians",
    title: "Responsables (modèle ONE)",
    columns: oneGuardian,
    child,
    others: [],
    signs: child.lastName,
    isStrict: true,
    mandatory: { columns: person, child: childMandatory },
  },
  {
    kind: "staff",
    title: "Enseignants (modèle ONE)",
    columns: oneStaff,
    child: {},
    others: oneStaffOthers,
    signs: ["fonction", "telephonetravail"],
    isStrict: true,
    mandatory: { columns: person, child: [] },
  },
  {
    kind: "pupils",
    title: "Élèves (modèle Beneylu)",
    columns: beneyluPupil,
    child: {},
    others: [],
    signs: beneyluPupil.birthDate,
    isStrict: true,
    mandatory: { columns: [...person, "birthDate"], child: [] },
  },
];

/** Where each column of a file stands: indexes of its cells. */
export interface Places {
  columns: ReadonlyMap<string, readonly number[]>;
  /** One map for each child, in order. */
  children: readonly ReadonlyMap<string, number>[];
}

export interface Mapping extends Places {
  layout: Layout;
}

const positions = (keys: readonly string[], names: readonly string[]): number[] => {
  const wanted = new Set(names.map(headerKey));
  return keys.flatMap((key, index) => (wanted.has(key) ? [index] : []));
};

const placesOf = (columns: Record<string, readonly string[]>, keys: readonly string[]): Map<string, number[]> =>
  new Map(Object.entries(columns).map(([field, names]) => [field, positions(keys, names)]));

/** How many of a file's columns a layout knows. */
const knownColumns = (layout: Layout, keys: readonly string[]): number => {
  const names = [...Object.values(layout.columns), ...Object.values(layout.child), layout.others].flat();
  return positions(keys, names).length;
};

const missingColumns = (layout: Layout, keys: readonly string[]): string[] => {
  const named = (columns: Record<string, readonly string[]>, fields: readonly string[]): string[] =>
    fields.flatMap((field) => {
      const names = columns[field] ?? [];
      return positions(keys, names).length === 0 ? [names[0] ?? field] : [];
    });
  return [...named(layout.columns, layout.mandatory.columns), ...named(layout.child, layout.mandatory.child)];
};

/** The n-th occurrence of each child's column belongs to the n-th child, wherever it stands. */
const childrenOf = (layout: Layout, keys: readonly string[]): Map<string, number>[] => {
  const places = placesOf(layout.child, keys);
  const count = Math.max(0, ...[...places.values()].map((list) => list.length));
  return Array.from({ length: count }, (_, nth) => {
    const entries = [...places].flatMap(([field, list]): [string, number][] => {
      const place = list[nth];
      return place === undefined ? [] : [[field, place]];
    });
    return new Map(entries);
  });
};

const quoted = (names: readonly string[]): string => names.map((name) => `«\u00a0${name}\u00a0»`).join(", ");

const unknownMessage = (): string => {
  const examples = layouts
    .slice(0, 3)
    .map((layout) => quoted(layout.mandatory.columns.map((f) => layout.columns[f]?.[0] ?? f)));
  return `Préau ne reconnaît pas ce fichier. Un export d’ONDE a les colonnes ${examples[0]} (élèves), ${examples[1]} (responsables) ou ${examples[2]} (enseignants).`;
};

const missingMessage = (layout: Layout, missing: readonly string[]): string => {
  const [one, many] = ["Il manque une colonne", "Il manque des colonnes"];
  return `${missing.length === 1 ? one : many} à ce fichier (${layout.title})\u00a0: ${quoted(missing)}.`;
};

const hasSign = ({ signs }: Layout, keys: readonly string[]): boolean => positions(keys, signs).length > 0;

/**
 * Which file this is, whatever its name: the layout that knows the most of its columns, none of those that it needs being
 * missing. A message, naming the mandatory columns that are missing, when it is no tool's file.
 */
export const mapColumns = (headers: readonly string[]): Mapping | string => {
  const keys = headers.map(headerKey);
  const ranked = layouts
    .map((layout) => ({ layout, known: knownColumns(layout, keys), missing: missingColumns(layout, keys) }))
    .filter(({ layout, known }) => known > 1 && hasSign(layout, keys))
    .filter(({ layout, known }) => !layout.isStrict || known === keys.length)
    .sort((a, b) => b.known - a.known || a.missing.length - b.missing.length);
  const [best] = ranked;
  if (best === undefined) return unknownMessage();
  const { layout, missing } = best;
  if (missing.length > 0) return missingMessage(layout, missing);
  return { layout, columns: placesOf(layout.columns, keys), children: childrenOf(layout, keys) };
};

/** The first filled cell among a field's columns; empty text when there is none. */
export const cellOf = (row: Row, mapping: Places, field: string): string => cellsOf(row, mapping, field)[0] ?? "";

/** Every filled cell of a field whose column may be repeated. */
export const cellsOf = (row: Row, mapping: Places, field: string): string[] =>
  (mapping.columns.get(field) ?? []).flatMap((place) => row.cells[place] || []);
