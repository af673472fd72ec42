import type { Deps } from "../../core/feature.ts";
import { seedAsHead, seedClass, seedClasses } from "../../people/seeding.ts";
import { noteHealth } from "./health.ts";

/** One child with a PAI, as the class's sheet shows it. */
export const seed = (deps: Deps): void => {
  const head = seedAsHead(deps);
  const pupil = seedClass(seedClasses(deps), "CE2")?.pupils.at(-1);
  if (head === undefined || pupil === undefined) return;
  noteHealth(head, pupil.id, {
    allergies: "Arachide",
    care: "PAI : trousse rouge dans l’armoire de la classe. Au moindre gonflement, stylo d’adrénaline, puis le 15.",
  });
};
