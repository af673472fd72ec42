import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import { dayPlus } from "../../../core/dates.ts";
import { Invalid } from "../../../core/errors.ts";
import { type Body, checkbox, form, page, redirect, type Visit } from "../../../core/http.ts";
import { optionalDay } from "../../../people/families/days.ts";
import { relationColumns, type Said } from "../../../people/families/kinds.ts";
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

const here = (ctx: Visit): Around => {
  const { id } = getPupil(ctx, ctx.params.pupil ?? "");
  return oneAround(ctx, id, ctx.params.id ?? "");
};

export const changePage = page((ctx) => relationView(getPupil(ctx, ctx.params.pupil ?? ""), here(ctx)));

const saidBy = (input: z.infer<typeof Relation>, { guardianship }: Around): Said => {
  const startsOn = input.du ?? guardianship.startsOn;
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

const rightsIn = (of: Said): readonly unknown[] => [
  ...[of.kind, of.authority, of.startsOn, of.endsOn],
  ...[of.mayRead, of.signsUsual, of.signsAll, of.mayFetch],
];

/** A household or an emergency number is a small edit; who may know, sign and fetch, and from when to when, is not. */
export const changesRights = (visit: Visit, body: Body): boolean => {
  const input = Relation.safeParse(body);
  if (!input.success) return false; // the form says what is wrong, and changes nothing
  const relation = here(visit);
  const { household, isEmergency } = relation.guardianship;
  const said = { ...saidBy(input.data, relation), household, isEmergency };
  return !isDeepStrictEqual(rightsIn({ ...said, ...relationColumns(said) }), rightsIn(relation.guardianship));
};

const familyOf = ({ guardianship }: Around): string => `/direction/familles/${guardianship.pupilId}`;

export const change = form(
  Relation,
  (ctx, input) => {
    const relation = here(ctx);
    const said = saidBy(input, relation);
    if (said.endsOn !== null && said.endsOn < said.startsOn) throw new Invalid("au", "La fin vient avant le début.");
    changeRelation(ctx, relation.guardianship, said);
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
