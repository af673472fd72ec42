import { ed25519 } from "@noble/curves/ed25519.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, fromHex, sameBytes, utf8 } from "./bytes.ts";
import { Refused } from "./refused.ts";

export type SignedType = "head" | "school" | "commit" | "enrolment";
export type MacType = "keyring" | "reply";

const SIGNATURE_LENGTH = 64;
const MAC_LENGTH = 32;

/** A type in front of the bytes: what was signed as one thing cannot pass for another. */
const labelled = (type: SignedType | MacType, bytes: Uint8Array): Uint8Array =>
  concatBytes(utf8(`preau/1/${type}\n`), bytes);

/** The Ed25519 signature (64 bytes), then the body. */
export const sign = (type: SignedType, body: Uint8Array, secretKey: Uint8Array): Uint8Array =>
  concatBytes(ed25519.sign(labelled(type, body), secretKey), body);

/** The body, once one of the school's public keys (hexadecimal) has signed it. Throws `Refused("bad-signature")`. */
export function verify(type: SignedType, signed: Uint8Array, publicKeys: readonly string[]): Uint8Array {
  const signature = signed.subarray(0, SIGNATURE_LENGTH);
  const body = signed.subarray(SIGNATURE_LENGTH);
  const message = labelled(type, body);
  if (publicKeys.some((publicKey) => holds(signature, message, publicKey))) return body;
  throw new Refused("bad-signature");
}

function holds(signature: Uint8Array, message: Uint8Array, publicKey: string): boolean {
  try {
    return ed25519.verify(signature, message, fromHex(publicKey), { zip215: false });
  } catch {
    return false; // a signature or a key of the wrong shape does not hold either
  }
}

/** HMAC-SHA-256 (32 bytes), then the body. */
export const authenticate = (type: MacType, body: Uint8Array, key: Uint8Array): Uint8Array =>
  concatBytes(macOf(type, body, key), body);

/** The body, once its MAC holds under the key. Throws `Refused("bad-mac")`. */
export function checkMac(type: MacType, authenticated: Uint8Array, key: Uint8Array): Uint8Array {
  const body = authenticated.subarray(MAC_LENGTH);
  if (sameBytes(authenticated.subarray(0, MAC_LENGTH), macOf(type, body, key))) return body;
  throw new Refused("bad-mac");
}

const macOf = (type: MacType, body: Uint8Array, key: Uint8Array): Uint8Array => hmac(sha256, key, labelled(type, body));
