import * as z from "zod";
import { Invalid } from "../../../core/errors.ts";
import { type Body, type Ctx, type Errors, form, list, page, redirect } from "../../../core/http.ts";
import type { View } from "../../../core/view.ts";
import { createMember } from "../../../people/by-hand/creating.ts";
import { contacts, names, OptionalDay, withoutContacts } from "../../../people/by-hand/fields.ts";
import { adultName, classroomChoices } from "../choices.ts";
import { Fields, nameFields, posts } from "../fields.ts";
import { formView } from "../views.ts";
import { ficheHref } from "./acts.ts";

const { email, mobilePhone } = contacts;
const Member = z.object({
  ...names,
  email,
  mobilePhone,
  post: z.enum(["teacher", "staff", "technician"], "Choisissez une fonction."),
  classes: list(z.string().max(40)),
  dernierJour: OptionalDay,
});

const show = (ctx: Ctx, values: Body, errors: Errors): View => {
  const fields = new Fields(values, errors);
  return formView({
    title: "Quelqu’un de plus dans l’équipe",
    lead: "Enseignant, ATSEM, AESH, intervenant, technicien\u00a0: avec ou sans classe.",
    back: { href: "/direction/annuaire/equipe", text: "Équipe" },
    errors,
    form: {
      id: "form-member",
      action: "/direction/annuaire/nouveau-membre",
      fields: [
        ...nameFields(fields),
        fields.radios("post", "Fonction", posts),
        fields.checks("classes", "Ses classes", classroomChoices(ctx), "Aucune, une ou plusieurs."),
        fields.input("email", "Courriel", { inputmode: "email" }),
        fields.input("mobilePhone", "Téléphone portable", { type: "tel" }),
        fields.day("dernierJour", "Dernier jour à l’école", {
          hint: "Pour un intervenant ou un remplaçant\u00a0: son accès s’arrête le lendemain. Vide\u00a0: jusqu’à nouvel ordre.",
        }),
      ],
      submit: "Ajouter",
      icon: "check",
      isPrimary: true,
    },
  });
};

export const newMemberPage = page((ctx) => show(ctx, { post: "staff" }, {}));

export const addMember = form(
  Member,
  (ctx, { post, classes, dernierJour, ...named }) => {
    if (post === "technician" && classes.length > 0)
      throw new Invalid("classes", "Un technicien ne voit aucun élève\u00a0: il n’a pas de classe.");
    if (dernierJour !== null && dernierJour < ctx.clock.today())
      throw new Invalid("dernierJour", "Ce jour est déjà passé.");
    const known = new Set(classroomChoices(ctx).map(({ value }) => value));
    const person = { ...withoutContacts, ...named };
    const id = createMember(ctx, {
      person,
      post,
      classroomIds: classes.filter((one) => known.has(one)),
      lastDay: dernierJour,
    });
    return redirect(ficheHref(id), `${adultName(person)} est dans l’équipe. Imprimez son code d’activation.`);
  },
  show,
);
