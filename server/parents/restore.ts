import { and, desc, eq, isNotNull, isNull } from "drizzle-orm";
import { isOneOf, type Tx, write } from "../core/db.ts";
import { record } from "../core/events.ts";
import { keysInForce } from "../people/access-keys.ts";
import { accessKeys } from "../people/tables.ts";
import { type Commit, fromBase64, sha256Hex, verifyCommit, verifyHead } from "../wire/index.ts";
import type { Tip } from "./portal-client.ts";
import { changeState, standStill, theState } from "./state.ts";
import type { Sync } from "./sync.ts";
import {
  channels,
  commits,
  keyrings,
  objects,
  pages,
  publishedAnswers,
  publishedEntries,
  sealedFiles,
  strayKeyrings,
} from "./tables.ts";

/** What a lost box, or the box before its backup was put back, told the portal and this database does not know. */
interface Unknown {
  readonly revoked: Set<string>;
  readonly keyrings: Set<string>;
  readonly objects: Set<string>;
  /** Highest key number used in each channel. */
  readonly keyNumbers: Map<string, number>;
}

/**
 * Goes on from the portal's last commit under the next lineage: reads the school's own commits since the last that this database
 * knows, re-applies their revocations, gives every channel its next key and every holder a new keyring, and forgets what was
 * published, so that everything is published anew. Until the retained mailbox has been read again nothing leaves.
 */
export const takeOver = async (sync: Sync, tip: Tip | null): Promise<void> => {
  const { lineage, seq } = theState(sync.db);
  const isFar = tip !== null && (tip.lineage > lineage + farthest || tip.seq > seq + farthest);
  if (isFar && !(await isOwn(sync, tip))) standStill(sync.db, "foreign");
  const unknown = await readUnknown(sync, tip);
  const next = Math.max(lineage, tip?.lineage ?? 0) + 1;
  write(sync, (tx) => {
    reapply(tx, sync, unknown);
    forgetPublished(tx, unknown);
    changeState(tx, {
      lineage: next,
      seq: tip?.seq ?? 0,
      prev: tip?.sha256 ?? null,
      mustReadRetained: true,
      standstill: null,
    });
    record(tx, null, "sync.taken-over", { lineage: next, seq: tip?.seq ?? 0, revoked: unknown.revoked.size });
  });
  sync.log.warn({ lineage: next, seq: tip?.seq ?? 0 }, "this box goes on under a new lineage");
};

/** A portal that names a commit of its own making may not carry the box to figures beyond which none can follow. */
const farthest = 2 ** 24;

/** The portal's last commit is what it says, and the school signed it. */
export const isOwn = async (sync: Sync, tip: Tip): Promise<boolean> => {
  const bytes = await sync.portal.commit(tip.seq);
  if (bytes === null || sha256Hex(bytes) !== tip.sha256) return false;
  const commit = ownCommit(sync, bytes);
  return commit?.seq === tip.seq && commit.lineage === tip.lineage;
};

const readUnknown = async (sync: Sync, tip: Tip | null): Promise<Unknown> => {
  const unknown: Unknown = { revoked: new Set(), keyrings: new Set(), objects: new Set(), keyNumbers: new Map() };
  let after: number | null = tip === null ? null : lastKnownSeq(sync);
  while (tip !== null && after !== null) {
    const from = after;
    const page = await sync.portal.commitsAfter(from);
    const inOrder = page.commits.filter((seq) => seq > from && seq <= tip.seq).sort((a, b) => a - b);
    for (const seq of inOrder) {
      const bytes = await sync.portal.commit(seq);
      const commit = bytes === null ? null : ownCommit(sync, bytes);
      if (commit?.seq === seq) learn(sync, unknown, commit); // an older one in its place could undo a revocation
    }
    after = page.next !== null && page.next > from && page.next < tip.seq ? page.next : null;
  }
  return unknown;
};

const lastKnownSeq = ({ db }: Sync): number =>
  db
    .select({ seq: commits.seq })
    .from(commits)
    .where(isNotNull(commits.sentAt))
    .orderBy(desc(commits.lineage), desc(commits.seq))
    .limit(1)
    .get()?.seq ?? 0;

/** Null for a commit that this school did not sign. */
const ownCommit = ({ uai, keys }: Sync, bytes: Uint8Array): Commit | null => {
  try {
    return verifyCommit(bytes, { uai, publicKeys: [keys.publicKey] });
  } catch {
    return null; // whatever is wrong with it, it tells us nothing
  }
};

const learn = (sync: Sync, unknown: Unknown, commit: Commit): void => {
  for (const { name } of commit.keyrings) {
    unknown.keyrings.add(name);
    unknown.revoked.delete(name);
  }
  for (const name of commit.revocations) {
    unknown.revoked.add(name);
    unknown.keyrings.delete(name);
  }
  for (const { channel, bytes } of commit.heads) {
    const head = verifyHead(fromBase64(bytes), channel, { uai: sync.uai, publicKeys: [sync.keys.publicKey] });
    for (const { object, key } of [...head.pages, ...(head.answers ? [head.answers] : [])]) {
      unknown.objects.add(object);
      unknown.keyNumbers.set(channel, Math.max(unknown.keyNumbers.get(channel) ?? 0, key));
    }
  }
};

const reapply = (tx: Tx, { db, clock }: Sync, { revoked, keyrings: given }: Unknown): void => {
  tx.update(accessKeys)
    .set({ revokedAt: clock.iso() })
    .where(and(isOneOf(accessKeys.tokenHash, [...revoked]), isNull(accessKeys.revokedAt)))
    .run();
  const known = new Set(
    tx
      .select({ name: accessKeys.tokenHash })
      .from(accessKeys)
      .all()
      .map(({ name }) => name),
  );
  // A portal that was put back to an earlier day has revived sheets that were revoked since: all that are not in force go again.
  const inForce = new Set(keysInForce({ db, clock }).map(({ tokenHash }) => tokenHash));
  const ended = [...known].filter((name) => !inForce.has(name));
  const strangers = [...given].filter((name) => !known.has(name));
  for (const name of [...strangers, ...ended]) tx.insert(strayKeyrings).values({ name }).onConflictDoNothing().run();
};

const forgetPublished = (tx: Tx, unknown: Unknown): void => {
  for (const table of [publishedEntries, pages, publishedAnswers, sealedFiles]) tx.delete(table).run();
  tx.delete(commits).where(isNotNull(commits.bytes)).run();
  tx.update(keyrings).set({ hash: null }).run();
  tx.update(objects).set({ state: "unlisted" }).run();
  for (const name of unknown.objects)
    tx.insert(objects).values({ name, state: "unlisted", size: 0 }).onConflictDoNothing().run();
  tx.update(channels).set({ isMarked: true, isDirty: true }).run();
  for (const [id, n] of unknown.keyNumbers) tx.update(channels).set({ keyFloor: n }).where(eq(channels.id, id)).run();
};
