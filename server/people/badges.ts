import { createHash, randomBytes } from "node:crypto";
import { and, eq, isNotNull, isNull } from "drizzle-orm";
import { type Db, type Tx, write } from "../core/db.ts";
import { record } from "../core/events.ts";
import type { Doing } from "../core/feature.ts";
import { endSessions } from "./credentials-account.ts";
import { accounts } from "./tables.ts";

/**
 * Sixteen letters that a reader types alike on French, English and German keyboards, where A, Q, W, Z, Y, M and all digits
 * change places. No vowel: no badge spells a word.
 */
const letters = "BCDFGHJKLNPRSTVX";

/** What a QR badge holds: 128 random bits in 32 letters. */
export const newBadgeText = (): string =>
  [...randomBytes(16)].map((byte) => `${letters[byte >> 4]}${letters[byte & 15]}`).join("");

/** As a reader typed it: capitals or not, spaces or not; null for anything that is no badge. */
const tidyBadge = (typed: string): string | null => {
  const text = typed.toUpperCase().replace(/\s/g, "");
  return text.length === 32 && [...text].every((letter) => letters.includes(letter)) ? text : null;
};

const hashOf = (text: string): string => createHash("sha256").update(`badge\n${text}`).digest("hex");

export interface PreparedBadges {
  readonly textOf: ReadonlyMap<string, string>;
  /** Puts them in force: the former badges of these pupils die. */
  store(): void;
}

/** New badges, not yet in force, so that they can be drawn first. Only their hashes are ever kept. */
export const prepareBadges = (doing: Doing, personIds: readonly string[]): PreparedBadges => {
  const textOf = new Map(personIds.map((id) => [id, newBadgeText()]));
  const store = (): void =>
    write(doing, (tx) => {
      for (const [personId, text] of textOf) {
        endSessionsByBadge(tx, doing, personId);
        const badge = { badgeHash: hashOf(text), badgeIssuedAt: doing.clock.iso(), badgeRevokedAt: null };
        tx.update(accounts).set(badge).where(eq(accounts.personId, personId)).run();
        record(tx, doing.actor, "badge.issued", { personId });
      }
    });
  return { textOf, store };
};

/** Whoever found a badge may be in with it. */
const endSessionsByBadge = (tx: Tx, doing: Doing, personId: string): void => {
  const isOut = and(eq(accounts.personId, personId), isNotNull(accounts.badgeHash), isNull(accounts.badgeRevokedAt));
  if (tx.select({ id: accounts.personId }).from(accounts).where(isOut).get() !== undefined)
    endSessions(tx, doing, personId);
};

/** Found on the floor of the yard: it opens nothing any more, and who is in with it is out. restoreBadge takes it back. */
export const revokeBadge = (doing: Doing, personId: string): void =>
  write(doing, (tx) => {
    const inForce = and(eq(accounts.personId, personId), isNotNull(accounts.badgeHash));
    endSessionsByBadge(tx, doing, personId);
    tx.update(accounts).set({ badgeRevokedAt: doing.clock.iso() }).where(inForce).run();
    record(tx, doing.actor, "badge.revoked", { personId });
  });

export const restoreBadge = (doing: Doing, personId: string): void =>
  write(doing, (tx) => {
    tx.update(accounts).set({ badgeRevokedAt: null }).where(eq(accounts.personId, personId)).run();
    record(tx, doing.actor, "badge.restored", { personId });
  });

/** Whose badge this is, while it is in force. */
export const findByBadge = (db: Pick<Db, "select">, typed: string): string | undefined => {
  const text = tidyBadge(typed);
  if (text === null) return undefined;
  return db
    .select({ personId: accounts.personId })
    .from(accounts)
    .where(and(eq(accounts.badgeHash, hashOf(text)), isNull(accounts.badgeRevokedAt)))
    .get()?.personId;
};
