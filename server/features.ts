import type { Feature } from "./core/feature.ts";
import annuaire from "./features/annuaire/index.ts";
import connexion from "./features/connexion/index.ts";
import direction from "./features/direction/index.ts";
import installation from "./features/installation/index.ts";

/** THE registry: one import and one line for each tool, in the order of the navigation. */
export const features: readonly Feature[] = [direction, annuaire, installation, connexion];
