import * as z from "zod";
import { fullDay } from "../../core/dates.ts";

const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);

/** A day of a form, YYYY-MM-DD; null when the field was left empty. */
export const optionalDay = z
  .string()
  .trim()
  .default("")
  .refine((text) => text === "" || isDay(text), "Écrivez une date : jour, mois, année.")
  .transform((text) => (text === "" ? null : text));

/** "depuis le 3 mars 2026", "jusqu’au 4 juillet 2027", "du … au …", "" for what has always been and has no end. */
export const spanWords = (startsOn: string, endsOn: string | null, today: string): string => {
  if (endsOn === null) return startsOn > today ? `à partir du ${fullDay(startsOn)}` : `depuis le ${fullDay(startsOn)}`;
  return startsOn > today ? `du ${fullDay(startsOn)} au ${fullDay(endsOn)}` : `jusqu’au ${fullDay(endsOn)}`;
};
