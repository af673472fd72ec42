import * as z from "zod";
import { type Body, type Ctx, type Errors, form, page, type Visit } from "../../../core/http.ts";
import type { View } from "../../../core/view.ts";
import { correctPerson } from "../../../people/by-hand/corrections.ts";
import { contacts, names, pupilShape } from "../../../people/by-hand/fields.ts";
import { type Fiche, readFiche } from "../../../people/directory/fiche.ts";
import { nameOf } from "../fiche-view.ts";
import { addressFields, contactFields, type Field, Fields, nameFields, posts, pupilFields } from "../fields.ts";
import { formView } from "../views.ts";
import { done, ficheHref } from "./acts.ts";

const Correction = z.object({
  ...names,
  ...contacts,
  ...pupilShape,
  post: z.enum(["teacher", "staff", "technician"]).optional(),
});

const ficheOf = (ctx: Ctx): Fiche => readFiche(ctx, ctx.params.id ?? "");

const fieldsOf = (fiche: Fiche, fields: Fields): Field[] => {
  if (fiche.pupil !== null) return [...pupilFields(fields), ...addressFields(fields)];
  const work = fiche.staff === null || fiche.staff.isHead ? [] : [fields.radios("post", "Fonction", posts)];
  return [...nameFields(fields), ...work, ...contactFields(fields), ...addressFields(fields)];
};

/** A name is a small edit; what somebody does at the school opens doors. */
export const changesPost = (visit: Visit, body: Body): boolean => {
  const { post } = readFiche(visit, visit.params.id ?? "").staff ?? {};
  return post !== undefined && body.post !== undefined && body.post !== post;
};

const show = (fiche: Fiche, values: Body, errors: Errors): View =>
  formView({
    title: "Corriger la fiche",
    lead: "Ce que vous corrigez ici reste\u00a0: un import ne le remplace pas sans vous le demander.",
    back: { href: ficheHref(fiche.id), text: nameOf(fiche) },
    errors,
    form: {
      id: "form-correction",
      action: `${ficheHref(fiche.id)}/correction`,
      fields: fieldsOf(fiche, new Fields(values, errors)),
      submit: "Enregistrer",
      icon: "check",
      isPrimary: true,
    },
  });

export const correctionPage = page((ctx) => {
  const fiche = ficheOf(ctx);
  return show(fiche, { ...fiche.person, ...fiche.pupil, post: fiche.staff?.post ?? "" }, {});
});

/** What the form of this person does not show is left as it is. */
const correctedBy = (fiche: Fiche, input: z.infer<typeof Correction>) => {
  const { birthDate, sex, ine, post, title, email, homePhone, workPhone, mobilePhone, ...rest } = input;
  if (fiche.pupil !== null) return { person: rest, pupil: { birthDate, sex, ine } };
  const person = { title, email, homePhone, workPhone, mobilePhone, ...rest };
  return { person, post: fiche.staff === null || fiche.staff.isHead ? undefined : post };
};

export const correct = form(
  Correction,
  (ctx, input) => {
    const fiche = ficheOf(ctx);
    const actId = correctPerson(ctx, fiche.id, correctedBy(fiche, input));
    return done(ficheHref(fiche.id), actId, "La fiche est corrigée.");
  },
  (ctx, values, errors) => show(ficheOf(ctx), values, errors),
);
