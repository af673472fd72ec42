import { ed25519, x25519 } from "@noble/curves/ed25519.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bech32 } from "@scure/base";
import { generateHybridIdentity, identityToRecipient } from "age-encryption";
import { randomBytes, sha256Hex, toBase64Url, toHex, utf8 } from "./bytes.ts";
import { parseCode, secretOf } from "./codes.ts";
import { Refused } from "./refused.ts";

export interface HolderKeys {
  /** What the holder shows the portal: `Authorization: Bearer <token>`; base64url of 32 bytes. */
  readonly token: string;
  /** Hexadecimal SHA-256 of the token's 32 bytes: the name of the holder's keyring. */
  readonly tokenHash: string;
  readonly ageIdentity: string;
  readonly ageRecipient: string;
  /** 32 bytes: authenticates the keyring to its holder. */
  readonly ringKey: Uint8Array;
  /** 32 bytes: authenticates the holder's replies to the school. */
  readonly replyKey: Uint8Array;
}

export interface ChannelKey {
  readonly n: number;
  readonly identity: string;
}

export interface SigningKeys {
  /** 32 bytes. */
  readonly secretKey: Uint8Array;
  /** 64 hexadecimal characters. */
  readonly publicKey: string;
}

/** Of a code that `parseCode` accepts; throws `Refused("malformed")` on another. `uai`: the one that stands on the letter. */
export function deriveHolderKeys(code: string, uai: string): HolderKeys {
  const canonical = parseCode(code);
  if (canonical === null) throw new Refused("malformed", "not a holder's code");
  return keysFrom(utf8(secretOf(canonical)), uai);
}

/** Of a member of staff: `secret` is what the sheet and the passphrase make together (staff-secret.ts). */
export function keysFrom(secret: Uint8Array, uai: string): HolderKeys {
  const derive = (info: string): Uint8Array => hkdf(sha256, secret, utf8(`preau/1/${uai}`), utf8(info), 32);
  const token = derive("token");
  const ageIdentity = identityFrom(derive("age"));
  return {
    token: toBase64Url(token),
    tokenHash: sha256Hex(token),
    ageIdentity,
    ageRecipient: recipientOf(ageIdentity),
    ringKey: derive("ring"),
    replyKey: derive("reply"),
  };
}

const identityFrom = (secret: Uint8Array): string => bech32.encodeFromBytes("AGE-SECRET-KEY-", secret).toUpperCase();

/** The public half of an X25519 identity. */
export const recipientOf = (identity: string): string =>
  bech32.encodeFromBytes("age", x25519.getPublicKey(bech32.decodeToBytes(identity).bytes));

/** A fresh X25519 age identity: for a channel, or for one photo. */
export const newIdentity = (): string => identityFrom(randomBytes(32));

export const newChannelKey = (n: number): ChannelKey => ({ n, identity: newIdentity() });

/** The pair that signs what a school publishes. */
export function newSigningKeys(): SigningKeys {
  const secretKey = randomBytes(32);
  return { secretKey, publicKey: publicKeyOf(secretKey) };
}

export const publicKeyOf = (secretKey: Uint8Array): string => toHex(ed25519.getPublicKey(secretKey));

/** The post-quantum hybrid identity that replies are sealed to: `identity` stays in the box, `recipient` goes into keyrings. */
export async function newReplyIdentity(): Promise<{ identity: string; recipient: string }> {
  const identity = await generateHybridIdentity();
  return { identity, recipient: await identityToRecipient(identity) };
}
