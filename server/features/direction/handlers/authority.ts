import * as z from "zod";
import { Invalid } from "../../../core/errors.ts";
import { checkbox, form, list, optionalLine, page, redirect } from "../../../core/http.ts";
import { optionalDay } from "../../../people/families/days.ts";
import { type Noted, noteDecision, undoDecision } from "../../../people/families/decisions.ts";
import { fullName, titledName } from "../../../people/names.ts";
import { closeAuthorityReview, getRelation, type Judged, listRelations } from "../authority.ts";
import { authorityView, decisionView } from "../views-authority.ts";

export const authority = page((ctx) => authorityView(ctx, listRelations(ctx)));

export const closeReview = form(z.object({}), (ctx) => {
  closeAuthorityReview(ctx);
  return redirect("/direction/lettres", "C’est noté. Vous pouvez imprimer les lettres.");
});

export const decision = page((ctx) => decisionView(ctx, getRelation(ctx, ctx.params.id ?? "")));

const Decision = z.object({
  decision: z.enum(["none", "reads", "nothing"], "Choisissez l’une des trois réponses."),
  adresses: list(z.string().max(60)),
  sortie: checkbox,
  du: optionalDay,
  au: optionalDay,
  note: optionalLine(300),
});

/** The decision that the form tells; null when it tells of none. */
const notedOf = (input: z.infer<typeof Decision>, { others }: Judged, today: string): Noted | null => {
  const ids = new Set(others.map(({ id }) => id));
  const noted: Noted = {
    takesAuthority: input.decision !== "none",
    hidesChild: input.decision === "nothing",
    forbidsFetching: input.sortie || input.decision === "nothing",
    hidesContactsOf: input.adresses.filter((id) => ids.has(id)),
    note: input.note,
    startsOn: input.du ?? today,
    endsOn: input.au,
  };
  const isNone = !noted.takesAuthority && !noted.forbidsFetching && noted.hidesContactsOf.length === 0;
  if (isNone) return null;
  if (noted.note === "") throw new Invalid("note", "Indiquez la décision : sa date, le tribunal.");
  if (noted.endsOn !== null && noted.endsOn < noted.startsOn) throw new Invalid("au", "La fin vient avant le début.");
  return noted;
};

export const decide = form(
  Decision,
  (ctx, input) => {
    const relation = getRelation(ctx, ctx.params.id ?? "");
    const id = noteDecision(ctx, relation.guardianship, notedOf(input, relation, ctx.clock.today()));
    const text = `${titledName(relation.guardian)}, pour ${fullName(relation.pupil)} : c’est enregistré.`;
    const action = `/direction/autorite/${relation.guardianship.id}/decisions/${id}/annulation`;
    return redirect("/direction/autorite", { text, undo: id === null ? undefined : { action, label: "Annuler" } });
  },
  (ctx, values, errors) => decisionView(ctx, getRelation(ctx, ctx.params.id ?? ""), values, errors),
);

export const undoDecide = form(z.object({}), (ctx) => {
  getRelation(ctx, ctx.params.id ?? "");
  undoDecision(ctx, ctx.params.decision ?? "");
  return redirect("/direction/autorite", "C’est annulé.");
});
