import { sha256 } from "@noble/hashes/sha2.js";
import { randomBytes, utf8 } from "./bytes.ts";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // Crockford's base 32: no I, L, O, U
const SECRET_LENGTH = 19;

/** The five first bits of the SHA-256 of the 19 characters. */
const checkOf = (secret: string): string => ALPHABET.charAt((sha256(utf8(secret))[0] ?? 0) >> 3);

/** A new holder's code: 20 characters, 95 random bits and one check character. */
export function newCode(): string {
  const secret = Array.from(randomBytes(SECRET_LENGTH), (byte) => ALPHABET.charAt(byte & 31)).join("");
  return secret + checkOf(secret);
}

/** As printed on the letter: five groups of four. */
export const formatCode = (code: string): string => (code.match(/.{4}/g) ?? []).join("-");

/** Reads what a person typed or a QR code carried; null when it is not a code. */
export function parseCode(typed: string): string | null {
  const code = typed
    .toUpperCase()
    .replace(/[\s\-‐-―−_.·/]/g, "")
    .replace(/O/g, "0")
    .replace(/[IL]/g, "1");
  if (code.length !== SECRET_LENGTH + 1 || ![...code].every((character) => ALPHABET.includes(character))) return null;
  return checkOf(code.slice(0, SECRET_LENGTH)) === code.slice(SECRET_LENGTH) ? code : null;
}

/** The part of a code that keys are derived from. */
export const secretOf = (code: string): string => code.slice(0, SECRET_LENGTH);
