import type { Figures } from "./figures.ts";
export const measureApp = async (_figures: Figures): Promise<void> => {};
