import { sha256 } from "@noble/hashes/sha2.js";
import { randomBytes, utf8 } from "./bytes.ts";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // Crockford's base 32: no I, L, O, U
const SECRET_LENGTH = 19;
/** A member of staff's: one group of four more, by which the app knows that a passphrase belongs to it. */
const STAFF_SECRET_LENGTH = 23;

/** The five first bits of the SHA-256 of the characters before it. */
const checkOf = (secret: string): string => ALPHABET.charAt((sha256(utf8(secret))[0] ?? 0) >> 3);

/** A new holder's code: 20 characters, 95 random bits and one check character. */
export const newCode = (): string => codeOf(SECRET_LENGTH);

/** A new code for a member of staff: 24 characters, 115 random bits and one check character. */
export const newStaffCode = (): string => codeOf(STAFF_SECRET_LENGTH);

function codeOf(length: number): string {
  const secret = Array.from(randomBytes(length), (byte) => ALPHABET.charAt(byte & 31)).join("");
  return secret + checkOf(secret);
}

/** As printed on the letter: groups of four. */
export const formatCode = (code: string): string => (code.match(/.{4}/g) ?? []).join("-");

/** Reads what a person typed or a QR code carried; null when it is not a code. */
export const parseCode = (typed: string): string | null => parse(typed, SECRET_LENGTH);

/** The same for a member of staff's code, which opens nothing without its passphrase. */
export const parseStaffCode = (typed: string): string | null => parse(typed, STAFF_SECRET_LENGTH);

function parse(typed: string, length: number): string | null {
  const code = typed
    .toUpperCase()
    .replace(/[\s\-‐-―−_.·/]/g, "")
    .replace(/O/g, "0")
    .replace(/[IL]/g, "1");
  if (code.length !== length + 1 || ![...code].every((character) => ALPHABET.includes(character))) return null;
  return checkOf(code.slice(0, length)) === code.slice(length) ? code : null;
}

/** The part of a code that keys are derived from. */
export const secretOf = (code: string): string => code.slice(0, -1);
