import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const bytes = 32;

const read = (file: string): Uint8Array | undefined => {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
};

/**
 * 32 random bytes kept in data/keys: what stands in the session cookies and forms is signed with it. One that a power cut left
 * empty is made anew: everybody signs in again.
 */
export const secretIn = (folder: string): Uint8Array => {
  const file = join(folder, "session-secret");
  const known = read(file);
  if (known?.length === bytes) return known;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const secret = randomBytes(bytes);
  writeFileSync(file, secret, { mode: 0o600, flush: true });
  return secret;
};
