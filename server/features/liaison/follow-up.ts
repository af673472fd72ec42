import { and, eq } from "drizzle-orm";
import { dayOf } from "../../core/clock.ts";
import { shortDay } from "../../core/dates.ts";
import { NotFound } from "../../core/errors.ts";
import type { Doing } from "../../core/feature.ts";
import { allow, type Ctx, form, page, redirect } from "../../core/http.ts";
import * as views from "./follow-up-views.ts";
import { Ticking } from "./notice-form.ts";
import { getNotice, type Notice } from "./notices.ts";
import { canSeeFollowUp, canTickPaper } from "./policy.ts";
import { placesOf, type RosterGuardian, type RosterPupil, rosterOn } from "./roster.ts";
import { tickPaper, untickPaper } from "./signatures.ts";
import { type NoticeSignature, noticeReadings, noticeSignatures } from "./tables.ts";
import { childState, followedPupils, talliesOf } from "./tallies.ts";
import { countingDay } from "./targets.ts";

interface Marks {
  readonly signatures: ReadonlyMap<string, readonly NoticeSignature[]>;
  /** Guardians who have read the text as it is now, and when. */
  readonly readings: ReadonlyMap<string, string>;
}

const marksOf = ({ db }: Pick<Doing, "db">, { id, contentHash }: Notice): Marks => {
  const signatures = db
    .select()
    .from(noticeSignatures)
    .where(and(eq(noticeSignatures.noticeId, id), eq(noticeSignatures.contentHash, contentHash)))
    .all();
  const readings = db
    .select({ personId: noticeReadings.personId, firstAt: noticeReadings.firstAt })
    .from(noticeReadings)
    .where(and(eq(noticeReadings.noticeId, id), eq(noticeReadings.contentHash, contentHash)))
    .all();
  return {
    signatures: Map.groupBy(signatures, ({ pupilId }) => pupilId),
    readings: new Map(readings.map(({ personId, firstAt }) => [personId, firstAt])),
  };
};

const mediumWords = { box: "à l’école", home: "de la maison", paper: "sur papier" } as const;

const guardianLine = (
  ctx: Doing,
  notice: Notice,
  guardian: RosterGuardian,
  signature: NoticeSignature | undefined,
  readAt: string | undefined,
): views.GuardianLine => {
  const { timeZone } = ctx.clock;
  const mayTick = guardian.maySign && canTickPaper(ctx.actor, notice);
  const line = { id: guardian.id, name: guardian.name, canTick: false, canUntick: false };
  if (signature !== undefined) {
    const day = shortDay(dayOf(new Date(signature.at), timeZone));
    const isPaper = signature.medium === "paper";
    const chip = { tone: "leaf", icon: isPaper ? "pen-line" : "check", text: `Signé le ${day}` };
    return { ...line, chip, how: mediumWords[signature.medium], canUntick: isPaper && mayTick };
  }
  const how = notice.signature !== "none" && !guardian.maySign ? "ne signe pas" : "";
  if (readAt === undefined)
    return { ...line, chip: { tone: "", icon: "eye-off", text: "Pas encore vu" }, how, canTick: mayTick };
  const text = `Vu le ${shortDay(dayOf(new Date(readAt), timeZone))}`;
  return { ...line, chip: { tone: "sun", icon: "eye", text }, how, canTick: mayTick };
};

const none: readonly NoticeSignature[] = [];

const childLine = (ctx: Doing, notice: Notice, pupil: RosterPupil, marks: Marks): views.ChildLine => {
  const signatures = marks.signatures.get(pupil.id) ?? none;
  const signerIds = new Set(signatures.map(({ guardianId }) => guardianId));
  const state = childState(notice.signature, pupil, signerIds, new Set(marks.readings.keys()));
  const wanted = pupil.guardians.filter(({ maySign }) => maySign).length;
  return {
    id: pupil.publicId,
    pupilId: pupil.id,
    name: pupil.name,
    state,
    partial: state === "partial" ? `${signerIds.size} responsable sur ${wanted}` : "",
    guardians: pupil.guardians
      .filter(({ mayRead }) => mayRead)
      .map((guardian) =>
        guardianLine(
          ctx,
          notice,
          guardian,
          signatures.find(({ guardianId }) => guardianId === guardian.id),
          marks.readings.get(guardian.id),
        ),
      ),
  };
};

const noticeFollowed = (ctx: Ctx): Notice => {
  const notice = getNotice(ctx, ctx.params.id ?? "");
  allow(canSeeFollowUp(ctx.actor, notice));
  return notice;
};

const followed = (ctx: Doing, notice: Notice): views.Room[] => {
  const pupils = followedPupils(ctx.actor, notice, rosterOn(ctx.db, countingDay(ctx, notice)));
  const marks = marksOf(ctx, notice);
  const { byId } = placesOf(ctx.db);
  const classroomOf = ({ placeIds }: RosterPupil): string =>
    placeIds.find((id) => byId.get(id)?.type === "classroom") ?? placeIds[0] ?? "";
  const rooms = Map.groupBy(pupils, classroomOf);
  return [...byId.values()].flatMap(({ id, fullLabel }) => {
    const own = rooms.get(id);
    return own === undefined
      ? []
      : [{ label: fullLabel, children: own.map((pupil) => childLine(ctx, notice, pupil, marks)) }];
  });
};

export const followUp = page((ctx) => {
  const notice = noticeFollowed(ctx);
  const tally = talliesOf(ctx, [notice]).get(notice.id);
  return views.followUp(notice, followed(ctx, notice), tally, ctx.query.voir === "manquants");
});

export const printFollowUp = page((ctx) => {
  const notice = noticeFollowed(ctx);
  const day = ctx.clock.today();
  return views.printFollowUp(notice, followed(ctx, notice), day);
});

/** A paper slip came back signed, or was ticked by mistake. */
export const paper = form(Ticking, (ctx, { child, guardian, signed }) => {
  const notice = noticeFollowed(ctx);
  allow(canTickPaper(ctx.actor, notice));
  const pupil = followedPupils(ctx.actor, notice, rosterOn(ctx.db, countingDay(ctx, notice))).find(
    ({ id }) => id === child,
  );
  if (pupil === undefined) throw new NotFound();
  allow(
    pupil.guardians.some(({ id, maySign }) => id === guardian && maySign),
    "Cette personne ne signe pas pour cet enfant.",
  );
  if (signed) tickPaper(ctx, notice, child, guardian);
  else untickPaper(ctx, notice, child, guardian);
  if (!ctx.isFragment) return redirect(`/liaison/${notice.id}/suivi#child-${pupil.publicId}`);
  const tally = talliesOf(ctx, [notice]).get(notice.id);
  return views.childFollowed(notice, childLine(ctx, notice, pupil, marksOf(ctx, notice)), tally);
});
