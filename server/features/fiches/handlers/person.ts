import * as z from "zod";
import { dayPlus } from "../../../core/dates.ts";
import { found } from "../../../core/errors.ts";
import { type Body, type Ctx, type Errors, form, line, page } from "../../../core/http.ts";
import type { View } from "../../../core/view.ts";
import { Day, OptionalDay, OptionalLevel } from "../../../people/by-hand/fields.ts";
import { comeBack, endMembership, leaveSchool, movePupil, placePerson } from "../../../people/by-hand/placing.ts";
import { type Fiche, getClassroom, getGroup, getMembership, readFiche } from "../../../people/directory/fiche.ts";
import { ficheView, nameOf } from "../fiche-view.ts";
import { done, ficheHref } from "./acts.ts";

const ficheOf = (ctx: Ctx): Fiche => readFiche(ctx, ctx.params.id ?? "");

export const person = page((ctx) => ficheView(ctx, ficheOf(ctx)));

/** The person's page once more, with what was entered into this form and why it was refused. */
const again =
  (name: string) =>
  (ctx: Ctx, values: Body, errors: Errors): View =>
    ficheView(ctx, ficheOf(ctx), { form: name, values, errors });

const Placed = z.object({ classe: line(40, "Choisissez une classe."), niveau: OptionalLevel, depuis: Day });

export const move = form(
  Placed,
  (ctx, { classe, niveau, depuis }) => {
    const fiche = ficheOf(ctx);
    found(fiche.pupil);
    const { id, label } = getClassroom(ctx, classe);
    const actId = movePupil(ctx, fiche.id, { classroomId: id, level: niveau, from: depuis });
    return done(ficheHref(fiche.id), actId, `${nameOf(fiche)} est maintenant en ${label}.`);
  },
  again("classe"),
);

const asOf = ({ pupil, staff }: Fiche): "pupil" | "teacher" | "staff" => {
  if (pupil !== null) return "pupil";
  return found(staff).post === "teacher" ? "teacher" : "staff";
};

const OneMore = z.object({ classe: line(40, "Choisissez une classe."), depuis: Day, jusque: OptionalDay });

export const addClass = form(
  OneMore,
  (ctx, { classe, depuis, jusque }) => {
    const fiche = ficheOf(ctx);
    const { id, label } = getClassroom(ctx, classe);
    const placing = { place: { classroomId: id }, as: asOf(fiche), from: depuis, until: jusque };
    const actId = placePerson(ctx, fiche.id, placing);
    return done(ficheHref(fiche.id), actId, `${nameOf(fiche)} est ajouté à ${label}.`);
  },
  again("classes"),
);

const Grouped = z.object({ groupe: line(40, "Choisissez un groupe."), groupeDepuis: Day });

export const addGroup = form(
  Grouped,
  (ctx, { groupe, groupeDepuis }) => {
    const fiche = ficheOf(ctx);
    const { id, label, endsOn } = getGroup(ctx, groupe);
    const placing = { place: { groupId: id }, as: asOf(fiche), from: groupeDepuis, until: endsOn };
    return done(ficheHref(fiche.id), placePerson(ctx, fiche.id, placing), `${nameOf(fiche)} est dans ${label}.`);
  },
  again("groupes"),
);

/** Not in it any more, from today on. */
export const removeFrom = form(z.object({}), (ctx) => {
  const fiche = ficheOf(ctx);
  const membership = getMembership(ctx, fiche.id, ctx.params.appartenance ?? "");
  const actId = endMembership(ctx, membership, dayPlus(ctx.clock.today(), -1));
  return done(ficheHref(fiche.id), actId, `${nameOf(fiche)} n’y est plus à partir d’aujourd’hui.`);
});

export const leave = form(
  z.object({ dernierJour: Day }),
  (ctx, { dernierJour }) => {
    const fiche = ficheOf(ctx);
    const actId = leaveSchool(ctx, fiche.id, dernierJour);
    return done(ficheHref(fiche.id), actId, `Le départ de ${nameOf(fiche)} est noté.`);
  },
  again("depart"),
);

const Returning = z.object({ classe: z.string().max(40).default(""), niveau: OptionalLevel, depuis: OptionalDay });

export const returnToSchool = form(
  Returning,
  (ctx, { classe, niveau, depuis }) => {
    const fiche = ficheOf(ctx);
    const move =
      fiche.pupil === null || classe === ""
        ? null
        : { classroomId: getClassroom(ctx, classe).id, level: niveau, from: depuis ?? ctx.clock.today() };
    return done(ficheHref(fiche.id), comeBack(ctx, fiche.id, move), `${nameOf(fiche)} est de retour.`);
  },
  again("retour"),
);
