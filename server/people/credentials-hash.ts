import argon2 from "argon2";
import { TooMany } from "../core/errors.ts";
import { stretching } from "../wire/staff-secret.ts";

/** OWASP's minimum for argon2id: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Hash of a random secret nobody knows: what an unknown account is checked against, at the same cost. */
const nobodysHash = "$argon2id$v=19$m=19456,p=1,t=2$/FZqMnJcXww1XGLkOxBbNA$Rx2AKZ2WwPYNJwguTd78cFmdJOKGda5/g9Lj2g5BZy4";

/** argon2 fills the thread pool that file reads need: two at a time, the others wait their turn. */
const atOnce = 2;
/** About eight seconds of waiting on the box: beyond, somebody is flooding it. */
const longestQueue = 400;

let running = 0;
const waiting: (() => void)[] = [];

const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
  if (waiting.length >= longestQueue) throw new TooMany("Trop de connexions à la fois. Réessayez dans un instant.", 10);
  if (running >= atOnce) await new Promise<void>((go) => waiting.push(go));
  else running += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
};

/** argon2id, in PHC format. */
export const hashSecret = (secret: string): Promise<string> =>
  inTurn(() => argon2.hash(secret, { type: argon2.argon2id, ...cost }));

/** Whether the secret fits. Without a hash (no such account, nothing chosen yet) it costs the same and is false. */
export const verifySecret = async (hash: string | null | undefined, secret: string): Promise<boolean> => {
  const fits = await inTurn(() => argon2.verify(hash ?? nobodysHash, secret));
  return fits && typeof hash === "string";
};

/** A passphrase stretched to 32 bytes (wire/staff-secret.ts): at the cost of a password, and with its place in the queue. */
export const stretchPhrase = (phrase: Uint8Array, salt: Uint8Array): Promise<Uint8Array> => {
  const { memory: memoryCost, passes: timeCost, lanes: parallelism, length: hashLength } = stretching;
  const options = { memoryCost, timeCost, parallelism, hashLength, salt: Buffer.from(salt) };
  return inTurn(() => argon2.hash(Buffer.from(phrase), { type: argon2.argon2id, ...options, raw: true }));
};

/** Made with other parameters than today's: hash again while the secret is at hand. */
export const isOutdated = (hash: string): boolean => argon2.needsRehash(hash, cost);
