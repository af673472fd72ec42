import * as z from "zod";
import { form, page, type Redirect, redirect } from "../../../core/http.ts";
import { eraseRun, findRun, openRun } from "../../../people/letters/runs.ts";
import { runView } from "../views.ts";

const gone = (): Redirect =>
  redirect("/accueil", {
    text: "Cette impression a été effacée. Si vous n’avez pas les feuilles, imprimez-les de nouveau.",
    tone: "sun",
  });

/** What this very session has asked to print; for any other it does not exist. */
export const impression = page((ctx) => {
  const run = findRun(ctx.session.csrf, ctx.params.id ?? "");
  return run === undefined ? gone() : runView(run);
});

/** Shown in the browser, whose own button prints it: no file with codes stays in a downloads folder. */
export const impressionPdf = page((ctx) => {
  const bytes = openRun(ctx.session.csrf, ctx.params.id ?? "");
  return bytes === undefined ? gone() : { bytes, type: "application/pdf" };
});

export const eraseImpression = form(z.object({}), (ctx) => {
  const id = ctx.params.id ?? "";
  const back = findRun(ctx.session.csrf, id)?.back;
  eraseRun(ctx.session.csrf, id);
  return back === undefined ? gone() : redirect(back, "Le document est effacé de la boîte.");
});
