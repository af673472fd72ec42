import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, utf8 } from "./bytes.ts";
import { parseStaffCode, secretOf } from "./codes.ts";
import { Refused } from "./refused.ts";

/**
 * A member of staff's sheet alone opens nothing: keys need the code and a passphrase. `paper` is what the code gives; the box
 * keeps it, so that another passphrase needs no other sheet, and the app keeps neither.
 */
export function paperOf(code: string, uai: string): Uint8Array {
  const canonical = parseStaffCode(code);
  if (canonical === null) throw new Refused("malformed", "not a member of staff's code");
  return hkdf(sha256, utf8(secretOf(canonical)), utf8(`preau/1/${uai}`), utf8("paper"), 32);
}

/** Argon2id as for the box's passwords: 19 MiB twice over. About a second on a modest phone. `memory`: KiB. */
export const stretching = { memory: 19_456, passes: 2, lanes: 1, length: 32 } as const;

/** The salt of the stretching: nobody prepares guesses who has not read the sheet. */
export const stretchSalt = (paper: Uint8Array, uai: string): Uint8Array =>
  hkdf(sha256, paper, utf8(`preau/1/${uai}`), utf8("stretch"), 16);

/** As stretched: neither the way a keyboard composes accents nor a space too many makes another phrase. Case counts. */
export const phraseBytes = (phrase: string): Uint8Array => utf8(phrase.normalize("NFKC").trim().replace(/\s+/gu, " "));

/** What all keys of the holder derive from, `keysFrom(secret, uai)`: 64 bytes. */
export const joinSecret = (paper: Uint8Array, stretched: Uint8Array): Uint8Array => concatBytes(paper, stretched);
