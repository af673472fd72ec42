import { and, eq, sql } from "drizzle-orm";
import { dayOf } from "../../core/clock.ts";
import { shortDay } from "../../core/dates.ts";
import { isOneOf } from "../../core/db.ts";
import type { Doing } from "../../core/feature.ts";
import type { SignLine, Signs } from "./card.ts";
import type { Notice } from "./notices.ts";
import { childrenIn } from "./policy.ts";
import { type RosterPupil, rosterOn } from "./roster.ts";
import { type NoticeSignature, noticeReadings, noticeSignatures, notices } from "./tables.ts";

/** The notices of this list that the person has read as they are now. One query. */
export const readBy = ({ db, actor }: Pick<Doing, "db" | "actor">, list: readonly Notice[]): Set<string> => {
  const ids = list.map(({ id }) => id);
  const rows = db
    .select({ id: noticeReadings.noticeId })
    .from(noticeReadings)
    .innerJoin(
      notices,
      and(eq(notices.id, noticeReadings.noticeId), eq(notices.contentHash, noticeReadings.contentHash)),
    )
    .where(and(eq(noticeReadings.personId, actor.id), isOneOf(noticeReadings.noticeId, ids)))
    .all();
  return new Set(rows.map(({ id }) => id));
};

/** Every signature given for this person's children on these notices, older texts included. One query. */
export const signaturesForChildren = (
  { db, actor }: Pick<Doing, "db" | "actor">,
  list: readonly Notice[],
): Map<string, NoticeSignature[]> => {
  const ids = list.filter(({ signature }) => signature !== "none").map(({ id }) => id);
  const rows = db
    .select()
    .from(noticeSignatures)
    .where(
      and(
        isOneOf(noticeSignatures.noticeId, ids),
        sql`+${noticeSignatures.pupilId} in (select value from json_each(${JSON.stringify(actor.childIds)}))`,
      ),
    )
    .all();
  return Map.groupBy(rows, ({ noticeId }) => noticeId);
};

/** How the signatures of one child stand for the text as it is now. */
export interface Standing {
  readonly given: readonly NoticeSignature[];
  readonly mine: NoticeSignature | undefined;
  /** This guardian signed an older text. */
  readonly isOutdated: boolean;
  /** How many guardians can sign. */
  readonly wanted: number;
  readonly isDone: boolean;
}

export const standingOf = (
  notice: Pick<Notice, "signature" | "contentHash">,
  pupil: Pick<RosterPupil, "id" | "guardians"> | undefined,
  signatures: readonly NoticeSignature[],
  guardianId: string,
): Standing => {
  const ofChild = signatures.filter(({ pupilId }) => pupilId === pupil?.id);
  const given = ofChild.filter(({ contentHash }) => contentHash === notice.contentHash);
  const mine = given.find((signature) => signature.guardianId === guardianId);
  const signers = pupil?.guardians.filter(({ maySign }) => maySign) ?? [];
  const hasSigned = (id: string): boolean => given.some((signature) => signature.guardianId === id);
  const isDone = notice.signature === "both" ? signers.every(({ id }) => hasSigned(id)) : given.length > 0;
  return {
    given,
    mine,
    isOutdated: mine === undefined && ofChild.some((signature) => signature.guardianId === guardianId),
    wanted: signers.length,
    isDone: given.length > 0 && isDone,
  };
};

/** May this guardian still add a signature for this child? */
export const isWaiting = ({ mine, isDone }: Standing, maySign: boolean): boolean =>
  maySign && mine === undefined && !isDone;

const chipsOf = (standing: Standing, pupil: RosterPupil | undefined, maySign: boolean, timeZone: string) => {
  const labelOf = (id: string): string =>
    pupil?.guardians.find((guardian) => guardian.id === id)?.byLabel ?? "un autre responsable";
  const chips: SignLine["chips"][number][] = standing.given.map((signature) => ({
    tone: "leaf",
    icon: signature.medium === "paper" ? "pen-line" : "check",
    text:
      signature === standing.mine
        ? `Signé${signature.medium === "paper" ? " sur papier" : ""} le ${shortDay(dayOf(new Date(signature.at), timeZone))}`
        : `Signé par ${labelOf(signature.guardianId)}`,
  }));
  if (standing.given.length > 0 && !standing.isDone)
    chips.push({ tone: "sun", icon: "users", text: `${standing.given.length} responsable sur ${standing.wanted}` });
  if (standing.given.length === 0 && !maySign) chips.push({ tone: "", icon: "clock", text: "Pas encore signé" });
  return chips;
};

/** What a guardian sees below a notice: a line for each child that it concerns. */
export const signsOf = (doing: Doing, notice: Notice, signatures: readonly NoticeSignature[]): Signs => {
  const roster = rosterOn(doing.db, doing.clock.today());
  const children = notice.signature === "none" ? [] : childrenIn(doing, notice);
  const lines = children.map((child): SignLine => {
    const pupil = roster.pupils.get(child.id);
    const standing = standingOf(notice, pupil, signatures, doing.actor.id);
    const isOpen = isWaiting(standing, child.maySign);
    return {
      child: child.id,
      firstName: child.firstName,
      chips: chipsOf(standing, pupil, child.maySign, doing.clock.timeZone),
      button: isOpen ? `Je signe pour ${child.firstName}` : "",
      note:
        isOpen && standing.isOutdated ? "Vous aviez signé le texte d’avant\u00a0: relisez, puis signez à nouveau." : "",
    };
  });
  const { publicId: id, contentHash } = notice;
  return { id, action: `/liaison/${notice.id}/signature`, contentHash, lines };
};
