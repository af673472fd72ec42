import { withoutAccents } from "../../names.ts";
import { headerKey } from "../headers.ts";
import type { Kind } from "../layouts.ts";
import { type Field, fieldsOf, kinds } from "./fields.ts";

/** A table whose columns nobody knows yet: its titles and its first rows. */
export interface Sheet {
  file: string;
  headers: readonly string[];
  rows: readonly (readonly string[])[];
}

/** For each column the field that it seems to hold; null: none. */
export type Columns = readonly (string | null)[];

export interface Guess {
  kind: Kind;
  columns: Columns;
}

const ofChild = /enfant|eleve|fils/;
const ofParent = /responsable|parent|pere|mere|tuteur|^resp/;

/** How many letters part two words (Levenshtein), given up beyond `most`. */
const distance = (a: string, b: string, most: number): number => {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? most + 1;
};

/** 1: the same name; less: nearly the same, or one within the other. */
const likeness = (header: string, name: string): number => {
  if (header === name) return 1;
  const most = Math.floor(Math.min(header.length, name.length) / 5);
  if (most > 0 && distance(header, name, most) <= most) return 0.8;
  return name.length >= 4 && header.includes(name) ? 0.55 : 0;
};

/** Whose column it says it is: a parent's name is no pupil's. */
const isOfAnother = (kind: Kind, { id }: Field, header: string): boolean => {
  if (kind === "pupils") return ofParent.test(header);
  if (kind === "staff") return ofParent.test(header) || ofChild.test(header);
  return id.startsWith("child.") ? ofParent.test(header) : ofChild.test(header);
};

const owners =
  /\b(?:eleves?|enfants?|fils|filles?|responsables?|resp|parents?|legal|legaux|des?|du|la|les?|l|d|\d+)\b/g;

/** « Enfant 1 nom », « Nom de l’élève »: what is left without whose it is. */
const withoutOwner = (title: string): string => headerKey(withoutAccents(title).replace(owners, " "));

const nameScore = (kind: Kind, field: Field, title: string): number => {
  const header = headerKey(title).replace(/\d+$/, "");
  if (header === "" || isOfAnother(kind, field, header)) return 0;
  const whole = Math.max(...field.names.map((name) => likeness(header, headerKey(name))));
  if (field.id.startsWith("child.") && !ofChild.test(header)) return whole;
  const bare = withoutOwner(title);
  return bare === "" ? whole : Math.max(whole, ...field.names.map((name) => 0.9 * likeness(bare, withoutOwner(name))));
};

/** The share of filled cells that look like it; null where nothing can be told. */
const contentScore = ({ test }: Field, cells: readonly string[]): number | null => {
  const filled = cells.filter((cell) => cell !== "");
  if (test === null || filled.length === 0) return null;
  return filled.filter(test).length / filled.length;
};

const enough = 0.45;

const score = (kind: Kind, field: Field, title: string, cells: readonly string[]): number => {
  const name = nameScore(kind, field, title);
  const content = contentScore(field, cells);
  if (content === null) return name;
  if (content < 0.5) return 0;
  const isOther = isOfAnother(kind, field, headerKey(title));
  if (name === 0 && !field.isTelling) return 0;
  return isOther ? 0 : name * 0.7 + content * 0.5;
};

interface Candidate {
  column: number;
  field: Field;
  score: number;
}

/** The likeliest pairs first; each column holds one field, each field stands in one column unless it is repeated. */
const assign = (kind: Kind, { headers, rows }: Sheet): { columns: Columns; score: number } => {
  const candidates = headers.flatMap((title, column) => {
    const cells = rows.map((row) => row[column]?.trim() ?? "");
    return fieldsOf[kind].map((field): Candidate => ({ column, field, score: score(kind, field, title, cells) }));
  });
  const columns = headers.map((): string | null => null);
  const used = new Set<string>();
  let sum = 0;
  for (const { column, field, score: points } of candidates.sort((a, b) => b.score - a.score || a.column - b.column)) {
    if (points < enough || columns[column] !== null || (used.has(field.id) && !field.isRepeated)) continue;
    columns[column] = field.id;
    used.add(field.id);
    sum += points;
  }
  const missing = fieldsOf[kind].filter(({ isMandatory, id }) => isMandatory && !used.has(id)).length;
  return { columns, score: sum - 2 * missing };
};

/** What each column seems to hold, by its name and by what stands in it. */
export const guessColumns = (kind: Kind, sheet: Sheet): Columns => assign(kind, sheet).columns;

/** Who the table seems to be about, and its columns. */
export const guess = (sheet: Sheet): Guess => {
  const guesses = kinds.map((kind) => ({ kind, ...assign(kind, sheet) }));
  const [best] = guesses.sort((a, b) => b.score - a.score);
  return { kind: best?.kind ?? "pupils", columns: best?.columns ?? [] };
};
