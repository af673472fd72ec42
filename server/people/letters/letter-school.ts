import { dayOf } from "../../core/clock.ts";
import { fullDay } from "../../core/dates.ts";
import type { Doing } from "../../core/feature.ts";
import { currentYear, theSchool } from "../school.ts";
import type { LetterSchool } from "./paper.ts";

/** What stands on top of every sheet printed today. */
export const letterSchool = ({ db, clock }: Pick<Doing, "db" | "clock">): LetterSchool => {
  const { name, phone } = theSchool(db);
  const year = `Année scolaire ${currentYear(db).label}`;
  return { name, phone, year, date: fullDay(dayOf(clock.now(), clock.timeZone)) };
};
