import { fromBase64Url, randomBytes, sha256Hex, toBase64Url } from "./bytes.ts";

/** A new access token (base64url of 32 random bytes) and the hash by which the portal knows it. */
export function newToken(): { token: string; tokenHash: string } {
  const bytes = randomBytes(32);
  return { token: toBase64Url(bytes), tokenHash: sha256Hex(bytes) };
}

/** Hexadecimal SHA-256 of the token's 32 bytes; null when it is not a token. */
export function tokenHashOf(token: string): string | null {
  try {
    const bytes = fromBase64Url(token);
    return bytes.length === 32 ? sha256Hex(bytes) : null;
  } catch {
    return null; // not base64url: not a token
  }
}
