import * as z from "zod";
import { type Body, type Ctx, type Errors, form, line, list, page, redirect } from "../../../core/http.ts";
import type { View } from "../../../core/view.ts";
import {
  addToTeam,
  type Classroom,
  changeClassroom,
  createClassroom,
  removeClassroom,
} from "../../../people/by-hand/classrooms.ts";
import { Day, OptionalDay } from "../../../people/by-hand/fields.ts";
import { getClassroom, membersOf } from "../../../people/directory/fiche.ts";
import { levels } from "../../../people/import/values.ts";
import { currentYear } from "../../../people/school.ts";
import { teamChoices } from "../choices.ts";
import type { FoldedForm, Refused } from "../fiche-forms.ts";
import { type Choice, type Field, Fields, row, shortNameFields } from "../fields.ts";
import { sortMembers } from "../place-members.ts";
import { formView, placeView } from "../views.ts";

const Named = z.object({ label: line(80, "Donnez un nom à la classe."), levels: list(z.enum(levels)) });

const back = { href: "/direction/annuaire/classes", text: "Classes" };
export const classroomHref = (id: string): string => `/direction/annuaire/classes/${id}`;

const ownFields = (fields: Fields): Field[] => [
  fields.input("label", "Nom de la classe", { required: true }),
  fields.checks(
    "levels",
    "Niveaux",
    levels.map((level) => ({ value: level, text: level })),
  ),
];

const showNew = (_ctx: Ctx, values: Body, errors: Errors): View =>
  formView({
    title: "Une nouvelle classe",
    lead: "Elle commence vide\u00a0: vous y mettrez des élèves et une équipe ensuite.",
    back,
    errors,
    form: {
      id: "form-classroom",
      action: "/direction/annuaire/nouvelle-classe",
      fields: ownFields(new Fields(values, errors)),
      submit: "Créer la classe",
      icon: "check",
      isPrimary: true,
    },
  });

export const newClassroomPage = page((ctx) => showNew(ctx, {}, {}));

export const addClassroom = form(
  Named,
  (ctx, fields) => redirect(classroomHref(createClassroom(ctx, fields)), `La classe ${fields.label} est créée.`),
  showNew,
);

const classroomOf = (ctx: Ctx): Classroom => getClassroom(ctx, ctx.params.id ?? "");

const folded = (
  { id }: Classroom,
  refused: Refused | null,
  standard: Body,
  [name, title, submit, icon]: readonly [name: string, title: string, submit: string, icon: string],
  build: (fields: Fields) => Field[],
): FoldedForm => {
  const isOpen = refused?.form === name;
  const prefix = isOpen ? "" : `${name}-`;
  const fields = new Fields(isOpen ? (refused?.values ?? {}) : standard, isOpen ? (refused?.errors ?? {}) : {}, prefix);
  const action = name === "" ? classroomHref(id) : `${classroomHref(id)}/${name}`;
  return {
    title,
    form: { id: `form-${name || "classe"}`, action, fields: build(fields), submit, icon, isPrimary: false },
    isOpen,
  };
};

const someoneElse: Choice = { value: "", text: "Quelqu’un d’autre" };

const formsOf = (ctx: Ctx, classroom: Classroom, refused: Refused | null): FoldedForm[] => {
  const team = teamChoices(ctx);
  const today = ctx.clock.today();
  const plain = team.map(({ value, text }) => ({ value, text }));
  return [
    folded(classroom, refused, { depuis: today }, ["equipe", "Ajouter à l’équipe", "Ajouter", "plus"], (fields) => [
      fields.select("classe", "Qui", plain),
      fields.day("depuis", "À partir du", { required: true }),
      fields.day("jusque", "Jusqu’au", { hint: "Vide\u00a0: jusqu’à nouvel ordre." }),
    ]),
    folded(
      classroom,
      refused,
      { du: today },
      ["remplacement", "Remplacement", "Confier la classe", "repeat"],
      (fields) => [
        row(fields.day("du", "Du", { required: true }), fields.day("au", "Au", { required: true })),
        fields.select(
          "remplacant",
          "Qui remplace",
          [someoneElse, ...plain],
          "Le lendemain du dernier jour, la classe se ferme\u00a0; si la personne ne vient que pour cela, son code aussi.",
        ),
        ...shortNameFields(fields),
      ],
    ),
    folded(
      classroom,
      refused,
      { label: classroom.label, levels: classroom.levels },
      ["", "Nom et niveaux", "Enregistrer", "check"],
      ownFields,
    ),
  ];
};

/** A class: who is in it today, who was, and what can be done with it. */
export const showClassroom = (ctx: Ctx, refused: Refused | null = null): View => {
  const classroom = classroomOf(ctx);
  const members = membersOf(ctx, { classroomId: classroom.id });
  const isPresent = currentYear(ctx.db).id === classroom.schoolYearId;
  return placeView({
    title: classroom.label,
    lead: [
      classroom.levels.join(", "),
      classroom.fileLabel === null ? "" : `appelée «\u00a0${classroom.fileLabel}\u00a0» dans les fichiers`,
    ]
      .filter(Boolean)
      .join(" · "),
    back,
    ...sortMembers(members, ctx.clock.today()),
    actions: [
      {
        href: `/direction/annuaire/impression/eleves?classe=${classroom.id}`,
        text: "Imprimer la liste",
        icon: "printer",
      },
    ],
    forms: isPresent ? formsOf(ctx, classroom, refused) : [],
    endAction:
      members.length === 0
        ? { action: `${classroomHref(classroom.id)}/suppression`, text: "Supprimer cette classe vide" }
        : null,
    errors: refused?.errors ?? {},
  });
};

export const again =
  (name: string) =>
  (ctx: Ctx, values: Body, errors: Errors): View =>
    showClassroom(ctx, { form: name, values, errors });

export const classroom = page((ctx) => showClassroom(ctx));

export const renameClassroom = form(
  Named,
  (ctx, fields) => {
    changeClassroom(ctx, classroomOf(ctx), fields);
    return redirect(classroomHref(classroomOf(ctx).id), "La classe est à jour.");
  },
  again(""),
);

export const dropClassroom = form(z.object({}), (ctx) => {
  removeClassroom(ctx, classroomOf(ctx));
  return redirect(back.href, "La classe vide est supprimée.");
});

export const entrust = form(
  z.object({ classe: line(40, "Choisissez quelqu’un."), depuis: Day, jusque: OptionalDay }),
  (ctx, { classe: personId, depuis, jusque }) => {
    const { id } = classroomOf(ctx);
    addToTeam(ctx, id, personId, { from: depuis, until: jusque });
    return redirect(classroomHref(id), "L’équipe de la classe est à jour.");
  },
  again("equipe"),
);
