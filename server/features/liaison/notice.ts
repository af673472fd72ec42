import { found } from "../../core/db.ts";
import { allow, type Ctx, form, page, projectable, redirect } from "../../core/http.ts";
import { pictureType, thumbType } from "../../core/media.ts";
import type { View } from "../../core/view.ts";
import { familyNotices } from "./list.ts";
import { Descriptions, descriptionsIn, Signing } from "./notice-form.ts";
import * as views from "./notice-views.ts";
import { getNotice, type Notice } from "./notices.ts";
import { canCorrect, canPublish, canSeeFollowUp, canSign, canWithdraw, childrenIn, isRecipient } from "./policy.ts";
import { isForClasses } from "./projected.ts";
import { readBy, signaturesForChildren, signsOf } from "./reader.ts";
import { authorOf, cardHtml, photosOf } from "./rendered.ts";
import { rosterOn } from "./roster.ts";
import { markRead, signNotice } from "./signatures.ts";
import { describePhotos, publishNotice, restoreNotice, withdrawNotice } from "./store.ts";
import { talliesOf } from "./tallies.ts";
import { pupilsOf } from "./targets.ts";

const noticeOf = (ctx: Ctx): Notice => getNotice(ctx, ctx.params.id ?? "");

const forPupil = (ctx: Ctx, notice: Notice) =>
  views.pupilNotice({
    notice,
    author: authorOf(ctx.db, notice),
    clock: ctx.clock,
    db: ctx.db,
    photos: photosOf(notice),
    isNew: !readBy(ctx, [notice]).has(notice.id),
  });

/** A notice on its own page: for who reads it, or for who follows it. */
export const show = projectable(
  page((ctx) => {
    const notice = noticeOf(ctx);
    if (notice.state === "draft") return redirect(`/liaison/${notice.id}/modifier`);
    if (ctx.actor.role === "pupil") return forPupil(ctx, notice);
    if (!isForClasses(notice)) return { ...forAdult(ctx, notice), staysCovered: true };
    return ctx.isCovered ? views.projected(forPupil(ctx, notice), `/liaison/${notice.id}`) : forAdult(ctx, notice);
  }),
);

const forAdult = (ctx: Ctx, notice: Notice): View => {
  const { actor } = ctx;
  const [family] = familyNotices(ctx, [notice]);
  if (!actor.isStaff) return views.familyNotice(notice, found(family));
  return views.staffNotice({
    notice,
    main: cardHtml(ctx.db, ctx.clock, notice, authorOf(ctx.db, notice), ""),
    family: childrenIn(ctx, notice).length > 0 && notice.state === "published" ? found(family) : null,
    tally: canSeeFollowUp(actor, notice) ? found(talliesOf(ctx, [notice]).get(notice.id)) : null,
    canCorrect: canCorrect(actor, notice),
    canWithdraw: canWithdraw(actor, notice),
  });
};

export const preview = page((ctx) => {
  const notice = noticeOf(ctx);
  allow(canPublish(ctx.actor, notice), "Ce mot n’est plus un brouillon.");
  const pupils = pupilsOf(rosterOn(ctx.db, ctx.clock.today()), notice.targets);
  return views.preview({
    notice,
    main: cardHtml(ctx.db, ctx.clock, notice, authorOf(ctx.db, notice), ""),
    pupils,
    photos: photosOf(notice),
  });
});

/** With the descriptions that were being written beside the button: nobody has to keep them first. */
export const publish = form(Descriptions, (ctx, fields) => {
  const notice = noticeOf(ctx);
  allow(canPublish(ctx.actor, notice), "Ce mot n’est plus un brouillon.");
  const alts = descriptionsIn(fields, notice);
  if (Object.keys(alts).length > 0) describePhotos(ctx, notice, alts);
  publishNotice(ctx, noticeOf(ctx));
  ctx.sync.runNow();
  return redirect("/liaison", `«\u00a0${notice.title}\u00a0» est publié.`);
});

export const describe = form(Descriptions, (ctx, fields) => {
  const notice = noticeOf(ctx);
  allow(canCorrect(ctx.actor, notice));
  describePhotos(ctx, notice, descriptionsIn(fields, notice));
  return redirect(`/liaison/${notice.id}/apercu`, "Les photos sont décrites.");
});

export const withdraw = form(Descriptions, (ctx) => {
  const notice = noticeOf(ctx);
  allow(canWithdraw(ctx.actor, notice));
  withdrawNotice(ctx, notice);
  const words =
    notice.state === "draft" ? "Brouillon jeté." : "Le mot est retiré\u00a0: les familles ne le voient plus.";
  return redirect("/liaison", {
    text: words,
    undo: { action: `/liaison/${notice.id}/retablissement`, label: "Annuler" },
  });
});

export const restore = form(Descriptions, (ctx) => {
  const notice = noticeOf(ctx);
  allow(canWithdraw(ctx.actor, notice));
  restoreNotice(ctx, notice);
  return notice.publishedAt === null
    ? redirect("/liaison?etat=brouillons", "Le brouillon est de retour.")
    : redirect("/liaison", "Le mot est de retour.");
});

/** Sent by the page once the text is before the reader's eyes. */
export const read = form(Descriptions, (ctx) => {
  const notice = noticeOf(ctx);
  allow(isRecipient(ctx, notice));
  markRead(ctx, notice);
  return { json: null, status: 204 };
});

export const sign = form(Signing, (ctx, { child, contentHash }) => {
  const notice = noticeOf(ctx);
  allow(canSign(ctx, notice, child), "Seul un responsable qui a l’autorité parentale signe pour cet enfant.");
  signNotice(ctx, notice, child, contentHash);
  markRead(ctx, notice);
  if (!ctx.isFragment) return redirect(`/liaison/${notice.id}`, "Votre signature est enregistrée.");
  const signatures = signaturesForChildren(ctx, [notice]).get(notice.id) ?? [];
  return views.signs(signsOf(ctx, notice, signatures));
});

/** A photo of a notice that the person may see, by its hash: the address says the content. */
export const photo = projectable(
  page(async (ctx) => {
    const notice = noticeOf(ctx);
    const { sha } = ctx.params;
    const known = found(notice.photos.find(({ sha256, thumbSha256 }) => sha === sha256 || sha === thumbSha256));
    const isFull = known.sha256 === sha;
    const [name, type] = [isFull ? known.sha256 : known.thumbSha256, isFull ? pictureType : thumbType];
    const staysCovered = !isForClasses(notice);
    return { bytes: await ctx.files.read(name), type, isImmutable: !staysCovered, staysCovered };
  }),
);
