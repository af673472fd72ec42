import { hourOf } from "../../core/dates.ts";
import { allow, type Ctx, form, redirect } from "../../core/http.ts";
import { discardDraft, draftOf, keepDraft, restoreDraft } from "../../people/drafts.ts";
import { Descriptions, type Values, valuesEntered, valuesOf } from "./notice-form.ts";
import { getNotice, type Notice } from "./notices.ts";
import { canCorrect } from "./policy.ts";
import { correctionOf } from "./store.ts";
import { draftState } from "./write-views.ts";

const correctable = (ctx: Ctx): Notice => {
  const notice = getNotice(ctx, ctx.params.id ?? "");
  allow(canCorrect(ctx.actor, notice) && notice.state === "published");
  return notice;
};

const now = ({ clock }: Ctx): string => hourOf(clock.iso(), clock.timeZone);

/** What the form shows: the correction that was begun, with the version it was begun from, or the notice as it is. */
export const startOf = (ctx: Ctx, notice: Notice): { values: Values; version: string; keptAt: string } => {
  const begun = notice.state === "published" ? draftOf(ctx, correctionOf(notice.id)) : undefined;
  if (begun === undefined) return { values: valuesOf(notice), version: String(notice.version), keptAt: "" };
  return {
    values: valuesEntered(begun.fields),
    version: String(begun.fields.version ?? notice.version),
    keptAt: begun.keptAt,
  };
};

/** While somebody corrects, the page sends what there is. */
export const keepCorrection = form(Descriptions, (ctx, fields) => {
  const notice = correctable(ctx);
  keepDraft(ctx, correctionOf(notice.id), fields);
  return draftState({ action: `/liaison/${notice.id}/correction`, draft: "", hour: now(ctx) });
});

export const dropCorrection = form(Descriptions, (ctx) => {
  const { id } = correctable(ctx);
  discardDraft(ctx, correctionOf(id));
  const undo = { action: `/liaison/${id}/correction/retour`, label: "Annuler" };
  return redirect(`/liaison/${id}/modifier`, { text: "Vous repartez du mot publié.", undo });
});

export const restoreCorrection = form(Descriptions, (ctx) => {
  const { id } = correctable(ctx);
  restoreDraft(ctx, correctionOf(id));
  return redirect(`/liaison/${id}/modifier`);
});
