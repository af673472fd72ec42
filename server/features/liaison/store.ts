import { and, eq } from "drizzle-orm";
import { type Tx, write } from "../../core/db.ts";
import { Conflict, Invalid } from "../../core/errors.ts";
import { record } from "../../core/events.ts";
import type { Doing } from "../../core/feature.ts";
import { newId, randomId } from "../../core/ids.ts";
import { finishDraft } from "../../people/drafts.ts";
import { agreementHash } from "./content.ts";
import type { Notice } from "./notices.ts";
import { type NoticePhoto, type NoticeRow, noticePhotos, notices, noticeTargets } from "./tables.ts";
import type { Target } from "./targets.ts";

export type PhotoInput = Omit<NoticePhoto, "noticeId" | "position">;

/** What a teacher writes; the body is already sanitised, the targets permitted, the photos stored. */
export interface NoticeInput
  extends Pick<
    NoticeRow,
    | "kind"
    | "title"
    | "body"
    | "eventOn"
    | "startsAt"
    | "endsAt"
    | "place"
    | "amountCents"
    | "bring"
    | "signature"
    | "deadline"
  > {
  readonly targets: readonly Target[];
  readonly photos: readonly PhotoInput[];
}

const putParts = (tx: Tx, noticeId: string, { targets, photos }: NoticeInput): void => {
  tx.delete(noticeTargets).where(eq(noticeTargets.noticeId, noticeId)).run();
  for (const { type, targetId } of targets) tx.insert(noticeTargets).values({ noticeId, type, targetId }).run();
  tx.delete(noticePhotos).where(eq(noticePhotos.noticeId, noticeId)).run();
  for (const [position, photo] of photos.entries())
    tx.insert(noticePhotos)
      .values({ ...photo, noticeId, position })
      .run();
};

const rowOf = ({ targets: _targets, photos: _photos, ...row }: NoticeInput) => row;

/** Keeps what is written so far: a new draft, or another state of one. Returns its id. */
export const saveDraft = (doing: Doing, draft: Notice | null, input: NoticeInput): string => {
  const id = draft?.id ?? newId();
  write(doing, (tx) => {
    if (draft === null)
      tx.insert(notices)
        .values({
          id,
          publicId: randomId(),
          authorId: doing.actor.id,
          createdAt: doing.clock.iso(),
          ...rowOf(input),
        })
        .run();
    else
      tx.update(notices)
        .set(rowOf(input))
        .where(and(eq(notices.id, id), eq(notices.state, "draft")))
        .run();
    putParts(tx, id, input);
  });
  return id;
};

/** What still keeps it from being published, for each field. `today`: YYYY-MM-DD; a last day that is past is refused. */
export const missingIn = (
  { title, targets, signature, deadline }: NoticeInput | Notice,
  today: string,
): Record<string, string> => ({
  ...(title === "" ? { title: "Donnez un titre au mot." } : {}),
  ...(targets.length === 0 ? { targets: "Choisissez à qui ce mot s’adresse." } : {}),
  ...(signature !== "none" && deadline !== null && deadline < today ? { deadline: "Cette date est déjà passée." } : {}),
});

const mustBeComplete = (notice: NoticeInput | Notice, today: string): void => {
  const [missing] = Object.entries(missingIn(notice, today));
  if (missing !== undefined) throw new Invalid(...missing);
};

/** From now on the families see it. Throws Invalid when something is missing, Conflict when it is no draft any more. */
export const publishNotice = (doing: Doing, notice: Notice): void => {
  mustBeComplete(notice, doing.clock.today());
  write(doing, (tx) => {
    const publishedSeq = record(tx, doing.actor, "notice.published", { noticeId: notice.id });
    const { changes } = tx
      .update(notices)
      .set({
        state: "published",
        publishedSeq,
        version: 1,
        publishedAt: doing.clock.iso(),
        contentHash: agreementHash(notice, notice.photos),
      })
      .where(and(eq(notices.id, notice.id), eq(notices.state, "draft")))
      .run();
    if (changes === 0) throw new Conflict("Ce mot est déjà publié.");
  });
};

/** The draft of a notice's correction (people/drafts.ts). */
export const correctionOf = (noticeId: string): string => `liaison/${noticeId}`;

/**
 * Changes a published notice. Families are asked to sign again when what they agree to has changed; returns whether
 * they are.
 */
export const correctNotice = (doing: Doing, notice: Notice, input: NoticeInput): boolean => {
  const isSameDeadline = input.deadline === notice.deadline;
  mustBeComplete(isSameDeadline ? { ...input, deadline: null } : input, doing.clock.today());
  const contentHash = agreementHash(input, input.photos);
  const asksAgain = contentHash !== notice.contentHash;
  write(doing, (tx) => {
    const { changes } = tx
      .update(notices)
      .set({
        ...rowOf(input),
        contentHash,
        version: notice.version + 1,
        ...(asksAgain ? { correctedAt: doing.clock.iso() } : {}),
      })
      .where(and(eq(notices.id, notice.id), eq(notices.state, "published"), eq(notices.version, notice.version)))
      .run();
    if (changes === 0) throw new Conflict("Ce mot a changé entre-temps\u00a0: rechargez la page et reprenez.");
    putParts(tx, notice.id, input);
    finishDraft(tx, doing, correctionOf(notice.id));
    record(tx, doing.actor, "notice.corrected", { noticeId: notice.id, asksAgain });
  });
  return asksAgain;
};

/** Takes a notice or a draft away; nothing is erased. */
export const withdrawNotice = (doing: Doing, notice: Notice): void =>
  write(doing, (tx) => {
    tx.update(notices)
      .set({ state: "withdrawn", withdrawnAt: doing.clock.iso() })
      .where(eq(notices.id, notice.id))
      .run();
    record(tx, doing.actor, "notice.withdrawn", { noticeId: notice.id });
  });

/** Puts back what was withdrawn, as it was: published, or a draft. */
export const restoreNotice = (doing: Doing, notice: Notice): void =>
  write(doing, (tx) => {
    tx.update(notices)
      .set({ state: notice.publishedAt === null ? "draft" : "published", withdrawnAt: null })
      .where(and(eq(notices.id, notice.id), eq(notices.state, "withdrawn")))
      .run();
    record(tx, doing.actor, "notice.restored", { noticeId: notice.id });
  });

/** Says what photos show, for those who do not see them. Asks nobody to sign again. */
export const describePhotos = (doing: Doing, notice: Notice, alts: Readonly<Record<string, string>>): void =>
  write(doing, (tx) => {
    for (const { sha256, alt } of notice.photos)
      tx.update(noticePhotos)
        .set({ alt: alts[sha256] ?? alt })
        .where(and(eq(noticePhotos.noticeId, notice.id), eq(noticePhotos.sha256, sha256)))
        .run();
    tx.update(notices)
      .set({ version: notice.version + 1 })
      .where(eq(notices.id, notice.id))
      .run();
    if (notice.state === "published")
      record(tx, doing.actor, "notice.corrected", { noticeId: notice.id, asksAgain: false });
  });
