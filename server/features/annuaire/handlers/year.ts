import * as z from "zod";
import { Conflict, Invalid } from "../../../core/errors.ts";
import { type Ctx, type Errors, form, line, page, redirect } from "../../../core/http.ts";
import { lookAt } from "../../../people/import/apart/ask.ts";
import { preparedYear } from "../../../people/import/imports.ts";
import { abandonYear, setOpening } from "../../../people/import/prepared.ts";
import { yearsOf } from "../../../people/import/which-year.ts";
import { startApplying } from "../running.ts";
import { noYearView, yearView } from "../views.ts";

const here = "/direction/annuaire/rentree";

const show = async (ctx: Ctx, errors: Errors) => {
  const row = preparedYear(ctx.db);
  const preview = row === undefined ? null : await lookAt(ctx, row);
  if (row === undefined || preview === null) return noYearView({ next: yearsOf(ctx.db)?.next ?? "" });
  const { id, opensOn } = row;
  return yearView({ id, opensOn: opensOn ?? "", isClockTrusted: ctx.clock.isTrusted(), ...preview, errors });
};

/** The rentrée as it is prepared: next year's classes, who leaves, and when it opens. */
export const yearPage = page((ctx) => show(ctx, {}));

export const openYear = form(z.object({ empreinte: line(64) }), (ctx, { empreinte }) => {
  const row = preparedYear(ctx.db);
  if (row === undefined) throw new Conflict("Aucune rentrée n’est préparée.");
  startApplying(ctx, row.id, empreinte);
  return redirect(`/direction/annuaire/import/${row.id}/avancement`);
});

const Day = z.object({ ouverture: z.union([z.literal(""), z.iso.date("Choisissez un jour.")]).default("") });

export const dateYear = form(
  Day,
  (ctx, { ouverture }) => {
    if (ouverture !== "" && ouverture <= ctx.clock.today())
      throw new Invalid("ouverture", "Choisissez un jour à venir, ou ouvrez tout de suite.");
    setOpening(ctx, ouverture || null);
    return redirect(here, ouverture === "" ? "La rentrée s’ouvrira quand vous le voudrez." : "Le jour est noté.");
  },
  (ctx, _values, errors) => show(ctx, errors),
);

export const abandon = form(z.object({}), (ctx) => {
  abandonYear(ctx);
  return redirect(here, "La préparation est abandonnée\u00a0: rien n’a changé.");
});
