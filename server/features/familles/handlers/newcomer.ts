import * as z from "zod";
import { Invalid } from "../../../core/errors.ts";
import { type Body, type Ctx, type Errors, form, optionalLine, page, redirect } from "../../../core/http.ts";
import type { PersonFields } from "../../../people/by-hand/corrections.ts";
import { optionalDay } from "../../../people/families/days.ts";
import { standardRelation } from "../../../people/families/kinds.ts";
import { addRelation, findAdults, getAdult, getPupil } from "../../../people/families/relation.ts";
import { wordsOf } from "../children.ts";
import { Kind } from "../kind-form.ts";
import { newcomerView } from "../views-relation.ts";

const show = (ctx: Ctx, values: Body = {}, errors: Errors = {}) => {
  const pupil = getPupil(ctx, ctx.params.pupil ?? "");
  const query = (ctx.query.q ?? "").trim().slice(0, 80);
  return newcomerView({ pupil, query, adults: findAdults(ctx, wordsOf(query)), values, errors });
};

export const addPage = page((ctx) => show(ctx));

const Newcomer = z.object({
  lien: Kind,
  personne: optionalLine(60),
  civilite: z.enum(["", "Mme", "M."]).default(""),
  nom: optionalLine(80),
  prenom: optionalLine(80),
  telephone: optionalLine(40),
  courriel: optionalLine(160),
  adresse: optionalLine(160),
  codePostal: optionalLine(10),
  commune: optionalLine(80),
  du: optionalDay,
  au: optionalDay,
});
type Entered = z.infer<typeof Newcomer>;

const orNull = (text: string): string | null => (text === "" ? null : text);

const newAdult = (input: Entered): PersonFields => {
  if (input.nom === "") throw new Invalid("nom", "Écrivez le nom.");
  if (input.prenom === "") throw new Invalid("prenom", "Écrivez le prénom.");
  return {
    title: input.civilite === "" ? null : input.civilite,
    lastName: input.nom,
    usageName: null,
    firstName: input.prenom,
    mobilePhone: orNull(input.telephone),
    homePhone: null,
    workPhone: null,
    email: orNull(input.courriel),
    address: orNull(input.adresse),
    postcode: orNull(input.codePostal),
    city: orNull(input.commune),
    country: null,
  };
};

export const add = form(
  Newcomer,
  (ctx, input) => {
    const pupil = getPupil(ctx, ctx.params.pupil ?? "");
    const standard = standardRelation(input.lien, ctx.clock.today());
    const said = { ...standard, startsOn: input.du ?? standard.startsOn, endsOn: input.au };
    if (said.endsOn !== null && said.endsOn < said.startsOn) throw new Invalid("au", "La fin vient avant le début.");
    const who = input.personne === "" ? newAdult(input) : getAdult(ctx, input.personne).id;
    const id = addRelation(ctx, pupil.id, who, said);
    return redirect(`/direction/familles/${pupil.id}/liens/${id}`, "C’est ajouté. Vérifiez ses droits.");
  },
  show,
);
