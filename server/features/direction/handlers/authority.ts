import * as z from "zod";
import { Invalid } from "../../../core/errors.ts";
import { form, optionalLine, page, redirect } from "../../../core/http.ts";
import { fullName, titledName } from "../../../people/names.ts";
import { closeAuthorityReview, getRelation, listRelations, noteDecision } from "../authority.ts";
import { authorityView, decisionView } from "../views-authority.ts";

export const authority = page((ctx) => authorityView(ctx, listRelations(ctx)));

export const closeReview = form(z.object({}), (ctx) => {
  closeAuthorityReview(ctx);
  return redirect("/direction/lettres", "C’est noté. Vous pouvez imprimer les lettres.");
});

export const decision = page((ctx) => decisionView(ctx, getRelation(ctx, ctx.params.id ?? "")));

const Decision = z.object({
  decision: z.enum(["none", "reads", "nothing"], "Choisissez l’une des trois réponses."),
  note: optionalLine(300),
});

export const decide = form(
  Decision,
  (ctx, input) => {
    const relation = getRelation(ctx, ctx.params.id ?? "");
    if (input.decision !== "none" && input.note === "")
      throw new Invalid("note", "Indiquez la décision : sa date, le tribunal.");
    noteDecision(ctx, relation, input.decision, input.note);
    const who = `${titledName(relation.guardian)}, pour ${fullName(relation.pupil)}`;
    return redirect("/direction/autorite", `${who} : c’est enregistré.`);
  },
  (ctx, values, errors) => decisionView(ctx, getRelation(ctx, ctx.params.id ?? ""), values, errors),
);
