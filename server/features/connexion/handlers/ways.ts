import * as z from "zod";
import { Invalid } from "../../../core/errors.ts";
import { form, line, projectable, redirect } from "../../../core/http.ts";
import { classTile } from "../roster.ts";
import { addressOf, tended, tendedPupil } from "../tended.ts";
import { chooseClassWay, choosePupilWay, mayType, wayIds } from "../ways.ts";

const tooYoung = "Le mot de passe tapé commence au CE2.";

/** How the class signs in. */
export const classWay = projectable(
  form(z.object({ classe: line(60), par: z.enum(wayIds) }), (ctx, { classe, par }) => {
    const { id, levels } = classTile(ctx, classe, tended(ctx));
    if (par === "password" && !mayType(levels)) throw new Invalid("par", tooYoung);
    chooseClassWay(ctx, id, par);
    return redirect(addressOf(id), "C’est noté\u00a0: la classe se connecte ainsi dès maintenant.");
  }),
);

/** A pupil apart; "" for like the class. */
export const pupilWay = projectable(
  form(z.object({ par: z.enum(["", ...wayIds]).default("") }), (ctx, { par }) => {
    const pupil = tendedPupil(ctx);
    if (par === "password" && !mayType(pupil.levels)) throw new Invalid("par", tooYoung);
    choosePupilWay(ctx, pupil.id, par === "" ? null : par);
    return redirect(addressOf(pupil.classroomId), `C’est noté pour ${pupil.label}.`);
  }),
);
