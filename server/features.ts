import type { Feature } from "./core/feature.ts";
import accueil from "./features/accueil/index.ts";
import annuaire from "./features/annuaire/index.ts";
import connexion from "./features/connexion/index.ts";
import correspondances from "./features/correspondances/index.ts";
import courriel from "./features/courriel/index.ts";
import direction from "./features/direction/index.ts";
import familles from "./features/familles/index.ts";
import fiches from "./features/fiches/index.ts";
import installation from "./features/installation/index.ts";
import journal from "./features/journal/index.ts";
import liaison from "./features/liaison/index.ts";
import machine from "./features/machine/index.ts";
import pochette from "./features/pochette/index.ts";
import rentree from "./features/rentree/index.ts";
import synchronisation from "./features/synchronisation/index.ts";
import trombinoscope from "./features/trombinoscope/index.ts";

/** THE registry: one import and one line for each tool, in the order of the navigation. */
export const features: readonly Feature[] = [
  accueil,
  liaison,
  pochette,
  trombinoscope,
  direction,
  annuaire,
  fiches,
  rentree,
  familles,
  correspondances,
  synchronisation,
  courriel,
  machine,
  journal,
  installation,
  connexion,
];
