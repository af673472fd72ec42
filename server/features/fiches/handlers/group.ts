import * as z from "zod";
import { type Body, type Ctx, type Errors, form, line, list, page, redirect } from "../../../core/http.ts";
import type { View } from "../../../core/view.ts";
import { OptionalDay } from "../../../people/by-hand/fields.ts";
import {
  changeGroup,
  createGroup,
  endGroup,
  type Group,
  reopenGroup,
  setGroupPupils,
} from "../../../people/by-hand/groups.ts";
import { readPupils } from "../../../people/directory/entries.ts";
import { getGroup, membersOf } from "../../../people/directory/fiche.ts";
import { fullName } from "../../../people/names.ts";
import { byName, classroomChoices, teamChoices } from "../choices.ts";
import { type Field, Fields } from "../fields.ts";
import { sortMembers } from "../place-members.ts";
import { formView, membersView, placeView } from "../views.ts";
import { periodWords } from "../words.ts";

const Named = z.object({
  label: line(80, "Donnez un nom au groupe."),
  startsOn: OptionalDay,
  endsOn: OptionalDay,
  adultIds: list(z.string().max(40)),
});

const back = { href: "/direction/annuaire/groupes", text: "Groupes" };
const groupHref = (id: string): string => `/direction/annuaire/groupes/${id}`;

const ownFields = (ctx: Ctx, fields: Fields): Field[] => [
  fields.input("label", "Nom du groupe", { required: true, hint: "Chorale, décloisonnement sciences, soutien…" }),
  fields.day("startsOn", "Premier jour", { hint: "Vide\u00a0: dès aujourd’hui." }),
  fields.day("endsOn", "Dernier jour", { hint: "Vide\u00a0: toute l’année." }),
  fields.checks("adultIds", "Avec qui", teamChoices(ctx)),
];

const showNew = (ctx: Ctx, values: Body, errors: Errors): View =>
  formView({
    title: "Un nouveau groupe",
    lead: "Des élèves d’une ou plusieurs classes, avec un adulte de l’équipe.",
    back,
    errors,
    form: {
      id: "form-group",
      action: "/direction/annuaire/nouveau-groupe",
      fields: ownFields(ctx, new Fields(values, errors)),
      submit: "Créer, puis choisir les élèves",
      icon: "check",
      isPrimary: true,
    },
  });

export const newGroupPage = page((ctx) => showNew(ctx, {}, {}));

export const addGroup = form(
  Named,
  (ctx, fields) => redirect(`${groupHref(createGroup(ctx, fields))}/membres`, `Le groupe ${fields.label} est créé.`),
  showNew,
);

const groupOf = (ctx: Ctx): Group => getGroup(ctx, ctx.params.id ?? "");

const show = (ctx: Ctx, values: Body | null, errors: Errors): View => {
  const group = groupOf(ctx);
  const today = ctx.clock.today();
  const { id, label, startsOn, endsOn } = group;
  const isOver = endsOn !== null && endsOn < today;
  const members = sortMembers(membersOf(ctx, { groupId: id }), isOver ? endsOn : today);
  const known = {
    label,
    startsOn: startsOn ?? "",
    endsOn: endsOn ?? "",
    adultIds: members.adults.map((one) => one.id),
  };
  const fields = new Fields(values ?? known, errors);
  const form = {
    id: "form-group",
    action: groupHref(id),
    fields: ownFields(ctx, fields),
    submit: "Enregistrer",
    icon: "check",
    isPrimary: false,
  };
  return placeView({
    title: label,
    lead: startsOn === null && endsOn === null ? "" : periodWords({ startsOn: startsOn ?? today, endsOn }, today),
    back,
    ...members,
    actions: isOver ? [] : [{ href: `${groupHref(id)}/membres`, text: "Choisir les élèves", icon: "users" }],
    forms: isOver ? [] : [{ title: "Nom, jours et adultes", form, isOpen: values !== null }],
    endAction: isOver
      ? { action: `${groupHref(id)}/reouverture`, text: "Rouvrir ce groupe" }
      : { action: `${groupHref(id)}/fin`, text: "Terminer ce groupe aujourd’hui" },
    errors,
  });
};

export const group = page((ctx) => show(ctx, null, {}));

export const saveGroup = form(
  Named,
  (ctx, fields) => {
    const { id } = groupOf(ctx);
    changeGroup(ctx, groupOf(ctx), fields);
    return redirect(groupHref(id), "Le groupe est à jour.");
  },
  show,
);

/** Boxes of the pupils by class; a class with a chosen pupil is open. */
export const groupMembers = page((ctx) => {
  const { id, label } = groupOf(ctx);
  const chosen = new Set(sortMembers(membersOf(ctx, { groupId: id }), ctx.clock.today()).pupils.map((one) => one.id));
  const pupils = readPupils(ctx, "here").sort(byName);
  const boxesOf = (room: string) =>
    pupils
      .filter(({ classroomIds }) => (room === "" ? classroomIds.length === 0 : classroomIds.includes(room)))
      .map((pupil) => ({ value: pupil.id, text: fullName(pupil), isChosen: chosen.has(pupil.id) }));
  const rooms = [...classroomChoices(ctx), { value: "", text: "Sans classe" }]
    .map((room) => ({ label: room.text, boxes: boxesOf(room.value) }))
    .filter(({ boxes }) => boxes.length > 0)
    .map((room) => ({ ...room, isOpen: room.boxes.some(({ isChosen }) => isChosen) }));
  return membersView({ id, label, rooms });
});

export const saveMembers = form(z.object({ eleves: list(z.string().max(40)) }), (ctx, { eleves }) => {
  const one = groupOf(ctx);
  setGroupPupils(ctx, one, eleves);
  return redirect(groupHref(one.id), "Les élèves du groupe sont à jour.");
});

export const closeGroup = form(z.object({}), (ctx) => {
  const one = groupOf(ctx);
  endGroup(ctx, one, ctx.clock.today());
  const undo = { action: `${groupHref(one.id)}/reouverture`, label: "Annuler" };
  return redirect(groupHref(one.id), { text: "Le groupe se termine ce soir.", undo });
});

export const openAgain = form(z.object({}), (ctx) => {
  const { id } = groupOf(ctx);
  reopenGroup(ctx, id);
  return redirect(groupHref(id), "Le groupe continue.");
});
