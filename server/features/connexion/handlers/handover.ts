import * as z from "zod";
import { Invalid } from "../../../core/errors.ts";
import type { Visit } from "../../../core/http.ts";
import { allow, form, optionalLine, projectable, publicForm, publicPage, redirect } from "../../../core/http.ts";
import { checkSignIn } from "../../../people/sign-in.ts";
import { forgetHandover, handoverHere, noteHandover } from "../handover.ts";
import { type Again, patient } from "../patience.ts";
import { canTendPupils } from "../policy.ts";
import { loginOf } from "../roster.ts";
import { beginWithPassword } from "../sessions.ts";
import { safeSuite } from "../suite.ts";
import { returnView } from "../views-handover.ts";

/** « Passer aux élèves »: her session ends, the class's page is shown, and coming back asks for her password alone. */
const pass = form(z.object({ suite: optionalLine(2000) }), async (ctx, { suite }) => {
  allow(canTendPupils(ctx.actor));
  const { id: personId, classroomIds } = ctx.actor;
  noteHandover(ctx, { personId, suite: safeSuite(suite), isProjected: ctx.session.isProjected });
  await ctx.session.signOut();
  const [only, ...more] = classroomIds;
  return redirect(only !== undefined && more.length === 0 ? `/connexion/classe/${only}` : "/connexion/classe");
});
export const passToPupils = { ...projectable(pass), worksWhenFull: true };

const nobody = redirect("/connexion");

export const returnPage = publicPage((visit) => {
  if (visit.actor !== null) return redirect("/accueil");
  const handover = handoverHere(visit);
  return handover === undefined ? nobody : returnView(handover.name, "");
});

const again: Again<Visit> = (visit, _values, errors) =>
  returnView(handoverHere(visit)?.name ?? "", Object.values(errors)[0] ?? "");

const Password = z.object({
  motDePasse: z.string("Écrivez votre mot de passe.").min(1, "Écrivez votre mot de passe.").max(1000),
});

export const comeBack = publicForm(
  Password,
  patient(async (visit, { motDePasse }) => {
    const handover = handoverHere(visit);
    if (handover === undefined) return nobody;
    const { personId, suite, isProjected } = handover;
    const signedIn = await checkSignIn(visit, loginOf(visit.db, personId), motDePasse, visit.device);
    if (signedIn !== personId || !(await beginWithPassword(visit, personId, isProjected)))
      throw new Invalid("motDePasse", "Ce n’est pas votre mot de passe. Réessayez.");
    forgetHandover(visit);
    return redirect(suite);
  }, again),
  again,
);
