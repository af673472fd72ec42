import { chmod, readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { writeAtomically } from "../core/files.ts";
import { fromHex, newReplyIdentity, newSigningKeys, publicKeyOf, toHex } from "../wire/index.ts";

/** The school's own keys. They leave the box in an encrypted backup only. */
export interface SchoolKeys {
  /** Ed25519, 32 bytes: signs what is published. */
  readonly secretKey: Uint8Array;
  readonly publicKey: string;
  /** Post-quantum hybrid age identity: opens replies. */
  readonly replyIdentity: string;
  readonly replyTo: string;
}

/** The box is connected and its keys are gone: new ones would be believed by nobody. */
export class MissingKeys extends Error {
  constructor() {
    super("data/keys/school.json is missing");
    this.name = "MissingKeys";
  }
}

const Stored = z.object({
  v: z.literal(1),
  signing: z.string().regex(/^[0-9a-f]{64}$/),
  replyIdentity: z.string(),
  replyTo: z.string(),
});

const fileIn = (dataDir: string): string => join(dataDir, "keys", "school.json");

/** The keys of this school, or null when there are none yet. Throws on a damaged file: new keys would cut every phone off. */
export const readSchoolKeys = async (dataDir: string): Promise<SchoolKeys | null> => {
  const file = fileIn(dataDir);
  const json = await readFile(file, "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  });
  if (json === null) return null;
  await chmod(file, 0o600);
  const { signing, replyIdentity, replyTo } = Stored.parse(JSON.parse(json));
  const secretKey = fromHex(signing);
  return { secretKey, publicKey: publicKeyOf(secretKey), replyIdentity, replyTo };
};

/** The keys of this school, made at the first call. */
export const ensureSchoolKeys = async (dataDir: string): Promise<SchoolKeys> => {
  const known = await readSchoolKeys(dataDir);
  if (known !== null) return known;
  const { secretKey, publicKey } = newSigningKeys();
  const { identity, recipient } = await newReplyIdentity();
  const stored = { v: 1, signing: toHex(secretKey), replyIdentity: identity, replyTo: recipient };
  await writeAtomically(fileIn(dataDir), Buffer.from(JSON.stringify(stored)), 0o600);
  return { secretKey, publicKey, replyIdentity: identity, replyTo: recipient };
};
