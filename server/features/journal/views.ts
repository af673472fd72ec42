import { dayOf } from "../../core/clock.ts";
import { hourOf, longDay, sentence } from "../../core/dates.ts";
import type { ChainState } from "../../core/event-chain.ts";
import type { Ctx } from "../../core/http.ts";
import type { View } from "../../core/view.ts";
import type { Filter } from "./store.ts";
import { kinds } from "./words.ts";

export interface Line {
  readonly seq: number;
  /** ISO 8601 */
  readonly at: string;
  readonly type: string;
  readonly seal: string;
  readonly isTimeTrusted: boolean;
  readonly who: string;
  readonly what: string;
}

const chainLine = ({ checked, brokenAt, seal }: ChainState) =>
  brokenAt === null
    ? {
        tone: "leaf",
        text: `Chaîne vérifiée : ${checked} actions, rien n’a été changé ni retiré. Dernier sceau : ${seal.slice(0, 12)}.`,
      }
    : {
        tone: "brick",
        text: `La chaîne est rompue à l’action nº ${brokenAt}\u00a0: quelqu’un a modifié la base en dehors de Préau.`,
      };

const addressOf = ({ person, kind, from, until }: Filter, before: number): string =>
  `?${new URLSearchParams({ q: person, genre: kind, du: from, au: until, avant: String(before) })}`;

export const journalView = (
  { clock }: Pick<Ctx, "clock">,
  filter: Filter,
  lines: readonly Line[],
  next: number | null,
  chain: ChainState,
): View => ({
  view: "journal/index",
  title: "Journal",
  data: {
    filter,
    kinds,
    chain: chainLine(chain),
    isFiltered: Object.values(filter).some((value) => value !== ""),
    next: next === null ? "" : addressOf(filter, next),
    lines: lines.map(({ seq, at, isTimeTrusted, who, what }) => ({
      seq,
      who,
      what,
      when: `${sentence(longDay(dayOf(new Date(at), clock.timeZone)))} à ${hourOf(at, clock.timeZone)}${isTimeTrusted ? "" : ", horloge douteuse"}`,
    })),
  },
});
