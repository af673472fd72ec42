import type { Source } from "../records.ts";

export type Operation = "add" | "modify" | "delete";

/** Names of attributes with their filled values; an attribute without any was emptied. */
export type Values = Readonly<Record<string, readonly string[]>>;

/** One request of a feed. */
export interface Entry {
  operation: Operation;
  /** "Eleve", "PersRelEleve", "PersEducNat", "EtabEducNat". */
  category: string;
  /** The person's or school's key. */
  id: string;
  values: Values;
  /** Names of modifications that are no replacement: they are not understood. */
  unknown: readonly string[];
  source: Source;
}

export const firstOf = (values: Values, name: string): string | null => values[name]?.[0] ?? null;

/** What stands before the n-th `$` and after the one before it. */
export const partOf = (value: string, nth: number): string => value.split("$")[nth]?.trim() ?? "";
