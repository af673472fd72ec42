import * as z from "zod";
import {
  allow,
  type Body,
  type Ctx,
  type Errors,
  form,
  optionalLine,
  page,
  projectable,
  redirect,
} from "../../../core/http.ts";
import { coveredPage } from "../../../core/projection.ts";
import type { View } from "../../../core/view.ts";
import { isClassComputer, markClassComputer, unmarkClassComputer } from "../../../people/class-computers.ts";
import { confirmPassword } from "../confirm.ts";
import { entered, patient } from "../patience.ts";
import { canProject } from "../policy.ts";
import { pathOf, safeSuite } from "../suite.ts";
import { projectionView } from "../views-projection.ts";

const suiteIn = (values: Body): string => safeSuite(entered(values, "suite"));

const settings = (ctx: Ctx, suite: string, errors: Errors): View => {
  allow(canProject(ctx.actor));
  const isClassPc = isClassComputer(ctx.db, ctx.device);
  return projectionView({ isOn: ctx.session.isProjected, isClassPc, suite, error: Object.values(errors)[0] ?? "" });
};

export const projection = projectable(page((ctx) => settings(ctx, safeSuite(ctx.query.suite), {})));

const Suite = z.object({ suite: optionalLine(2000) });

/** One tap in the header: from now on only what the class may see is shown. */
const begin = form(Suite, (ctx, { suite }) => {
  allow(canProject(ctx.actor));
  ctx.session.project(true);
  return redirect(safeSuite(suite), "Mode tableau : messages, noms des familles et suivis sont couverts.");
});
export const beginProjection = { ...projectable(begin), worksWhenFull: true };

const Password = Suite.extend({
  actuel: z.string("Écrivez votre mot de passe.").min(1, "Écrivez votre mot de passe.").max(1000),
});

const againEnding = (ctx: Ctx, values: Body, errors: Errors): View => settings(ctx, suiteIn(values), errors);

export const endProjection = projectable(
  form(
    Password,
    patient(async (ctx: Ctx, { suite, actuel }) => {
      allow(canProject(ctx.actor));
      if (ctx.session.isProjected) await confirmPassword(ctx, actuel);
      ctx.session.project(false);
      return redirect(safeSuite(suite), "Le mode tableau est terminé\u00a0: tout est visible à l’écran.");
    }, againEnding),
    againEnding,
  ),
);

const covered = (ctx: Ctx, suite: string, error: string): View => {
  allow(canProject(ctx.actor));
  return coveredPage(suite, error);
};

export const askToUncover = projectable(
  page((ctx) => {
    const suite = safeSuite(ctx.query.suite);
    return ctx.session.isProjected ? covered(ctx, suite, "") : redirect(suite);
  }),
);

const againUncovering = (ctx: Ctx, values: Body, errors: Errors): View =>
  covered(ctx, suiteIn(values), Object.values(errors)[0] ?? "");

/** Her password uncovers one address, for one visit. */
export const uncover = projectable(
  form(
    Password,
    patient(async (ctx: Ctx, { suite, actuel }) => {
      allow(canProject(ctx.actor));
      const address = safeSuite(suite);
      if (!ctx.session.isProjected) return redirect(address);
      await confirmPassword(ctx, actuel);
      ctx.session.uncover(pathOf(address));
      return redirect(address);
    }, againUncovering),
    againUncovering,
  ),
);

const Computer = z.object({ poste: z.enum(["oui", "non"]) });

/** « Ce poste est un poste de classe »: every adult who signs in at it begins in mode tableau. No pupil at a projected screen undoes it. */
export const markComputer = projectable(
  form(Computer, (ctx, { poste }) => {
    allow(canProject(ctx.actor));
    if (poste === "non")
      allow(!ctx.session.isProjected, "Quittez d’abord le mode tableau : il demande votre mot de passe.");
    if (poste === "oui") markClassComputer(ctx, ctx.device);
    else unmarkClassComputer(ctx, ctx.device);
    const words =
      poste === "oui"
        ? "C’est noté\u00a0: sur ce poste, les adultes commencent en mode tableau."
        : "C’est noté\u00a0: ce poste n’est plus un poste de classe.";
    return redirect("/tableau", words);
  }),
);
