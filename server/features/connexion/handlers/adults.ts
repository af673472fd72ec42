import * as z from "zod";
import { Invalid } from "../../../core/errors.ts";
import { type Errors, line, optionalLine, publicForm, publicPage, redirect, type Visit } from "../../../core/http.ts";
import type { View } from "../../../core/view.ts";
import { getSchool } from "../../../people/school.ts";
import { isPrivate } from "../../../people/sensitive.ts";
import { checkSignIn } from "../../../people/sign-in.ts";
import { type Again, entered, patient } from "../patience.ts";
import { beginWithPassword } from "../sessions.ts";
import { safeSuite } from "../suite.ts";
import { signInView } from "../views.ts";

const wrong = "Cet identifiant et ce mot de passe ne vont pas ensemble. Vérifiez les deux, puis réessayez.";

const door = (visit: Visit, identifiant: string, suite: string, errors: Errors): View =>
  signInView({ identifiant, suite: safeSuite(suite), isInTheClear: !isPrivate(visit), errors });

const again: Again<Visit> = (visit, values, errors) =>
  door(visit, entered(values, "identifiant"), entered(values, "suite"), errors);

export const signInPage = publicPage((visit) => {
  if (getSchool(visit.db) === undefined) return redirect("/installation");
  const suite = safeSuite(visit.query.suite);
  if (visit.actor !== null) return redirect(suite);
  return door(visit, "", suite, {});
});

const SignIn = z.object({
  identifiant: line(80, "Écrivez votre identifiant."),
  motDePasse: z.string("Écrivez votre mot de passe.").min(1, "Écrivez votre mot de passe.").max(1000),
  suite: optionalLine(2000),
});

export const signIn = publicForm(
  SignIn,
  patient(async (visit, { identifiant, motDePasse, suite }) => {
    const personId = await checkSignIn(visit, identifiant, motDePasse, visit.device);
    if (personId === undefined || !(await beginWithPassword(visit, personId))) throw new Invalid("", wrong);
    return redirect(safeSuite(suite));
  }, again),
  again,
);
