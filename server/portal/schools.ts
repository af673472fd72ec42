import * as z from "zod/mini";
import { fromUtf8, sha256Hex, utf8 } from "../wire/bytes.ts";
import { newCode, parseCode } from "../wire/codes.ts";
import { checked } from "../wire/parse.ts";
import { verifyEnrolment } from "../wire/read.ts";
import type { Deps } from "./deps.ts";
import { keys } from "./keys.ts";
import { Rejected } from "./rejected.ts";
import type { ObjectStore } from "./store/object-store.ts";

const School = z.object({ uai: z.string(), publicKey: z.string(), tokenHash: z.string(), since: z.string() });
export type School = z.infer<typeof School>;

const Invitation = z.object({ expiresAt: z.string(), mayReplaceKey: z.boolean() });

const INVITATION_DAYS = 30;
const DAY = 24 * 60 * 60 * 1000;

const json = (value: unknown): Uint8Array => utf8(JSON.stringify(value));
const hashOf = (invitation: string): string => sha256Hex(utf8(invitation));

/** Writes an invitation for one school's box and returns its code, which is shown once and kept nowhere. */
export async function inviteSchool(
  { store, clock }: Pick<Deps, "store" | "clock">,
  uai: string,
  mayReplaceKey: boolean,
): Promise<string> {
  const code = newCode();
  const expiresAt = new Date(clock.now().getTime() + INVITATION_DAYS * DAY).toISOString();
  await store.put(keys.invitation(uai, hashOf(code)), json({ expiresAt, mayReplaceKey }));
  return code;
}

/**
 * A box makes itself known: the invitation is spent on the public key and the token's hash that it brings. The same request
 * again succeeds, since its first answer may have been lost.
 */
export async function enrol(deps: Deps, uai: string, publicKey: string, bytes: Uint8Array): Promise<void> {
  const { store, clock } = deps;
  const { invitation, tokenHash } = verifyEnrolment(bytes, uai, publicKey);
  const hash = hashOf(parseCode(invitation) ?? "");
  const invited = await readJson(store, keys.invitation(uai, hash), Invitation);
  const known = await readJson(store, keys.school(uai), School);
  if (invited === null) return acceptRepeat(known, publicKey, tokenHash);
  if (invited.expiresAt < clock.iso()) throw new Rejected(403, "expired-invitation");
  if (known !== null && known.publicKey !== publicKey && !invited.mayReplaceKey) throw new Rejected(409, "other-key");
  const claim = json({ publicKey, tokenHash });
  if (!(await claimIs(store, keys.claim(uai, hash), claim))) throw new Rejected(409, "spent-invitation");
  await store.put(keys.school(uai), json({ uai, publicKey, tokenHash, since: known?.since ?? clock.iso() }));
  await store.delete(keys.invitation(uai, hash));
}

function acceptRepeat(known: School | null, publicKey: string, tokenHash: string): void {
  if (known?.publicKey !== publicKey || known.tokenHash !== tokenHash) throw new Rejected(403, "unknown-invitation");
}

async function claimIs(store: ObjectStore, key: string, claim: Uint8Array): Promise<boolean> {
  if (await store.putIfAbsent(key, claim)) return true;
  const first = await store.get(key);
  return first !== null && sha256Hex(first) === sha256Hex(claim);
}

export const findSchool = (store: ObjectStore, uai: string): Promise<School | null> =>
  readJson(store, keys.school(uai), School);

export async function readJson<T extends z.ZodMiniType>(
  store: ObjectStore,
  key: string,
  schema: T,
): Promise<z.output<T> | null> {
  const bytes = await store.get(key);
  return bytes === null ? null : checked(schema, JSON.parse(fromUtf8(bytes)));
}
