import * as z from "zod";
import { NotFound } from "../../../core/errors.ts";
import { line, publicForm, publicPage, redirect, type Visit } from "../../../core/http.ts";
import { mailReset } from "../../../people/password-mail.ts";
import { Pauses } from "../../../people/pauses.ts";
import { type Again, entered, patient } from "../patience.ts";
import { lostPasswordView, resetAskedView } from "../views.ts";

const pauses = new Pauses({ free: 3, firstMs: 30_000, longestMs: 600_000 });

export const lostPassword = publicPage((visit) =>
  visit.actor === null ? lostPasswordView(visit.mail.isConfigured, "", {}) : redirect("/mon-compte"),
);

/** Where the box sends no mail, nothing here says that it could. */
const needMail = ({ mail }: Visit): void => {
  if (!mail.isConfigured) throw new NotFound();
};

const again: Again<Visit> = (visit, values, errors) => {
  needMail(visit);
  return lostPasswordView(true, entered(values, "qui"), errors);
};

/** The answer says nothing of who exists, and comes before anybody is looked for. */
export const askByMail = publicForm(
  z.object({ qui: line(200, "Écrivez votre identifiant ou votre adresse de courriel.") }),
  patient(async (visit: Visit, { qui }) => {
    needMail(visit);
    const now = visit.clock.now().getTime();
    pauses.check(visit.device, now);
    pauses.failed(visit.device, now);
    mailReset(visit, qui);
    return resetAskedView();
  }, again),
  again,
);
