import type { Feature } from "./core/feature.ts";

/** THE registry: one import and one line for each tool, in the order of the navigation. */
export const features: readonly Feature[] = [];
