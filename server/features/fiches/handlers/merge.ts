import * as z from "zod";
import { type Ctx, form, page, redirect } from "../../../core/http.ts";
import { findDoubles, tellApart } from "../../../people/by-hand/doubles.ts";
import { type Difference, differencesOf, inOrder, mergePeople, type Winner } from "../../../people/by-hand/merging.ts";
import { type Fiche, readFiche } from "../../../people/directory/fiche.ts";
import { searchPeople } from "../../../people/directory/search.ts";
import { nameOf } from "../fiche-view.ts";
import { compareView, doublesView, partnerView } from "../views-merge.ts";
import { done, ficheHref } from "./acts.ts";

/** Probable doubles of the whole directory. */
export const doubles = page((ctx) => doublesView(findDoubles(ctx)));

/** With whom? Somebody found by name; the probable doubles of this person first. */
export const choosePartner = page((ctx) => {
  const fiche = readFiche(ctx, ctx.params.id ?? "");
  const query = (ctx.query.q ?? "").slice(0, 80);
  const isPupil = fiche.pupil !== null;
  const found = searchPeople(ctx, query === "" ? fiche.person.firstName : query, isPupil ? "pupils" : "adults");
  return partnerView({ fiche, query, found: found.filter(({ id }) => id !== fiche.id) });
});

interface Pair {
  readonly kept: Fiche;
  readonly lost: Fiche;
}

/** The two records in question, the one that goes on first. */
const pairOf = (ctx: Ctx): Pair => {
  const [one, other] = [readFiche(ctx, ctx.params.id ?? ""), readFiche(ctx, ctx.params.autre ?? "")];
  const [first] = inOrder(one, other);
  return first.person.id === one.id ? { kept: one, lost: other } : { kept: other, lost: one };
};

export const compare = page((ctx) => {
  const pair = pairOf(ctx);
  return compareView({ ...pair, differences: differencesOf(pair), today: ctx.clock.today() });
});

const Winners = z.looseObject({ classes: z.enum(["kept", "lost", "both"]).default("kept") });

const winnersIn = (differences: readonly Difference[], body: Record<string, unknown>): Record<string, Winner> =>
  Object.fromEntries(
    differences.flatMap(({ field }): [string, Winner][] => {
      const said = body[`gagne-${field}`];
      return said === "kept" || said === "lost" ? [[field, said]] : [];
    }),
  );

export const merge = form(Winners, (ctx, input) => {
  const { kept, lost } = pairOf(ctx);
  const winners = winnersIn(differencesOf({ kept, lost }), input);
  const actId = mergePeople(ctx, { kept, lost, winners, classes: input.classes });
  return done(
    ficheHref(kept.id),
    actId,
    `Les deux fiches sont réunies en une\u00a0: ${nameOf(readFiche(ctx, kept.id))}.`,
  );
});

/** Two people, said the head: they are not suggested again. */
export const distinguish = form(z.object({}), (ctx) => {
  const { kept, lost } = pairOf(ctx);
  tellApart(ctx, kept.id, lost.id);
  return redirect("/direction/annuaire/doubles", "C’est noté\u00a0: ce sont deux personnes.");
});
