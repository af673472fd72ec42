import { createHash } from "node:crypto";
import { and, asc, desc, eq, gt, lt, max, sql } from "drizzle-orm";
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Actor } from "./actor.ts";
import { type Db, isOneOf, type Tx, write } from "./db.ts";

/** What happened, in order of `seq`. Times serve people; order never comes from them. */
export const events = sqliteTable(
  "events",
  {
    seq: integer().primaryKey({ autoIncrement: true }),
    at: text().notNull(),
    actorId: text("actor_id"),
    type: text().notNull(),
    data: text({ mode: "json" }).notNull().$type<Record<string, unknown>>(),
    isTimeTrusted: integer("is_time_trusted", { mode: "boolean" }).notNull().default(true),
    /** SHA-256 over this event and the seal of the one before (core/event-chain.ts); "" for those older than the chain. */
    seal: text().notNull().default(""),
  },
  (table) => [index("events_type").on(table.type, table.seq)],
);

/** How far each follower has read. */
export const eventCursors = sqliteTable("event_cursors", {
  name: text().primaryKey(),
  seq: integer().notNull(),
});

export type EventRow = typeof events.$inferSelect;

/**
 * Notes, in the verb's own transaction, what was done. `type` is past tense: "notice.signed". Returns the event's number, which grows
 * whatever the clock says: what is published keeps it, and lists follow it.
 */
export const record = (
  tx: Tx,
  actor: Pick<Actor, "id"> | null,
  type: string,
  data: Record<string, unknown>,
): number => {
  const event = tx
    .insert(events)
    .values({ at: sql`preau_now()`, actorId: actor?.id ?? null, type, data, isTimeTrusted: sql`preau_time_trusted()` })
    .returning()
    .get();
  const seal = sealOf(sealBefore(tx, event.seq), event);
  tx.update(events).set({ seal }).where(eq(events.seq, event.seq)).run();
  return event.seq;
};

/** What was purged ends with this seal: the chain goes on from it. */
export const eventAnchor = sqliteTable("event_anchor", {
  id: integer().primaryKey(),
  seq: integer().notNull(),
  seal: text().notNull(),
  purgedAt: text("purged_at").notNull(),
});

/** The seal of the event that comes after `before`. */
export const sealOf = (
  before: string,
  { seq, at, actorId, type, data, isTimeTrusted }: Omit<EventRow, "seal">,
): string =>
  createHash("sha256")
    .update(JSON.stringify([before, seq, at, actorId, type, data, isTimeTrusted]))
    .digest("hex");

const sealBefore = (tx: Tx, seq: number): string =>
  tx.select({ seal: events.seal }).from(events).where(lt(events.seq, seq)).orderBy(desc(events.seq)).limit(1).get()
    ?.seal ??
  tx.select({ seal: eventAnchor.seal }).from(eventAnchor).get()?.seal ??
  "";

const cursorOf = (db: Db, name: string): number =>
  db.select({ seq: eventCursors.seq }).from(eventCursors).where(sql`${eventCursors.name} = ${name}`).get()?.seq ?? 0;

/** Events of the given types that this follower has not acknowledged, oldest first. */
export const unread = (db: Db, name: string, types: readonly string[], limit = 500): EventRow[] =>
  db
    .select()
    .from(events)
    .where(and(gt(events.seq, cursorOf(db, name)), isOneOf(events.type, types)))
    .orderBy(asc(events.seq))
    .limit(limit)
    .all();

/** The follower has dealt with everything up to and including `seq`. */
export const acknowledge = (db: Db, name: string, seq: number): void =>
  write({ db }, (tx) => {
    tx.insert(eventCursors)
      .values({ name, seq })
      .onConflictDoUpdate({ target: eventCursors.name, set: { seq: sql`max(seq, ${seq})` } })
      .run();
  });

/** The newest event's number, 0 when nothing ever happened. */
export const lastSeq = (db: Db): number =>
  db
    .select({ seq: max(events.seq) })
    .from(events)
    .get()?.seq ?? 0;

/** The number of the newest event of a type, 0 when it never happened. */
export const lastSeqOf = (db: Db, type: string): number =>
  db
    .select({ seq: max(events.seq) })
    .from(events)
    .where(sql`${events.type} = ${type}`)
    .get()?.seq ?? 0;

/** The newest instant recorded while the clock was trusted, for Clock.notBefore. */
export const newestInstant = (db: Db): string | null =>
  db
    .select({ at: max(events.at) })
    .from(events)
    .where(sql`${events.isTimeTrusted} = 1`)
    .get()?.at ?? null;
