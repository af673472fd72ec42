import { finishAccepted } from "./commits.ts";
import type { Deps } from "./deps.ts";
import { keys, lastSegment } from "./keys.ts";
import { everyItem, type Stored } from "./store/object-store.ts";

const DAY = 24 * 60 * 60 * 1000;
const KEPT = 90 * DAY;

/** Deletes what its time has come for, in every school: what is wrong with one holds up no other. Nothing, while the clock may not be believed. */
export async function sweep(deps: Deps): Promise<void> {
  if (!deps.clock.isTrusted()) return;
  for await (const { key } of everyItem(deps.store, keys.registry))
    await sweepSchool(deps, lastSegment(key)).catch((err: unknown) =>
      deps.log.error({ err }, "sweep of a school failed"),
    );
}

async function sweepSchool(deps: Deps, uai: string): Promise<void> {
  const tip = await finishAccepted(deps, uai);
  await emptyTrash(deps, uai);
  await dropCommits(deps, uai, tip === null ? "" : keys.of(uai).commit(tip.seq));
  await dropEnvelopes(deps, uai);
  await dropAbandonedMarks(deps, uai);
  await dropEndedKeyrings(deps, uai);
}

const age = ({ clock }: Deps, item: Stored): number => clock.now().getTime() - item.at.getTime();

/** Objects that a commit gave up, a day later: a phone may just have read the page that names them. */
async function emptyTrash({ store, clock }: Deps, uai: string): Promise<void> {
  const at = keys.of(uai);
  const now = clock.iso().slice(0, 13);
  for await (const { key } of everyItem(store, at.trash)) {
    const due = key.slice(at.trash.length).split("/")[0] ?? "";
    if (due > now) return;
    await store.delete(at.object(lastSegment(key)));
    await store.delete(key);
  }
}

/** The last commit stays, however old: it says where the school is. */
async function dropCommits(deps: Deps, uai: string, last: string): Promise<void> {
  for await (const item of everyItem(deps.store, keys.of(uai).commits)) {
    if (item.key >= last) return;
    if (age(deps, item) > KEPT) await deps.store.delete(item.key);
  }
}

/** Acknowledged and 90 days old: both. */
async function dropEnvelopes(deps: Deps, uai: string): Promise<void> {
  const at = keys.of(uai);
  for await (const item of everyItem(deps.store, at.mailbox)) {
    if (age(deps, item) <= KEPT) continue;
    const pending = at.allPending + item.key.slice(at.mailbox.length);
    if ((await deps.store.stat(pending)) === null) await deps.store.delete(item.key);
  }
}

/** Marks whose envelope never came: the sender was cut off and has not come back. */
async function dropAbandonedMarks(deps: Deps, uai: string): Promise<void> {
  const at = keys.of(uai);
  for await (const item of everyItem(deps.store, at.allPending)) {
    if (age(deps, item) <= DAY) continue;
    const envelope = at.mailbox + item.key.slice(at.allPending.length);
    if ((await deps.store.stat(envelope)) === null) await deps.store.delete(item.key);
  }
}

/** The empty versions that revocations left, once no commit remains that could bring the keyring back. */
async function dropEndedKeyrings(deps: Deps, uai: string): Promise<void> {
  for await (const item of everyItem(deps.store, keys.of(uai).allKeyrings))
    if (item.size === 0 && age(deps, item) > KEPT + DAY) await deps.store.delete(item.key);
}
