import { and, eq, ne } from "drizzle-orm";
import { write } from "../../core/db.ts";
import { Conflict } from "../../core/errors.ts";
import { record } from "../../core/events.ts";
import type { Doing } from "../../core/feature.ts";
import { newId, randomId } from "../../core/ids.ts";
import type { Notice } from "./notices.ts";
import { type NoticeSignature, noticeReadings, noticeSignatures, signatureSheets } from "./tables.ts";

interface Signing {
  readonly notice: Pick<Notice, "id" | "contentHash">;
  readonly pupilId: string;
  readonly guardianId: string;
  readonly medium: NoticeSignature["medium"];
}

/** One signature for each guardian, child and text: signing twice is signing once. Returns whether it is new. */
const putSignature = (doing: Doing, { notice, pupilId, guardianId, medium }: Signing): boolean =>
  write(doing, (tx) => {
    const at = doing.clock.iso();
    const { changes } = tx
      .insert(noticeSignatures)
      .values({
        id: newId(),
        noticeId: notice.id,
        contentHash: notice.contentHash,
        pupilId,
        guardianId,
        at,
        medium,
        recordedById: doing.actor.id,
      })
      .onConflictDoNothing()
      .run();
    if (changes === 0) return false;
    tx.insert(signatureSheets).values({ pupilId, publicId: randomId(), createdAt: at }).onConflictDoNothing().run();
    record(tx, doing.actor, "notice.signed", { noticeId: notice.id, pupilId, guardianId, medium });
    return true;
  });

/**
 * The guardian signs for one child the text whose hash is `seenHash`. Throws Conflict when the notice says something
 * else by now.
 */
export const signNotice = (
  doing: Doing,
  notice: Pick<Notice, "id" | "contentHash">,
  pupilId: string,
  seenHash: string,
  medium: "box" | "home" = "box",
): boolean => {
  if (seenHash !== notice.contentHash) throw new Conflict("Le mot a été corrigé\u00a0: relisez-le avant de signer.");
  return putSignature(doing, { notice, pupilId, guardianId: doing.actor.id, medium });
};

/** A signed paper slip came back: whoever holds it notes it for that guardian. */
export const tickPaper = (doing: Doing, notice: Notice, pupilId: string, guardianId: string): boolean =>
  putSignature(doing, { notice, pupilId, guardianId, medium: "paper" });

/** Takes a tick back; signatures that a guardian gave herself stay. */
export const untickPaper = (doing: Doing, notice: Notice, pupilId: string, guardianId: string): void =>
  write(doing, (tx) => {
    const { changes } = tx
      .delete(noticeSignatures)
      .where(
        and(
          eq(noticeSignatures.noticeId, notice.id),
          eq(noticeSignatures.pupilId, pupilId),
          eq(noticeSignatures.guardianId, guardianId),
          eq(noticeSignatures.contentHash, notice.contentHash),
          eq(noticeSignatures.medium, "paper"),
        ),
      )
      .run();
    if (changes > 0) record(tx, doing.actor, "notice.unsigned", { noticeId: notice.id, pupilId, guardianId });
  });

/**
 * Notes that the person has this text before the eyes. Written once for each text; no event, since who opened what and
 * when is nobody's history.
 */
export const markRead = (doing: Doing, notice: Pick<Notice, "id" | "contentHash">): void =>
  write(doing, (tx) => {
    const { contentHash } = notice;
    const firstAt = doing.clock.iso();
    tx.insert(noticeReadings)
      .values({ noticeId: notice.id, personId: doing.actor.id, contentHash, firstAt })
      .onConflictDoUpdate({
        target: [noticeReadings.noticeId, noticeReadings.personId],
        set: { contentHash, firstAt },
        setWhere: ne(noticeReadings.contentHash, contentHash),
      })
      .run();
  });
