import { argon2idAsync } from "@noble/hashes/argon2.js";
import { joinSecret, paperOf, phraseBytes, stretching, stretchSalt } from "./staff-secret.ts";

/**
 * The secret of a sheet and its passphrase, in a browser; the box stretches with its own argon2. Left out of index.ts: the app
 * fetches it when somebody types a passphrase. Throws Refused("malformed") when `code` is no staff code.
 */
export async function staffSecret(code: string, phrase: string, uai: string): Promise<Uint8Array> {
  const paper = paperOf(code, uai);
  const { memory: m, passes: t, lanes: p, length: dkLen } = stretching;
  const stretched = await argon2idAsync(phraseBytes(phrase), stretchSalt(paper, uai), { m, t, p, dkLen });
  return joinSecret(paper, stretched);
}
