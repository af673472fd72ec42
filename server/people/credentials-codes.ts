import { createHash, randomInt } from "node:crypto";

/** Activation codes: small letters and digits, without those that look like another one. */
export const codeAlphabet = "abcdefghjkmnprstvwxyz3456789";

/** Random characters of the alphabet, from a CSPRNG. */
export const newShortCode = (length: number): string =>
  Array.from({ length }, () => codeAlphabet.charAt(randomInt(codeAlphabet.length))).join("");

/** What was typed, as it was issued: lower case, without spaces or hyphens. */
export const tidyShortCode = (typed: string): string => typed.toLowerCase().replace(/[\s\-‐-―.·_]/g, "");

/** How codes of single use are kept. */
export const codeHash = (code: string): string => createHash("sha256").update(code).digest("hex");
