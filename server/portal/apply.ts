import { fromBase64 } from "../wire/bytes.ts";
import type { Commit } from "../wire/schemas.ts";
import type { Deps } from "./deps.ts";
import { keys } from "./keys.ts";
import { putVersion } from "./versions.ts";

const AT_ONCE = 8;
const HOUR = 60 * 60 * 1000;
const GRACE = 24 * HOUR;
const ENDED = new Uint8Array();

/** Idempotent, and safe to run late or twice at once: revocations and keyrings first, then heads, then what may be deleted. */
export async function applyCommit({ store, clock }: Deps, uai: string, commit: Commit): Promise<void> {
  const at = keys.of(uai);
  await each(commit.revocations, (name) => putVersion(store, at.keyrings(name), commit, ENDED));
  await each(commit.keyrings, ({ name, bytes }) => putVersion(store, at.keyrings(name), commit, fromBase64(bytes)));
  await each(commit.heads, ({ channel, bytes }) => putVersion(store, at.heads(channel), commit, fromBase64(bytes)));
  const due = new Date(clock.now().getTime() + GRACE + HOUR).toISOString().slice(0, 13);
  await each(commit.deletes, (object) => store.put(at.trashed(due, object), ENDED));
}

async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  for (let i = 0; i < items.length; i += AT_ONCE) await Promise.all(items.slice(i, i + AT_ONCE).map(work));
}
