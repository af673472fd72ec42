import * as z from "zod";
import { type Ctx, form, line, optionalLine, redirect } from "../../../core/http.ts";
import { optionalDay } from "../../../people/families/days.ts";
import { allowPickup, removePickup } from "../../../people/families/pickup.ts";
import { getPupil } from "../../../people/families/relation.ts";
import { showChild } from "./child.ts";

const Named = z.object({
  nom: line(120, "Écrivez le nom de la personne."),
  lien: optionalLine(60),
  telephone: optionalLine(40),
  du: optionalDay,
  au: optionalDay,
});

const back = (pupilId: string): string => `/direction/familles/${pupilId}#sortie`;

export const allow = form(
  Named,
  (ctx, { nom, lien, telephone, du, au }) => {
    const { id } = getPupil(ctx, ctx.params.pupil ?? "");
    const days = { startsOn: du ?? ctx.clock.today(), endsOn: au };
    allowPickup(ctx, id, { name: nom, relation: lien, phone: telephone, ...days });
    return redirect(back(id), `${nom} est sur la liste.`);
  },
  showChild,
);

const move = (isRemoved: boolean, text: string) =>
  form(z.object({}), (ctx: Ctx) => {
    const { id: pupilId } = getPupil(ctx, ctx.params.pupil ?? "");
    const id = ctx.params.id ?? "";
    removePickup(ctx, pupilId, id, isRemoved);
    const action = `/direction/familles/${pupilId}/sortie/${id}/retour`;
    return redirect(back(pupilId), { text, undo: isRemoved ? { action, label: "Annuler" } : undefined });
  });

export const takeOff = move(true, "Cette personne n’est plus sur la liste.");
export const putBack = move(false, "Cette personne est de nouveau sur la liste.");
