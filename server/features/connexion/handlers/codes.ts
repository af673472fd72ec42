import { eq } from "drizzle-orm";
import * as z from "zod";
import { found, Invalid } from "../../../core/errors.ts";
import { type Errors, line, publicForm, publicPage, type Result, redirect, type Visit } from "../../../core/http.ts";
import type { View } from "../../../core/view.ts";
import { findHolderByCode } from "../../../people/access-keys.ts";
import { loadActor } from "../../../people/actor.ts";
import { type Account, accountOf, activate, findByCode } from "../../../people/credentials.ts";
import { passwordAdvice } from "../../../people/credentials-rules.ts";
import { fullName } from "../../../people/names.ts";
import { mailPasswordChanged } from "../../../people/password-mail.ts";
import { getSchool } from "../../../people/school.ts";
import { isPrivate } from "../../../people/sensitive.ts";
import { people } from "../../../people/tables.ts";
import { forgiveGuesses } from "../../../people/throttle.ts";
import { Repeated } from "../new-password.ts";
import { type Again, entered, patient } from "../patience.ts";
import { beginSession, beginWithPassword } from "../sessions.ts";
import { admitCode, codeFitted, refuseCode } from "../store.ts";
import { type CodeDoor, choosePasswordView, codeView } from "../views.ts";

/** A family's sheet opens what a family sees: whoever works at the school enters with their own account. */
const refuseStaff = (visit: Visit, personId: string): void => {
  const role = loadActor(visit.db, personId, visit.clock.today())?.role;
  if (role !== undefined && role !== "guardian" && role !== "pupil")
    throw new Invalid(
      "code",
      "Vous travaillez à l’école\u00a0: ici, entrez avec votre identifiant et votre mot de passe.",
    );
};

const isHere = (visit: Visit, personId: string): boolean =>
  loadActor(visit.db, personId, visit.clock.today()) !== undefined;

export const choosePassword = (visit: Visit, account: Account, code: string, errors: Errors): View => {
  const person = found(visit.db.select().from(people).where(eq(people.id, account.personId)).get());
  return choosePasswordView({ code, name: fullName(person), login: account.login, advice: passwordAdvice, errors });
};

/** Both doors take both kinds of code: nobody need know which sheet they hold. */
const openWith = async (visit: Visit, code: string): Promise<Result> => {
  admitCode(visit, visit.device, code);
  const account = findByCode(visit, code);
  if (account !== undefined && isHere(visit, account.personId)) return choosePassword(visit, account, code, {});
  const uai = getSchool(visit.db)?.uai;
  const holder = uai === undefined ? undefined : findHolderByCode(visit.db, uai, code);
  if (holder !== undefined) refuseStaff(visit, holder.id);
  if (holder === undefined || !(await beginSession(visit, holder.id))) throw refuseCode(visit, visit.device);
  codeFitted(visit, visit.device);
  return redirect("/accueil");
};

const atDoor = (visit: Visit, door: CodeDoor, code: string, errors: Errors): View =>
  codeView(door, code, !isPrivate(visit), errors);

const Code = z.object({ code: line(60, "Écrivez le code de votre feuille.") });

/** A mailed link brings its code along; the page opens nothing before it is sent. */
export const codePage = (door: CodeDoor) =>
  publicPage((visit) =>
    visit.actor === null ? atDoor(visit, door, (visit.query.code ?? "").slice(0, 60), {}) : redirect("/accueil"),
  );

export const codeForm = (door: CodeDoor) => {
  const again: Again<Visit> = (visit, values, errors) => atDoor(visit, door, entered(values, "code"), errors);
  return publicForm(
    Code,
    patient((visit, { code }) => openWith(visit, code), again),
    again,
  );
};

const Activation = Repeated.safeExtend(Code.shape);

const againPassword: Again<Visit> = (visit, values, errors) => {
  const code = entered(values, "code");
  const account = findByCode(visit, code);
  if (account === undefined) return atDoor(visit, "activation", code, errors);
  return choosePassword(visit, account, code, errors);
};

export const activation = publicForm(
  Activation,
  patient(async (visit, { code, motDePasse }) => {
    admitCode(visit, visit.device, code);
    const known = findByCode(visit, code);
    if (known === undefined || !isHere(visit, known.personId)) throw refuseCode(visit, visit.device);
    const personId = await activate(visit, code, motDePasse);
    codeFitted(visit, visit.device);
    forgiveGuesses(visit, known.login);
    if (known.passwordHash !== null) mailPasswordChanged(visit, personId);
    await beginWithPassword(visit, personId);
    const hasLostRecovery = known.recoveryHash !== null && accountOf(visit.db, personId)?.recoveryHash === null;
    if (hasLostRecovery)
      return redirect("/mon-compte", "Mot de passe changé. Imprimez maintenant un nouveau code de secours.");
    return redirect("/accueil", "Votre compte est prêt.");
  }, againPassword),
  againPassword,
);
