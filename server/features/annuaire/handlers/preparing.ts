import * as z from "zod";
import { Conflict, Invalid } from "../../../core/errors.ts";
import { form, list, redirect } from "../../../core/http.ts";
import { decide } from "../../../people/import/decide.ts";
import { keep } from "../../../people/import/departures.ts";
import { chooseYear, prepareYear } from "../../../people/import/prepared.ts";
import { Agreement, idOf, pending, refuseUnsure, show, urlOf } from "./preview.ts";

/** « C’est la rentrée » : of which school year the files speak. */
export const whichYear = form(
  z.object({ annee: z.string() }),
  async (ctx, { annee }) => {
    const { years } = await pending(ctx);
    if (years === null || ![years.current, years.next].includes(annee))
      throw new Invalid("annee", "Choisissez l’une des deux années.");
    chooseYear(ctx, idOf(ctx), annee);
    return redirect(urlOf(idOf(ctx)));
  },
  (ctx, _values, errors) => show(ctx, errors),
);

/** Who of those whom the files leave out stays at the school. */
export const keepLeavers = form(
  z.object({ reste: list(z.string()) }),
  async (ctx, { reste }) => {
    const { departures } = await pending(ctx);
    const answers = departures.flatMap(({ id, key, isKept }) =>
      key === null || isKept === reste.includes(id) ? [] : [[key, isKept ? "leave" : keep] as const],
    );
    if (answers.length > 0) decide(ctx, Object.fromEntries(answers));
    return redirect(urlOf(idOf(ctx)), "C’est noté.");
  },
  (ctx, _values, errors) => show(ctx, errors),
);

const Preparation = Agreement.extend({
  ouverture: z.union([z.literal(""), z.iso.date("Choisissez un jour.")]).default(""),
});

/** The new year is made ready, for a day or until it is opened by hand. */
export const prepareForDay = form(
  Preparation,
  async (ctx, { empreinte, confirme, ouverture }) => {
    const preview = await pending(ctx);
    refuseUnsure(preview, confirme);
    if (preview.opens === null) throw new Conflict("Ces fichiers ne commencent pas une nouvelle année.");
    if (ouverture !== "" && ouverture <= ctx.clock.today())
      throw new Invalid("ouverture", "Choisissez un jour à venir, ou ouvrez tout de suite.");
    const { label } = preview.opens;
    await prepareYear(ctx, idOf(ctx), { yearLabel: label, opensOn: ouverture || null, fingerprint: empreinte });
    return redirect("/direction/annuaire/rentree", `La rentrée ${label} est prête.`);
  },
  (ctx, _values, errors) => show(ctx, errors),
);
