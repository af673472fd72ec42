import { utf8 } from "./bytes.ts";

const LEAST = 4096;

/** Padmé: hides all but the order of magnitude of a length, for at most 12 % more. See Nikitin et al., PURBs, 2019, §4. */
export function paddedLength(length: number): number {
  if (length <= LEAST) return LEAST;
  const exponent = Math.floor(Math.log2(length));
  const kept = Math.floor(Math.log2(exponent)) + 1;
  const step = 2 ** (exponent - kept);
  return Math.ceil(length / step) * step;
}

/** Compact JSON in UTF-8, padded with spaces, which every JSON reader ignores. */
export function paddedJson(value: unknown): Uint8Array {
  const json = utf8(JSON.stringify(value));
  const padded = new Uint8Array(paddedLength(json.length)).fill(0x20);
  padded.set(json);
  return padded;
}

/** Media, padded with zeros; the true size stands in the entry. */
export function paddedMedia(bytes: Uint8Array): Uint8Array {
  const padded = new Uint8Array(paddedLength(bytes.length));
  padded.set(bytes);
  return padded;
}
