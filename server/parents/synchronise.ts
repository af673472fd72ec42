import { generationOf, write } from "../core/db.ts";
import { makeSchoolHead } from "../wire/index.ts";
import { compareAccesses } from "./accesses.ts";
import type { Channels } from "./channels.ts";
import { prepareCommit, sendPending } from "./commit.ts";
import { publishEntries, removeEntries } from "./entries.ts";
import { type Holder, holdersOf } from "./holders.ts";
import { type LeftThere, readMailbox } from "./mailbox.ts";
import { dropUnusedFiles } from "./media.ts";
import { unlistAbandoned } from "./objects.ts";
import { countUnanswered, publishAnswers, publishPages } from "./pages.ts";
import { type Comparison, compareEntries, type Unpublishable } from "./plan.ts";
import { settleReaders } from "./readers.ts";
import { agreeOnTip } from "./standing.ts";
import { changeState, theState } from "./state.ts";
import type { Sync } from "./sync.ts";

/** What is remembered from one synchronisation to the next, while the process lives. */
export interface Memory {
  readonly unpublishable: Unpublishable;
  readonly leftThere: LeftThere;
  /** The state of the database, and the hour, in which there was nothing to publish. */
  cleanAt: string;
}

export const newMemory = (): Memory => ({ unpublishable: new Map(), leftThere: new Set(), cleanAt: "" });

/** Told as it goes on, for the screens. */
export interface Report {
  waiting(count: number): void;
  online(): void;
  progress(progress: { done: number; total: number } | null): void;
}

/** Tens of thousands of replies; what is left, or what a portal makes up, waits for the next run. */
const roundsOfRun = 40;
/** Fewer publications than these go without a progress bar. */
const shortWork = 20;

interface Plan extends Comparison {
  readonly holders: readonly Holder[];
  readonly opened: Channels;
  /** Of the rows that were compared. */
  readonly stamp: string;
  readonly isRevoking: boolean;
  readonly waiting: number;
}

/**
 * One synchronisation: what should be readable from home compared with what the portal has; replies taken in; the difference
 * published, in rounds. It may be cut off at any point and goes on from there. Throws Unreachable, Turned or Standstill.
 */
export const synchronise = async (sync: Sync, memory: Memory, report: Report): Promise<void> => {
  unlistAbandoned(sync);
  const first = memory.cleanAt === stampOf(sync) ? null : await compare(sync, memory);
  report.waiting(first?.waiting ?? 0);
  await agreeOnTip(sync);
  report.online();
  let hasMore = await takeReplies(sync, memory);
  await publish(sync, memory, report, first);
  for (let rounds = 0; hasMore && rounds < roundsOfRun; rounds++) {
    hasMore = await readMailbox(sync, memory.leftThere, false);
    await publish(sync, memory, report, null);
  }
  await renewSchoolHead(sync);
};

/** Nothing but `change` happened to a database that had nothing to publish: it still has nothing to publish. */
export const withoutEffect = (sync: Sync, memory: Memory, change: () => void): void => {
  const wasClean = memory.cleanAt === stampOf(sync);
  change();
  if (wasClean) memory.cleanAt = stampOf(sync);
};

const stampOf = ({ db, clock }: Sync): string => `${generationOf(db)} ${clock.iso().slice(0, 13)}`;

const compare = async (sync: Sync, { unpublishable }: Memory): Promise<Plan> => {
  const stamp = stampOf(sync);
  const holders = holdersOf(sync);
  const opened = await settleReaders(sync, holders);
  const entries = await compareEntries(sync, opened, holders, unpublishable);
  const { total: accesses, revoked } = await compareAccesses(sync, opened, holders, 0);
  const waiting = entries.total + accesses + countUnanswered(sync);
  return { ...entries, stamp, holders, opened, isRevoking: revoked.length > 0, waiting };
};

/** Returns whether more replies wait at the portal. A restored box reads everything that the portal still keeps, first of all. */
const takeReplies = async (sync: Sync, memory: Memory): Promise<boolean> => {
  const { mustReadRetained } = theState(sync.db);
  const hasMore = await readMailbox(sync, memory.leftThere, mustReadRetained);
  if (mustReadRetained) write(sync, (tx) => changeState(tx, { mustReadRetained: false }));
  return hasMore;
};

const publish = async (sync: Sync, memory: Memory, report: Report, first: Plan | null): Promise<void> => {
  let done = 0;
  let hasMore = memory.cleanAt !== stampOf(sync);
  while (hasMore) {
    const plan = first?.stamp === stampOf(sync) ? first : await compare(sync, memory);
    const total = done + plan.total;
    const tell = (now: number): void => {
      report.waiting(Math.max(0, plan.waiting - now));
      report.progress(total > shortWork ? { done: done + now, total } : null);
    };
    tell(0);
    hasMore = await publishRound(sync, plan, memory, tell);
    done += plan.changed.length;
    if (plan.waiting === 0 && plan.stamp === stampOf(sync)) memory.cleanAt = plan.stamp;
  }
  report.progress(null);
  report.waiting(0);
};

/** Whoever must not read any longer loses their access before anything new leaves. Returns whether another round is needed. */
const publishRound = async (
  sync: Sync,
  plan: Plan,
  { unpublishable }: Memory,
  tell: (done: number) => void,
): Promise<boolean> => {
  const changed = plan.isRevoking ? [] : plan.changed;
  removeEntries(sync, plan.removed);
  await publishEntries(sync, changed, unpublishable, tell);
  if (plan.removed.length + changed.length > 0) dropUnusedFiles(sync);
  await publishPages(sync);
  await publishAnswers(sync);
  const entries = new Set([...changed.map(({ entry }) => entry.id), ...plan.removed.map(({ entryId }) => entryId)])
    .size;
  const prepared = await prepareCommit(sync, plan.opened, plan.holders, entries);
  if (prepared.isNeeded) await sendPending(sync);
  return prepared.hasMore || !plan.isWhole || plan.isRevoking;
};

/** How old the families' news are is read from here. */
const renewSchoolHead = async ({ db, clock, keys, uai, portal }: Sync): Promise<void> => {
  const { lineage, seq } = theState(db);
  if (seq === 0) return;
  await portal.putSchool(makeSchoolHead({ v: 1, uai, lineage, seq, at: clock.iso() }, keys.secretKey));
};
