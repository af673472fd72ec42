import * as z from "zod";
import { NotFound } from "../../../core/errors.ts";
import { type Ctx, form, optionalLine, page, redirect } from "../../../core/http.ts";
import { getPatient, noteHealth, type Patient } from "../health.ts";
import { canNoteHealth } from "../policy.ts";
import { healthView } from "../views.ts";

const patientOf = (ctx: Ctx): Patient => {
  const patient = getPatient(ctx, ctx.params.pupil ?? "");
  if (!canNoteHealth(ctx.actor, patient.classroomIds)) throw new NotFound();
  return patient;
};

export const health = page((ctx) => healthView(patientOf(ctx)));

const Note = z.object({ allergies: optionalLine(300), soins: optionalLine(2000) });

export const noteIt = form(
  Note,
  (ctx, { allergies, soins }) => {
    const { pupil, classroomIds } = patientOf(ctx);
    noteHealth(ctx, pupil.id, { allergies, care: soins });
    return redirect(`/pochette/classes/${classroomIds[0] ?? ""}`, `${pupil.firstName} : c’est noté.`);
  },
  (ctx, values, errors) => healthView(patientOf(ctx), values, errors),
);
