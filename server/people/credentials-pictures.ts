import { and, eq, isNull, sql } from "drizzle-orm";
import { write } from "../core/db.ts";
import { record } from "../core/events.ts";
import { type Acting, accountOf, endSessions } from "./credentials-account.ts";
import { hashSecret, isOutdated, verifySecret } from "./credentials-hash.ts";
import type { PictureSequence } from "./pictures.ts";
import { accounts } from "./tables.ts";

/** Failures in a row after which the tile stays closed until the teacher's click, whatever the device. */
const mostFailures = 10;

const pictureText = (pictures: PictureSequence): string => pictures.join(" ");

/** New sign-in pictures for a pupil: opens a locked tile and ends the pupil's sessions. */
export const setPictures = async (doing: Acting, personId: string, pictures: PictureSequence): Promise<void> => {
  const picturesHash = await hashSecret(pictureText(pictures));
  write(doing, (tx) => {
    tx.update(accounts)
      .set({ picturesHash, pictureFailures: 0, lockedAt: null })
      .where(eq(accounts.personId, personId))
      .run();
    endSessions(tx, doing, personId);
    record(tx, doing.actor, "pictures.renewed", { personId });
  });
};

export type PicturesAnswer = "in" | "wrong" | "locked" | "none";

/**
 * Tries three pictures. The try is counted before it is checked, so that a hundred at once are no more than ten. The
 * tenth failure in a row locks the tile. "none": the pupil has no pictures yet.
 */
export const verifyPictures = async (
  doing: Omit<Acting, "actor">,
  personId: string,
  pictures: PictureSequence,
): Promise<PicturesAnswer> => {
  const hash = countTry(doing, personId);
  if (hash === "locked" || hash === "none") return hash;
  const fits = await verifySecret(hash, pictureText(pictures));
  if (!fits) return lockAtLimit(doing, personId);
  const freshHash = isOutdated(hash) ? await hashSecret(pictureText(pictures)) : hash;
  return write(doing, (tx) => {
    const isOpen = and(eq(accounts.personId, personId), isNull(accounts.lockedAt), eq(accounts.picturesHash, hash));
    const { changes } = tx.update(accounts).set({ pictureFailures: 0, picturesHash: freshHash }).where(isOpen).run();
    return changes === 1 ? "in" : "locked";
  });
};

const countTry = (doing: Omit<Acting, "actor">, personId: string): string =>
  write(doing, (tx) => {
    const account = accountOf(tx, personId);
    if (account === undefined || account.picturesHash === null) return "none";
    if (account.lockedAt !== null || account.pictureFailures >= mostFailures) return "locked";
    tx.update(accounts)
      .set({ pictureFailures: sql`${accounts.pictureFailures} + 1` })
      .where(eq(accounts.personId, personId))
      .run();
    return account.picturesHash;
  });

const lockAtLimit = (doing: Omit<Acting, "actor">, personId: string): "wrong" | "locked" =>
  write(doing, (tx) => {
    const account = accountOf(tx, personId);
    if (account === undefined || account.pictureFailures < mostFailures) return "wrong";
    if (account.lockedAt === null) {
      tx.update(accounts).set({ lockedAt: doing.clock.iso() }).where(eq(accounts.personId, personId)).run();
      record(tx, null, "tile.locked", { personId });
    }
    return "locked";
  });

/** The teacher's click: the tile is open again, with the same pictures. */
export const freeTile = (doing: Acting, personId: string): void =>
  write(doing, (tx) => {
    const mine = eq(accounts.personId, personId);
    tx.update(accounts).set({ pictureFailures: 0, lockedAt: null }).where(mine).run();
    record(tx, doing.actor, "tile.freed", { personId });
  });
