import { sameBytes } from "../wire/bytes.ts";
import { checkHeader } from "../wire/sealed.ts";
import type { Deps } from "./deps.ts";
import { keys, lastSegment } from "./keys.ts";
import { Rejected } from "./rejected.ts";
import { everyItem, type ObjectStore } from "./store/object-store.ts";

export const LARGEST_ENVELOPE = 64 * 1024;
const HOURLY = 30;
const PENDING = 200;
/** What one holder fills in the 90 days that the portal keeps it: 128 MB at most, and more replies than any family writes. */
const KEPT = 2000;
const PENDING_OF_SCHOOL = 10_000;
const HOUR = 60 * 60 * 1000;

/**
 * Keeps a holder's envelope until the box has taken it in. The mark of what is pending is written before the envelope: a crash
 * between the two leaves a mark without envelope, which the sender, who had no answer, completes. Returns whether it is new.
 */
export function deposit(
  deps: Deps,
  uai: string,
  holder: string,
  messageId: string,
  envelope: Uint8Array,
): Promise<boolean> {
  return inTurn(`${uai}/${holder}`, () => depositNow(deps, uai, holder, messageId, envelope));
}

const turns = new Map<string, Promise<unknown>>();

/** One after the other for each holder: hundreds sent at the same moment would all find room before any has taken it. */
function inTurn<T>(holder: string, work: () => Promise<T>): Promise<T> {
  const mine = (turns.get(holder) ?? Promise.resolve()).then(work, work);
  turns.set(holder, mine);
  const leave = (): void => {
    if (turns.get(holder) === mine) turns.delete(holder);
  };
  mine.then(leave, leave);
  return mine;
}

async function depositNow(
  { store, clock }: Deps,
  uai: string,
  holder: string,
  messageId: string,
  envelope: Uint8Array,
): Promise<boolean> {
  checkHeader(envelope); // whatever is not sealed is not kept
  const at = keys.of(uai);
  const known = await store.get(at.envelope(holder, messageId));
  if (known !== null) return refuseOthers(known, envelope);
  await refuseOverQuota(store, uai, holder, clock.now());
  await store.put(at.pending(holder, messageId), new Uint8Array());
  if (await store.putIfAbsent(at.envelope(holder, messageId), envelope)) return true;
  return refuseOthers(await store.get(at.envelope(holder, messageId)), envelope);
}

function refuseOthers(known: Uint8Array | null, envelope: Uint8Array): false {
  if (known === null || !sameBytes(known, envelope)) throw new Rejected(409, "other-bytes");
  return false;
}

/** What does not fit is refused; nothing that was accepted is put out to make room. */
async function refuseOverQuota(store: ObjectStore, uai: string, holder: string, now: Date): Promise<void> {
  const at = keys.of(uai);
  if ((await count(store, at.pendingOf(holder), PENDING)) >= PENDING) throw new Rejected(507, "mailbox-full");
  let kept = 0;
  let lately = 0;
  for await (const { at: written } of everyItem(store, at.mailboxOf(holder))) {
    kept++;
    if (now.getTime() - written.getTime() < HOUR) lately++;
  }
  if (kept >= KEPT) throw new Rejected(507, "mailbox-full");
  if (lately >= HOURLY) throw new Rejected(429, "too-many-deposits", { retryAfter: HOUR / 1000 });
  if ((await count(store, at.allPending, PENDING_OF_SCHOOL)) >= PENDING_OF_SCHOOL)
    throw new Rejected(507, "school-mailbox-full");
}

/** Counts up to `limit`. */
async function count(store: ObjectStore, prefix: string, limit: number): Promise<number> {
  let counted = 0;
  for await (const _ of everyItem(store, prefix)) if (++counted >= limit) break;
  return counted;
}

/** `waiting`: kept for the box; `taken`: the box has it. Null: the portal does not have it, deposit it again. */
export async function stateOf(
  { store }: Deps,
  uai: string,
  holder: string,
  messageId: string,
): Promise<"waiting" | "taken" | null> {
  const at = keys.of(uai);
  if ((await store.stat(at.envelope(holder, messageId))) === null) return null;
  return (await store.stat(at.pending(holder, messageId))) === null ? "taken" : "waiting";
}

export interface Deposit {
  readonly holder: string;
  readonly messageId: string;
}

/** For the box. `isRetained`: also what it has acknowledged and the portal still keeps (a restored box reads everything again). */
export async function listDeposits(
  { store }: Deps,
  uai: string,
  isRetained: boolean,
  page: { after: string | undefined; limit: number },
): Promise<{ deposits: Deposit[]; next: string | null }> {
  const at = keys.of(uai);
  const prefix = isRetained ? at.mailbox : at.allPending;
  const after = page.after === undefined ? undefined : prefix + page.after;
  const { items, next } = await store.list(prefix, { after, limit: page.limit });
  return {
    deposits: items.map(({ key }) => ({
      holder: key.slice(prefix.length).split("/")[0] ?? "",
      messageId: lastSegment(key),
    })),
    next: next?.slice(prefix.length) ?? null,
  };
}

/** The box has them in its database. What the portal has only the mark of stays: its envelope is still on its way. */
export async function acknowledge({ store }: Deps, uai: string, deposits: readonly Deposit[]): Promise<void> {
  const at = keys.of(uai);
  for (const { holder, messageId } of deposits) {
    if ((await store.stat(at.envelope(holder, messageId))) === null) continue;
    await store.delete(at.pending(holder, messageId));
  }
}
