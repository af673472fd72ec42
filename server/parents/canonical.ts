import { hash } from "node:crypto";

const sortKeys = (_key: string, value: unknown): unknown =>
  value === null || typeof value !== "object" || Array.isArray(value)
    ? value
    : Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));

/** SHA-256, hexadecimal, of a value's JSON with its keys in order: the same content has the same hash at every start. */
export const hashOf = (value: unknown): string => hash("sha256", JSON.stringify(value, sortKeys));
