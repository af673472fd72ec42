import * as z from "zod";
import { type Body, type Ctx, type Errors, form, list, optionalLine, page, redirect } from "../../../core/http.ts";
import type { View } from "../../../core/view.ts";
import { createPupil, type NewGuardian } from "../../../people/by-hand/creating.ts";
import {
  contacts,
  names,
  OptionalDay,
  OptionalLevel,
  pupilShape,
  withoutContacts,
} from "../../../people/by-hand/fields.ts";
import { type Fiche, getClassroom, readFiche } from "../../../people/directory/fiche.ts";
import { fullName } from "../../../people/names.ts";
import { adultName, classroomChoices } from "../choices.ts";
import { addressFields, type Field, Fields, heading, levelChoices, pupilFields, row, titles } from "../fields.ts";
import { formView } from "../views.ts";
import { ficheHref } from "./acts.ts";

/** How many new guardians one form takes; more are added on the child's page. */
const places = [0, 1] as const;
const guardianFields = ["title", "firstName", "lastName", "mobilePhone", "email"] as const;

const { title, firstName, lastName } = names;
const { address, postcode, city, country, mobilePhone, email } = contacts;

const Guardian = z.object({ title, firstName, lastName, mobilePhone, email }).nullable();

/** The form's flat fields "guardians.0.lastName" as a list; a guardian of whom nothing is written is none. */
const gathered = (body: unknown): unknown => {
  if (typeof body !== "object" || body === null) return body;
  const guardians = places.map((place) => {
    const own = guardianFields.map((name) => [name, Reflect.get(body, `guardians.${place}.${name}`)] as const);
    return own.every(([, value]) => value === undefined || value === "") ? null : Object.fromEntries(own);
  });
  return { ...body, guardians };
};

const Pupil = z.preprocess(
  gathered,
  z.object({
    ...names,
    ...pupilShape,
    ...{ address, postcode, city, country },
    classe: optionalLine(40),
    niveau: OptionalLevel,
    depuis: OptionalDay,
    responsables: list(z.string().max(40)),
    fratrie: optionalLine(40),
    guardians: z.array(Guardian),
  }),
);

/** The brother or sister whose guardians the new pupil joins. */
const siblingOf = (ctx: Ctx, id: unknown): Fiche | null =>
  typeof id === "string" && id !== "" ? readFiche(ctx, id) : null;

const present = ({ guardians }: Fiche, today: string) =>
  guardians.filter(({ guardianship: { endsOn } }) => endsOn === null || endsOn >= today);

const hasDecision = ({ guardianship }: Fiche["guardians"][number]): boolean =>
  guardianship.authority === "none" || !guardianship.mayRead;

const siblingFields = (fields: Fields, sibling: Fiche, today: string): Field[] => [
  fields.checks(
    "responsables",
    `Les responsables de ${sibling.person.firstName} sont aussi les siens`,
    present(sibling, today).map((relative) => ({
      value: relative.person.id,
      text: adultName(relative.person),
      hint: hasDecision(relative) ? "Une décision de justice est notée\u00a0: à vérifier pour cet enfant." : undefined,
    })),
  ),
];

const newGuardian = (fields: Fields, place: number): Field[] => [
  heading(place === 0 ? "Un nouveau responsable" : "Un autre responsable"),
  fields.radios(`guardians.${place}.title`, "Civilité", titles),
  row(
    fields.input(`guardians.${place}.firstName`, "Prénom"),
    fields.input(`guardians.${place}.lastName`, "Nom"),
    fields.input(`guardians.${place}.mobilePhone`, "Téléphone portable", { type: "tel" }),
    fields.input(`guardians.${place}.email`, "Courriel", { inputmode: "email" }),
  ),
];

const show = (ctx: Ctx, sibling: Fiche | null, values: Body, errors: Errors): View => {
  const fields = new Fields(values, errors);
  return formView({
    title: sibling === null ? "Un nouvel élève" : `Un frère ou une sœur de ${fullName(sibling.person)}`,
    lead:
      sibling === null
        ? "Un frère ou une sœur est déjà à l’école\u202f? Ouvrez sa fiche et choisissez «\u00a0Ajouter un frère ou une sœur\u00a0»."
        : "",
    back:
      sibling === null
        ? { href: "/direction/annuaire", text: "Élèves" }
        : { href: ficheHref(sibling.id), text: fullName(sibling.person) },
    errors,
    form: {
      id: "form-pupil",
      action: `/direction/annuaire/nouvel-eleve${sibling === null ? "" : `?fratrie=${sibling.id}`}`,
      fields: [
        ...pupilFields(fields),
        row(
          fields.select("classe", "Classe", [{ value: "", text: "Pas encore de classe" }, ...classroomChoices(ctx)]),
          fields.select("niveau", "Niveau", levelChoices),
          fields.day("depuis", "À partir du"),
        ),
        ...addressFields(fields),
        ...(sibling === null ? [] : siblingFields(fields, sibling, ctx.clock.today())),
        ...places.flatMap((place) => newGuardian(fields, place)),
      ],
      submit: "Ajouter l’élève",
      icon: "check",
      isPrimary: true,
    },
  });
};

export const newPupilPage = page((ctx) => {
  const sibling = siblingOf(ctx, ctx.query.fratrie);
  const today = ctx.clock.today();
  if (sibling === null) return show(ctx, null, { depuis: today }, {});
  const { lastName: family, address: street, postcode: code, city: town, country: land } = sibling.person;
  const sure = present(sibling, today).filter((relative) => !hasDecision(relative));
  const responsables = sure.map(({ person }) => person.id);
  const home = { address: street, postcode: code, city: town, country: land };
  return show(ctx, sibling, { depuis: today, lastName: family, ...home, responsables }, {});
});

const guardiansIn = (input: z.infer<typeof Pupil>): NewGuardian[] =>
  input.guardians.flatMap((guardian) =>
    guardian === null
      ? []
      : [{ person: { ...withoutContacts, usageName: null, ...guardian }, kind: "parent" as const }],
  );

export const addPupil = form(
  Pupil,
  (ctx, input) => {
    const { classe, niveau, depuis, birthDate, sex, ine, usageName, responsables } = input;
    const sibling = siblingOf(ctx, ctx.query.fratrie);
    const offered = new Set(sibling?.guardians.map(({ person }) => person.id));
    const home = { address: input.address, postcode: input.postcode, city: input.city, country: input.country };
    const person = { title: null, lastName: input.lastName, usageName, firstName: input.firstName };
    const id = createPupil(ctx, {
      person: { ...withoutContacts, ...home, ...person },
      pupil: { birthDate, sex, ine },
      move:
        classe === ""
          ? null
          : { classroomId: getClassroom(ctx, classe).id, level: niveau, from: depuis ?? ctx.clock.today() },
      guardianIds: responsables.filter((one) => offered.has(one)),
      guardians: guardiansIn(input),
    });
    return redirect(ficheHref(id), `${input.firstName} est dans l’annuaire.`);
  },
  (ctx, values, errors) => show(ctx, siblingOf(ctx, ctx.query.fratrie), values, errors),
);
