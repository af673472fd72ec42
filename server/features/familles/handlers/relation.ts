import * as z from "zod";
import { dayPlus } from "../../../core/dates.ts";
import { Invalid } from "../../../core/errors.ts";
import { type Ctx, checkbox, form, page, redirect } from "../../../core/http.ts";
import { optionalDay } from "../../../people/families/days.ts";
import type { Said } from "../../../people/families/kinds.ts";
import { type Around, changeRelation, endRelation, getPupil, oneAround } from "../../../people/families/relation.ts";
import { titledName } from "../../../people/names.ts";
import { Kind } from "../kind-form.ts";
import { relationView } from "../views-relation.ts";

const Relation = z.object({
  lien: Kind,
  autorite: z.enum(["presumed", "held", "none"], "Choisissez l’une des réponses.").default("none"),
  foyer: z.coerce.number().int().min(0).max(3).default(0),
  lit: checkbox,
  signe: checkbox,
  signeTout: checkbox,
  cherche: checkbox,
  urgence: checkbox,
  du: optionalDay,
  au: optionalDay,
});

const here = (ctx: Ctx): Around => {
  const { id } = getPupil(ctx, ctx.params.pupil ?? "");
  return oneAround(ctx, id, ctx.params.id ?? "");
};

export const changePage = page((ctx) => relationView(getPupil(ctx, ctx.params.pupil ?? ""), here(ctx)));

const saidBy = (input: z.infer<typeof Relation>, { guardianship }: Around): Said => {
  const startsOn = input.du ?? guardianship.startsOn;
  if (input.au !== null && input.au < startsOn) throw new Invalid("au", "La fin vient avant le début.");
  return {
    kind: input.lien,
    authority: input.autorite,
    household: input.foyer === 0 ? null : input.foyer,
    mayRead: input.lit,
    signsUsual: input.signe,
    signsAll: input.signeTout,
    mayFetch: input.cherche,
    isEmergency: input.urgence,
    startsOn,
    endsOn: input.au,
  };
};

const familyOf = ({ guardianship }: Around): string => `/direction/familles/${guardianship.pupilId}`;

export const change = form(
  Relation,
  (ctx, input) => {
    const relation = here(ctx);
    changeRelation(ctx, relation.guardianship, saidBy(input, relation));
    return redirect(familyOf(relation), `${titledName(relation.guardian)} : c’est enregistré.`);
  },
  (ctx, values, errors) => relationView(getPupil(ctx, ctx.params.pupil ?? ""), here(ctx), values, errors),
);

/** The relation was in force until yesterday. */
export const end = form(z.object({}), (ctx) => {
  const relation = here(ctx);
  endRelation(ctx, relation.guardianship, dayPlus(ctx.clock.today(), -1));
  const action = `${familyOf(relation)}/liens/${relation.guardianship.id}/reprise`;
  const text = `${titledName(relation.guardian)} n’est plus dans l’entourage.`;
  return redirect(familyOf(relation), { text, undo: { action, label: "Annuler" } });
});

export const resume = form(z.object({}), (ctx) => {
  const relation = here(ctx);
  endRelation(ctx, relation.guardianship, null);
  return redirect(familyOf(relation), `${titledName(relation.guardian)} est de nouveau dans l’entourage.`);
});
