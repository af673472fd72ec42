import { dayOf } from "../core/clock.ts";
import { hourOf, longDay, sentence } from "../core/dates.ts";
import type { Ctx } from "../core/http.ts";
import type { Machine } from "./machine.ts";

export type Tone = "" | "leaf" | "sun" | "brick";
export interface StateLine {
  readonly label: string;
  readonly text: string;
  readonly tone: Tone;
  readonly icon: string;
}

export const dayAndHour = (iso: string, timeZone: string): string =>
  `${longDay(dayOf(new Date(iso), timeZone))} à ${hourOf(iso, timeZone)}`;

const diskLine = ({ disk }: Machine): StateLine => {
  const free = `${(disk.freeBytes / 1e9).toFixed(1).replace(".", ",")}\u00a0Go libres (${Math.round(disk.share * 100)}\u00a0%)`;
  if (disk.share < 0.05)
    return { label: "Disque", text: `${free} : il faut faire de la place`, tone: "brick", icon: "alert-triangle" };
  if (disk.share < 0.15) return { label: "Disque", text: `${free} : bientôt plein`, tone: "sun", icon: "hard-drive" };
  return { label: "Disque", text: free, tone: "leaf", icon: "circle-check" };
};

const clockLine = ({ isClockTrusted, now }: Machine, timeZone: string): StateLine => ({
  label: "Horloge",
  text: `${sentence(dayAndHour(now, timeZone))}${isClockTrusted ? "" : " : à vérifier, elle a beaucoup sauté"}`,
  tone: isClockTrusted ? "leaf" : "sun",
  icon: isClockTrusted ? "circle-check" : "clock",
});

/** How the machine is, for its page and the head’s. */
export const machineLines = (ctx: Pick<Ctx, "clock">, machine: Machine): StateLine[] => [
  diskLine(machine),
  clockLine(machine, ctx.clock.timeZone),
  { label: "Adresses", text: [machine.lan.byName, ...machine.lan.byAddress].join("  ·  "), tone: "", icon: "" },
  { label: "Version", text: `Préau ${machine.version}`, tone: "", icon: "" },
];
