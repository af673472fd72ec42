import * as z from "zod";
import { Conflict } from "../../../core/errors.ts";
import { type Ctx, form, type Redirect, redirect } from "../../../core/http.ts";
import { getAct, undoAct } from "../../../people/by-hand/acts.ts";
import { splitPeople } from "../../../people/by-hand/merging.ts";

export const ficheHref = (personId: string): string => `/direction/annuaire/personnes/${personId}`;

/** Back to the page, with what was done and the way to undo it. */
export const done = (href: string, actId: string | null, text: string): Redirect =>
  actId === null
    ? redirect(href, "Rien n’a changé.")
    : redirect(href, { text, undo: { action: `/direction/annuaire/gestes/${actId}/annulation`, label: "Annuler" } });

/** Undoes what was done by hand: a correction, a move, a departure, a merge. */
export const undo = form(z.object({}), (ctx: Ctx) => {
  const act = getAct(ctx.db, ctx.params.id ?? "");
  if (act.undoneAt !== null) throw new Conflict("C’est déjà annulé.");
  if (act.kind === "merged") {
    splitPeople(ctx, act);
    return redirect(ficheHref(act.personId), "Les deux fiches sont de nouveau séparées.");
  }
  undoAct(ctx, act);
  return redirect(ficheHref(act.personId), "C’est annulé.");
});
