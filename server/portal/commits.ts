import * as z from "zod/mini";
import { fromBase64, sameBytes, sha256Hex, utf8 } from "../wire/bytes.ts";
import { parse } from "../wire/parse.ts";
import { LONGEST_COMMIT, verifyCommit } from "../wire/read.ts";
import { Commit } from "../wire/schemas.ts";
import { applyCommit } from "./apply.ts";
import type { Deps } from "./deps.ts";
import { keys } from "./keys.ts";
import { Rejected } from "./rejected.ts";
import { readJson, type School } from "./schools.ts";

const Tip = z.object({ lineage: z.int(), seq: z.int(), sha256: z.string() });
/** The last commit; `sha256` of all its bytes is what the next one names as its predecessor. */
export type Tip = z.infer<typeof Tip>;

/**
 * Takes a commit in. The creation of `commits/<seq>` under the condition that it does not exist is the point of no return;
 * `seq` never restarts, so that a restored box and the box that it replaces compete for the same name and one of them loses.
 * Returns whether the commit is new; the same bytes again succeed. Throws `Rejected` 409 with the tip, or `Refused`.
 */
export async function acceptCommit(deps: Deps, school: School, seq: number, bytes: Uint8Array): Promise<boolean> {
  const commit = verifyCommit(bytes, { uai: school.uai, publicKeys: [school.publicKey] });
  if (commit.seq !== seq || hasContradiction(commit) || !isDecodable(commit)) throw new Rejected(400, "malformed");
  const key = keys.of(school.uai).commit(seq);
  const tip = await finishAccepted(deps, school.uai);
  if (await isStored(deps, key, bytes)) return false;
  refuseUnlessNext(commit, tip);
  const isNew = await deps.store.putIfAbsent(key, bytes);
  const newTip = await finishAccepted(deps, school.uai);
  if (!isNew && !(await isStored(deps, key, bytes))) throw new Rejected(409, "other-bytes", { tip: newTip });
  return isNew;
}

/** A keyring both replaced and revoked: neither order would be right. */
const hasContradiction = (commit: Commit): boolean =>
  commit.keyrings.some(({ name }) => commit.revocations.includes(name));

/** What could not be applied must not be accepted: every later request would stumble over it. */
function isDecodable({ heads, keyrings }: Commit): boolean {
  try {
    for (const { bytes } of [...heads, ...keyrings]) fromBase64(bytes);
    return true;
  } catch {
    return false; // not the canonical form of any bytes
  }
}

async function isStored({ store }: Deps, key: string, bytes: Uint8Array): Promise<boolean> {
  const stored = await store.get(key);
  return stored !== null && sameBytes(stored, bytes);
}

function refuseUnlessNext(commit: Commit, tip: Tip | null): void {
  const reason = reasonAgainst(commit, tip);
  if (reason !== null) throw new Rejected(409, reason, { tip });
}

function reasonAgainst(commit: Commit, tip: Tip | null): string | null {
  if (tip !== null && commit.lineage < tip.lineage) return "older-lineage";
  if (commit.seq <= (tip?.seq ?? 0)) return "other-bytes";
  if (commit.seq > (tip?.seq ?? 0) + 1) return "gap";
  return commit.prev === (tip?.sha256 ?? null) ? null : "wrong-predecessor";
}

/**
 * Applies every commit that was accepted but not known to be applied, and returns the last. The recorded tip may lag, after a
 * crash or between two processes: applying again changes nothing, so a lagging tip only costs time.
 */
export async function finishAccepted(deps: Deps, uai: string): Promise<Tip | null> {
  const at = keys.of(uai);
  let tip = await readJson(deps.store, at.tip, Tip);
  for (;;) {
    const bytes = await deps.store.get(at.commit((tip?.seq ?? 0) + 1));
    if (bytes === null) return tip;
    const commit = parse(Commit, bytes.subarray(64), LONGEST_COMMIT); // its signature was checked before it was stored
    await applyCommit(deps, uai, commit);
    tip = { lineage: commit.lineage, seq: commit.seq, sha256: sha256Hex(bytes) };
    await deps.store.put(at.tip, utf8(JSON.stringify(tip)));
  }
}
