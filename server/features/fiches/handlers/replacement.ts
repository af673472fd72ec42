import * as z from "zod";
import { type Ctx, form, optionalLine, redirect } from "../../../core/http.ts";
import { type Replacement, replaceTeacher } from "../../../people/by-hand/classrooms.ts";
import { Day, names, withoutContacts } from "../../../people/by-hand/fields.ts";
import { getClassroom } from "../../../people/directory/fiche.ts";
import { again, classroomHref } from "./classroom.ts";

const Period = { du: Day, au: Day };
/** Somebody of the team, by id; or a newcomer, by name. */
const Replacing = z.preprocess(
  (body) => ({ who: "new", ...(isKnown(body) ? { ...body, who: "known" } : Object(body)) }),
  z.discriminatedUnion("who", [
    z.object({ who: z.literal("known"), ...Period, remplacant: optionalLine(40) }),
    z.object({ who: z.literal("new"), ...Period, ...names }),
  ]),
);

const isKnown = (body: unknown): body is { remplacant: string } =>
  typeof body === "object" && body !== null && "remplacant" in body && body.remplacant !== "";

const whoIn = (input: z.infer<typeof Replacing>): Replacement["who"] => {
  if (input.who === "known") return { id: input.remplacant };
  const { title, firstName, lastName, usageName } = input;
  return { person: { ...withoutContacts, title, firstName, lastName, usageName } };
};

export const replace = form(
  Replacing,
  (ctx: Ctx, input) => {
    const { id } = getClassroom(ctx, ctx.params.id ?? "");
    replaceTeacher(ctx, id, { from: input.du, until: input.au, who: whoIn(input) });
    const code = input.who === "new" ? " Imprimez son code d’activation." : "";
    return redirect(classroomHref(id), `La classe lui est confiée pour ces jours.${code}`);
  },
  again("remplacement"),
);
