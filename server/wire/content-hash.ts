import { sha256Hex, utf8 } from "./bytes.ts";

/**
 * SHA-256 of a publication's data, whatever the order of its keys: what a signature on a notice refers to.
 * Canonical form: JSON without spaces, keys sorted by UTF-16 code units, members that are undefined left out.
 */
export const contentHash = (data: Readonly<Record<string, unknown>>): string => sha256Hex(utf8(canonical(data)));

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  const sorted = members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(",")}}`;
}
