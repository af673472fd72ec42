import { Decrypter, Encrypter } from "age-encryption";
import { Refused } from "./refused.ts";

const LONGEST_HEADER = 4096;
const STANZA_TYPES = ["X25519", "mlkem768x25519"];

/** A standard age file for one recipient (`age1…` or `age1pq1…`). */
export async function seal(plaintext: Uint8Array, recipient: string): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return encrypter.encrypt(plaintext);
}

/** Opens what `seal` made. Throws `Refused`: `malformed` for an unexpected header, `unopenable` for another key or altered bytes. */
export async function open(sealed: Uint8Array, identity: string): Promise<Uint8Array> {
  checkHeader(sealed);
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  try {
    return await decrypter.decrypt(sealed);
  } catch {
    // Whatever age found wrong, the answer to whoever sent it is the same.
    throw new Refused("unopenable");
  }
}

/** A hostile header could hold thousands of stanzas, or one that asks for gigabytes of scrypt: only ours is let through. */
export function checkHeader(sealed: Uint8Array): void {
  const head = new TextDecoder("latin1").decode(sealed.subarray(0, LONGEST_HEADER));
  const end = head.indexOf("\n--- ");
  const [version, stanza, ...rest] = end < 0 ? [] : head.slice(0, end).split("\n");
  if (version !== "age-encryption.org/v1") throw new Refused("malformed", "not an age file");
  const type = stanza?.split(" ")[1] ?? "";
  const isAlone = rest.every((line) => !line.startsWith("->"));
  if (!stanza?.startsWith("-> ") || !STANZA_TYPES.includes(type) || !isAlone) {
    throw new Refused("malformed", "unexpected recipients");
  }
}
