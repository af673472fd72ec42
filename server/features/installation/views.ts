import type * as z from "zod";
import type { Errors } from "../../core/http.ts";
import type { View } from "../../core/view.ts";
import type { Entered } from "./steps.ts";

interface Step {
  /** What was entered so far; it travels in the forms, because nobody is signed in yet. */
  readonly values: z.infer<typeof Entered>;
  readonly errors: Errors;
}

const step = (view: string, title: string, data: object): View => ({
  view: `installation/${view}`,
  data,
  title,
  layout: "bare",
});

export const codeStep = (data: Step): View => step("code", "Installer la boîte", data);
export const schoolStep = (data: Step & { readonly zones: readonly Zone[] }): View => step("school", "L’école", data);
export const headStep = (data: Step & { readonly advice: string }): View => step("head", "La direction", data);

export interface Done {
  readonly name: string;
  readonly login: string;
  readonly recoveryCode: string;
}
/** Paper and screen at once: the recovery code is shown here and never again. */
export const doneStep = (data: Done): View => ({
  view: "installation/done",
  data,
  title: "Code de secours",
  layout: "print",
});

export interface Zone {
  readonly id: "A" | "B" | "C";
  readonly places: string;
}
/** Holiday zones, by académie (calendrier scolaire national). */
export const zones: readonly Zone[] = [
  { id: "A", places: "Besançon, Bordeaux, Clermont-Ferrand, Dijon, Grenoble, Limoges, Lyon, Poitiers" },
  {
    id: "B",
    places:
      "Aix-Marseille, Amiens, Lille, Nancy-Metz, Nantes, Nice, Normandie, Orléans-Tours, Reims, Rennes, Strasbourg",
  },
  { id: "C", places: "Créteil, Montpellier, Paris, Toulouse, Versailles" },
];
