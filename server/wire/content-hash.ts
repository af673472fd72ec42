import { sha256Hex, utf8 } from "./bytes.ts";

/**
 * SHA-256 of a publication's data, whatever the order of its keys: what a signature on a notice refers to.
 * Canonical form: JSON without spaces, keys sorted by UTF-16 code units, members that are undefined left out.
 */
export const contentHash = (data: Readonly<Record<string, unknown>>): string =>
  sha256Hex(utf8(JSON.stringify(data, sortKeys)));

function sortKeys(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
