import type { Figures } from "./figures.ts";
import type { School } from "./school.ts";
export const measurePortal300 = async (_school: School, _figures: Figures): Promise<void> => {};
export const measurePortal3000 = async (_figures: Figures): Promise<void> => {};
