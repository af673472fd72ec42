import * as z from "zod";
import { allow, type Body, type Ctx, type Errors, form, page, redirect } from "../../../core/http.ts";
import type { View } from "../../../core/view.ts";
import { portalAddress } from "../../../people/access-keys.ts";
import { accountOf } from "../../../people/credentials.ts";
import { letterSchool } from "../../../people/letters/letter-school.ts";
import { printApart } from "../../../people/letters/print-apart.ts";
import { startRun } from "../../../people/letters/runs.ts";
import { choosePhrase, prepareSheetWithPhrase, staffAccesses, withdrawSheet } from "../../../people/staff-keys.ts";
import { confirmPassword } from "../confirm.ts";
import { patient } from "../patience.ts";
import { mayChangePassword } from "../policy.ts";
import { homeSheetView } from "../views-home.ts";

const at = "/mon-compte/maison";

/** Whoever works with children here and has a password: it is asked for again before a key is made. */
const allowSheet = ({ db, actor }: Pick<Ctx, "db" | "actor">): void =>
  allow(actor.isStaff && mayChangePassword(actor, (accountOf(db, actor.id)?.passwordHash ?? null) !== null));

const sheetPage = (ctx: Ctx, errors: Errors): View => {
  allowSheet(ctx);
  return homeSheetView(ctx, staffAccesses(ctx).get(ctx.actor.id), portalAddress(ctx) !== null, errors);
};

export const homeSheet = page((ctx) => sheetPage(ctx, {}));

const again = (ctx: Ctx, _values: Body, errors: Errors): View => sheetPage(ctx, errors);

const Phrase = z
  .object({
    actuel: z.string("Écrivez votre mot de passe.").min(1, "Écrivez votre mot de passe.").max(1000),
    phrase: z.string("Choisissez une phrase.").min(1, "Choisissez une phrase.").max(1000),
    encore: z.string("Écrivez-la une seconde fois.").min(1, "Écrivez-la une seconde fois."),
  })
  .refine(({ phrase, encore }) => phrase === encore, {
    path: ["encore"],
    message: "Les deux phrases ne sont pas les mêmes.",
  });

/** Sheet and phrase at once. The phones that the former sheet opened are shut at the next synchronisation. */
export const printHomeSheet = form(
  Phrase,
  patient(async (ctx: Ctx, { actuel, phrase }) => {
    allowSheet(ctx);
    if (portalAddress(ctx) === null) return redirect(at);
    await confirmPassword(ctx, actuel);
    const { key, store } = await prepareSheetWithPhrase(ctx, ctx.actor.id, phrase);
    const sheets = [{ name: ctx.actor.displayName, hasPhrase: true, key }];
    const { id } = startRun({
      owner: ctx.session.csrf,
      words: {
        title: "Ma feuille pour la maison",
        noun: "feuille",
        handOut: "Rangez-la chez vous, loin du téléphone. La phrase secrète ne s’y écrit pas.",
        whenFailed: "Votre feuille d’avant fonctionne toujours.",
      },
      total: 1,
      back: at,
      draw: async (tell) => {
        const bytes = await printApart({ kind: "staff-home", school: letterSchool(ctx), sheets }, tell);
        store();
        return bytes;
      },
    });
    return redirect(`/impressions/${id}`);
  }, again),
  again,
);

/** Forgotten, or seen by somebody: another phrase for the same sheet. */
export const changePhrase = form(
  Phrase,
  patient(async (ctx: Ctx, { actuel, phrase }) => {
    allowSheet(ctx);
    await confirmPassword(ctx, actuel);
    await choosePhrase(ctx, ctx.actor.id, phrase);
    return redirect(at, "Phrase choisie. Vos appareils la demanderont après la prochaine synchronisation.");
  }, again),
  again,
);

export const withdrawHomeSheet = form(z.object({}), (ctx) => {
  allowSheet(ctx);
  withdrawSheet(ctx, ctx.actor.id);
  return redirect(at, "Votre feuille n’ouvre plus rien.");
});
