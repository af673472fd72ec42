import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, hexToBytes, randomBytes } from "@noble/hashes/utils.js";
import { base64, base64urlnopad } from "@scure/base";

export { bytesToHex as toHex, concatBytes, hexToBytes as fromHex, randomBytes };

export const toBase64 = (bytes: Uint8Array): string => base64.encode(bytes);
/** Throws on anything but canonical base64 with padding. */
export const fromBase64 = (text: string): Uint8Array => base64.decode(text);
export const toBase64Url = (bytes: Uint8Array): string => base64urlnopad.encode(bytes);
/** Throws on anything but canonical base64url without padding. */
export const fromBase64Url = (text: string): Uint8Array => base64urlnopad.decode(text);

const encoder = new TextEncoder();
export const utf8 = (text: string): Uint8Array => encoder.encode(text);
/** Throws on bytes that are not UTF-8. */
export const fromUtf8 = (bytes: Uint8Array): string => new TextDecoder("utf-8", { fatal: true }).decode(bytes);

/** SHA-256 as 64 lower-case hexadecimal characters. */
export const sha256Hex = (bytes: Uint8Array): string => bytesToHex(sha256(bytes));

/** Compares secrets: the time does not depend on where they differ. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}
