import { dayOf } from "../../core/clock.ts";
import { hourOf, longDay } from "../../core/dates.ts";
import type { Ctx } from "../../core/http.ts";

export interface DeviceLine {
  readonly name: string;
  readonly browser: string;
  readonly icon: string;
  readonly began: string;
  readonly seen: string;
  readonly isCurrent: boolean;
}

const seenWords = (ms: number | null): string => {
  if (ms === null) return "pas vu depuis que la boîte a redémarré";
  const minutes = Math.round(ms / 60_000);
  return minutes < 2 ? "vu à l’instant" : `vu il y a ${minutes} min`;
};

/** « Mes appareils », as /mon-compte shows them. */
export const deviceLines = ({ session, clock }: Pick<Ctx, "session" | "clock">): DeviceLine[] =>
  session.devices().map(({ name, browser, beganAt, isSecure, seenMsAgo, isCurrent }) => ({
    name,
    browser: browser || "Un navigateur",
    icon: /iPhone|Android/.test(browser) ? "smartphone" : "monitor",
    began: `connecté ${longDay(dayOf(new Date(beganAt), clock.timeZone))} à ${hourOf(beganAt, clock.timeZone)}${isSecure ? ", en https" : ""}`,
    seen: isCurrent ? "" : seenWords(seenMsAgo),
    isCurrent,
  }));
