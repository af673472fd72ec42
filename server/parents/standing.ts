import { type CommitRow, noteAccepted, pendingCommit, sendPending } from "./commit.ts";
import { type Tip, Turned } from "./portal-client.ts";
import { isOwn, takeOver } from "./restore.ts";
import { Standstill, type State, standStill, theState } from "./state.ts";
import type { Sync } from "./sync.ts";

/**
 * Before anything is published: do the portal and this box agree on the last commit? Sends the one that was prepared, finds out
 * that its answer was lost, notices that this database was restored from a backup, or stops until the head decides.
 */
export const agreeOnTip = async (sync: Sync): Promise<void> => {
  const { standstill } = theState(sync.db);
  if (standstill !== null) throw new Standstill(standstill);
  const tip = await sync.portal.tip();
  const pending = pendingCommit(sync);
  if (
    pending !== undefined &&
    (tip?.sha256 === pending.sha256 || tip?.seq === pending.seq - 1 || isFirst(pending, tip))
  )
    return settlePending(sync, tip, pending);
  const verdict = judge(theState(sync.db), tip);
  if (verdict === "agreed") return;
  if (verdict === "portal-lost") standStill(sync.db, "portal-lost");
  await judgeStranger(sync, tip);
};

const isFirst = ({ seq }: { seq: number }, tip: Tip | null): boolean => seq === 1 && tip === null;

const settlePending = async (sync: Sync, tip: Tip | null, pending: CommitRow): Promise<void> => {
  if (tip?.sha256 === pending.sha256) return noteAccepted(sync, pending);
  try {
    await sendPending(sync);
  } catch (error) {
    if (!(error instanceof Turned) || error.status !== 409) throw error;
    await judgeStranger(sync, await sync.portal.tip());
  }
};

const judge = ({ lineage, seq, prev }: State, tip: Tip | null): "agreed" | "portal-lost" | "other" => {
  if ((tip?.sha256 ?? null) === prev) return "agreed";
  if (tip === null || (tip.lineage === lineage && tip.seq < seq)) return "portal-lost";
  return "other";
};

/** The portal's last commit is not ours. Signed by the school: this database is older than the portal, or another box went on. */
const judgeStranger = async (sync: Sync, tip: Tip | null): Promise<void> => {
  if (tip === null) return standStill(sync.db, "portal-lost");
  if (!(await isOwn(sync, tip))) return standStill(sync.db, "foreign");
  if (tip.lineage > theState(sync.db).lineage) return standStill(sync.db, "newer-box");
  await takeOver(sync, tip);
};
