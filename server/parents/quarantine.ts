import { and, asc, count, eq } from "drizzle-orm";
import { type Db, found, write } from "../core/db.ts";
import type { QuarantinedReply } from "../core/feature.ts";
import { newId } from "../core/ids.ts";
import { titledName } from "../people/names.ts";
import { people } from "../people/tables.ts";
import { authors, type Read, readEnvelope } from "./envelopes.ts";
import { place, Unplaceable } from "./place.ts";
import type { Deposit } from "./portal-client.ts";
import type { Sync } from "./sync.ts";
import { quarantine } from "./tables.ts";

/** A hostile portal could send rubbish without end: beyond this the rest stays with it, unacknowledged. */
const longest = 1000;
/** What one person sends without end stays in their own mailbox at the portal, which has a bound too. */
const longestOfPerson = 100;

const isWaiting = eq(quarantine.state, "waiting");

const countWaiting = (db: Db, personId?: string): number => {
  const isOf = personId === undefined ? undefined : eq(quarantine.personId, personId);
  return db.select({ n: count() }).from(quarantine).where(and(isWaiting, isOf)).get()?.n ?? 0;
};

/** Keeps what could not be placed, so that it may be acknowledged. False: there is no room, it stays at the portal. */
export const setAside = (sync: Sync, deposit: Deposit, envelope: Uint8Array, read: Read, reason: string): boolean => {
  const { db, clock } = sync;
  const known = "body" in read ? read : null;
  if (countWaiting(db) >= longest) return false;
  if (known !== null && countWaiting(db, known.personId) >= longestOfPerson) return false;
  write({ db }, (tx) => {
    tx.insert(quarantine)
      .values({
        id: newId(),
        ...deposit,
        envelope: Buffer.from(envelope),
        receivedAt: clock.iso(),
        reason,
        personId: known?.personId ?? null,
        kind: known?.body.kind ?? null,
        action: known?.body.action ?? null,
        content: known === null ? null : JSON.stringify(known.body.fields),
      })
      .onConflictDoNothing()
      .run();
  });
  return true;
};

export const listQuarantine = (db: Db, limit: number): { replies: QuarantinedReply[]; total: number } => ({
  total: countWaiting(db),
  replies: db
    .select({ row: quarantine, person: people })
    .from(quarantine)
    .leftJoin(people, eq(people.id, quarantine.personId))
    .where(isWaiting)
    .orderBy(asc(quarantine.receivedAt), asc(quarantine.id))
    .limit(limit)
    .all()
    .map(({ row, person }) => ({
      id: row.id,
      at: row.receivedAt,
      reason: row.reason,
      from: person === null ? null : titledName(person),
      kind: row.kind,
      action: row.action,
      content: row.content === null ? null : readable(row.content),
    })),
});

const shownLength = 2000;

/** For a page that shows several: short, and without the characters that write backwards. */
const readable = (json: string): string => {
  const shown = json.length <= shownLength ? json : `${json.slice(0, shownLength)}…`;
  return shown.replace(
    /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (found) => `\\u${found.charCodeAt(0).toString(16)}`,
  );
};

const change = (db: Db, id: string, from: "waiting" | "dismissed", to: "waiting" | "dismissed" | "placed"): void =>
  write({ db }, (tx) => {
    const changed = tx
      .update(quarantine)
      .set({ state: to })
      .where(and(eq(quarantine.id, id), eq(quarantine.state, from)))
      .returning({ id: quarantine.id })
      .get();
    found(changed);
  });

export const dismiss = (db: Db, id: string): void => change(db, id, "waiting", "dismissed");
export const undismiss = (db: Db, id: string): void => change(db, id, "dismissed", "waiting");

const outcomes = {
  received: "La réponse est prise en compte.",
  refused: "La réponse a été refusée\u202f; la famille en sera avertie.",
  known: "Cette réponse avait déjà été prise en compte.",
} as const;

/** At the head's request: once more, and this time a sheet that has been replaced since may have written it. Throws NotFound. */
export const retry = async (sync: Sync, id: string): Promise<{ isPlaced: boolean; message: string }> => {
  const row = found(
    sync.db
      .select()
      .from(quarantine)
      .where(and(eq(quarantine.id, id), isWaiting))
      .get(),
  );
  const read = await readEnvelope(sync, authors(sync), row.holder, row.envelope);
  if (!("body" in read)) return { isPlaced: false, message: read.reason };
  try {
    const outcome = write(sync, () => {
      const placed = place(sync, read);
      change(sync.db, id, "waiting", "placed");
      return placed;
    });
    return { isPlaced: true, message: outcomes[outcome] };
  } catch (error) {
    if (error instanceof Unplaceable) return { isPlaced: false, message: error.reason };
    throw error;
  }
};
