import type { Doing, TodayLine } from "../../core/feature.ts";
import { openedToday } from "./openings.ts";
import { listRooms } from "./sheet.ts";

const timeOf = (iso: string, timeZone: string): string =>
  new Intl.DateTimeFormat("sv-SE", { timeZone, hour: "2-digit", minute: "2-digit" }).format(new Date(iso));

/** The head is told on her first page who has opened which class. */
export const today = (doing: Doing): TodayLine[] => {
  if (!doing.actor.isHead) return [];
  const { timeZone } = doing.clock;
  const labels = new Map(listRooms(doing).map(({ id, label }) => [id, label]));
  return openedToday(doing).map(({ classroomId, name, at }) => ({
    time: timeOf(at, timeZone),
    text: `Pochette ouverte par ${name} : ${labels.get(classroomId) ?? "une classe"}`,
    href: "/direction/pochettes",
  }));
};
