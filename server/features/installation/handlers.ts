import { Conflict, Invalid, NotFound } from "../../core/errors.ts";
import { type Body, type Errors, publicForm, publicPage, type Result, type Visit } from "../../core/http.ts";
import { loadActor } from "../../people/actor.ts";
import { createSchool } from "../../people/create-school.ts";
import { passwordAdvice } from "../../people/credentials-rules.ts";
import { Pauses } from "../../people/pauses.ts";
import { getSchool } from "../../people/school.ts";
import { confirmedMs } from "../../people/sensitive.ts";
import { forgetSetupCode, isSetupCode } from "../../people/setup-code.ts";
import { CodeStep, Entered, HeadStep, SchoolStep, schoolFields } from "./steps.ts";
import { codeStep, doneStep, headStep, schoolStep, zones } from "./views.ts";

const onlyBeforeSchool = ({ db }: Visit): void => {
  if (getSchool(db) !== undefined) throw new NotFound();
};

/** Whoever tries, from wherever: there is one code. The longest wait stays short, so that nobody can shut the head out. */
const pauses = new WeakMap<object, Pauses>();
const pausesOf = ({ db }: Visit): Pauses => {
  const known = pauses.get(db.$client) ?? new Pauses({ free: 5, firstMs: 2_000, longestMs: 30_000 });
  pauses.set(db.$client, known);
  return known;
};

const checkCode = (visit: Visit, typed: string): void => {
  onlyBeforeSchool(visit);
  const now = visit.clock.now().getTime();
  pausesOf(visit).check("setup", now);
  if (!isSetupCode(visit.config.DATA_DIR, typed)) {
    pausesOf(visit).failed("setup", now);
    throw new Invalid("code", "Ce n’est pas le code de mise en service de cette boîte.");
  }
  pausesOf(visit).forget("setup");
};

const atCode = (visit: Visit, values: Body, errors: Errors): Result => {
  onlyBeforeSchool(visit);
  return codeStep({ values: Entered.parse(values), errors });
};

const atSchool = (visit: Visit, values: Body, errors: Errors): Result => {
  if ("code" in errors) return atCode(visit, values, errors);
  onlyBeforeSchool(visit);
  return schoolStep({ values: Entered.parse(values), errors, zones });
};

const atHead = (visit: Visit, values: Body, errors: Errors): Result => {
  if (schoolFields.some((name) => name in errors)) return atSchool(visit, values, errors);
  if ("code" in errors) return atCode(visit, values, errors);
  onlyBeforeSchool(visit);
  return headStep({ values: Entered.parse(values), errors, advice: passwordAdvice });
};

export const codePage = publicPage((visit) => atCode(visit, {}, {}));

export const enterCode = publicForm(
  CodeStep,
  (visit, input) => {
    checkCode(visit, input.code);
    return atSchool(visit, input, {});
  },
  atCode,
);

export const enterSchool = publicForm(
  SchoolStep,
  (visit, input) => {
    checkCode(visit, input.code);
    return atHead(visit, input, {});
  },
  atSchool,
);

export const createIt = publicForm(
  HeadStep,
  async (visit, input) => {
    checkCode(visit, input.code);
    const { nom: name, uai, zone, telephone: phone, civilite: title, prenom: firstName, motDePasse: password } = input;
    const head = { firstName, lastName: input.nomDeFamille, title };
    const created = await createSchool({ ...visit, actor: null }, { name, uai, zone, phone, head, password });
    forgetSetupCode(visit.config.DATA_DIR);
    await visit.session.signIn(created.headId, { idleMs: 3_600_000, absoluteMs: 36_000_000 });
    visit.session.hold("password", confirmedMs);
    const actor = loadActor(visit.db, created.headId, visit.clock.today());
    if (actor === undefined) throw new Conflict("L’école est créée. Connectez-vous avec votre identifiant.");
    return doneStep({ name: actor.displayName, login: created.login, recoveryCode: created.recoveryCode });
  },
  atHead,
);
