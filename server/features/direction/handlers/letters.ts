import * as z from "zod";
import { type Ctx, checkbox, form, optionalLine, page, type Redirect, redirect } from "../../../core/http.ts";
import { portalAddress, revokeKey } from "../../../people/access-keys.ts";
import { type FamilyLetter, lettersByClass } from "../../../people/letters/families.ts";
import { startRun } from "../../../people/letters/runs.ts";
import { titledName } from "../../../people/names.ts";
import { theSchool } from "../../../people/school.ts";
import { chooseLetters, drawLetters, getClass, getLetter, searchLetters } from "../letters.ts";
import { classView, lettersView, searchView } from "../views-letters.ts";

/** Nobody prints a key before the head has said who may use it, nor one that would lead nowhere. */
const notYet = (ctx: Pick<Ctx, "db" | "config">): Redirect | null => {
  if (theSchool(ctx.db).authorityReviewedAt === null)
    return redirect("/direction/autorite", { text: "Une question d’abord, avant les premières lettres.", tone: "sun" });
  if (portalAddress(ctx) === null)
    return redirect("/direction/lettres", {
      text: "La boîte n’a pas encore d’adresse pour les familles.",
      tone: "brick",
    });
  return null;
};

export const letters = page((ctx) => {
  if (theSchool(ctx.db).authorityReviewedAt === null) return redirect("/direction/autorite");
  const typed = ctx.query.q ?? "";
  return typed.trim() === ""
    ? lettersView(ctx, lettersByClass(ctx))
    : searchView(ctx, typed, searchLetters(ctx, typed));
});

export const classLetters = page((ctx) => classView(ctx, getClass(ctx, ctx.params.classe ?? "")));

const begin = (ctx: Ctx, chosen: readonly FamilyLetter[], back: string): Redirect => {
  if (chosen.length === 0) return redirect(back, "Toutes ces familles ont déjà leur feuille : rien à imprimer.");
  const { id } = startRun({
    owner: ctx.session.csrf,
    words: {
      title: "Lettres aux familles",
      noun: "lettre",
      handOut: "Distribuez les feuilles\u00a0: elles sont classées par classe, puis par nom d’enfant.",
      whenFailed: "Aucune feuille n’a changé\u00a0: celles que les familles ont déjà fonctionnent toujours.",
    },
    total: chosen.length,
    back,
    draw: (tell) => drawLetters(ctx, chosen, tell),
  });
  return redirect(`/impressions/${id}`);
};

const Order = z.object({ classe: optionalLine(60), toutes: checkbox });

export const printLetters = form(Order, (ctx, { classe, toutes }) => {
  const back = classe === "" ? "/direction/lettres" : `/direction/lettres/classes/${classe}`;
  return notYet(ctx) ?? begin(ctx, chooseLetters(ctx, { classroom: classe, isAll: toutes }), back);
});

export const printOne = form(z.object({}), (ctx) => {
  const { letter, slug } = getLetter(ctx, ctx.params.id ?? "");
  return notYet(ctx) ?? begin(ctx, [letter], `/direction/lettres/classes/${slug}`);
});

export const revokeOne = form(z.object({}), (ctx) => {
  const { letter, slug } = getLetter(ctx, ctx.params.id ?? "");
  const name = titledName(letter.guardian);
  const hadOne = revokeKey(ctx, letter.guardian.id, "guardian");
  const text = hadOne
    ? `La feuille de ${name} n’ouvre plus rien. Pour lui rendre l’accès, imprimez-en une nouvelle.`
    : `${name} n’avait pas de feuille en service.`;
  return redirect(`/direction/lettres/classes/${slug}`, text);
});
