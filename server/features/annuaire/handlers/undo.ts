import * as z from "zod";
import { type Ctx, form, redirect } from "../../../core/http.ts";
import { type AskTools, undoImport } from "../../../people/import/undo.ts";

/** What every tool of the school has built on an import. */
export const askTools =
  ({ db, registry }: Ctx): AskTools =>
  (brought) =>
    registry.features.flatMap((feature) => feature.builtOn?.({ db }, brought) ?? []);

/** Takes a whole import back. It is a preview again: applying it undoes the undoing. */
export const undo = form(z.object({}), (ctx) => {
  const id = ctx.params.id ?? "";
  undoImport(ctx, id, askTools(ctx));
  return redirect(`/direction/annuaire/import/${id}`, "L’import est annulé\u00a0: l’annuaire est comme avant.");
});
