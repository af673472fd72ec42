import { fullDay, longDay } from "../../core/dates.ts";
import type { View } from "../../core/view.ts";
import type { Notice } from "./notices.ts";
import { progressOf } from "./summary.ts";
import type { ChildState, Tally } from "./tallies.ts";

export interface GuardianLine {
  readonly id: string;
  readonly name: string;
  readonly chip: { readonly tone: string; readonly icon: string; readonly text: string };
  /** "sur papier", "de la maison", "ne signe pas"; "" */
  readonly how: string;
  readonly canTick: boolean;
  readonly canUntick: boolean;
}

export interface ChildLine {
  readonly id: string;
  readonly pupilId: string;
  readonly name: string;
  readonly state: ChildState;
  /** "1 responsable sur 2"; "" */
  readonly partial: string;
  readonly guardians: readonly GuardianLine[];
}

export interface Room {
  readonly label: string;
  readonly children: readonly ChildLine[];
}

const empty: Tally = { total: 0, signed: 0, partial: 0, partialName: "", seen: 0, unseen: 0 };

const isMissing = (notice: Notice, { state }: ChildLine): boolean =>
  notice.signature === "none" ? state === "unseen" : state !== "signed";

const progress = (notice: Notice, tally: Tally | undefined) => progressOf(notice, tally ?? empty);

const wantedWords = ({ signature, deadline }: Notice): string => {
  if (signature === "none") return "Sans signature\u00a0: qui l’a lu.";
  const wanted = signature === "both" ? "Signature des deux responsables" : "Signature d’un responsable";
  return deadline === null ? `${wanted}.` : `${wanted}, avant le ${longDay(deadline)}.`;
};

export const followUp = (
  notice: Notice,
  rooms: readonly Room[],
  tally: Tally | undefined,
  onlyMissing: boolean,
): View => {
  const at = `/liaison/${notice.id}`;
  const shown = onlyMissing
    ? rooms.map((room) => ({ ...room, children: room.children.filter((child) => isMissing(notice, child)) }))
    : rooms;
  return {
    view: "liaison/follow-up",
    title: `Suivi\u00a0: ${notice.title}`,
    data: {
      at,
      heading: notice.title,
      wanted: wantedWords(notice),
      progress: progress(notice, tally),
      onlyMissing,
      missing: rooms.flatMap(({ children }) => children).filter((child) => isMissing(notice, child)).length,
      rooms: shown.filter(({ children }) => children.length > 0),
    },
  };
};

/** One child's line after a tick, and the bar on top beside it. */
export const childFollowed = (notice: Notice, child: ChildLine, tally: Tally | undefined): View => ({
  view: "liaison/_child-followed",
  data: { at: `/liaison/${notice.id}`, child, progress: progress(notice, tally) },
});

export const printFollowUp = (notice: Notice, rooms: readonly Room[], today: string): View => ({
  view: "liaison/follow-up-print",
  title: `Suivi\u00a0: ${notice.title}`,
  layout: "print",
  data: {
    back: `/liaison/${notice.id}/suivi`,
    heading: notice.title,
    wanted: wantedWords(notice),
    day: fullDay(today),
    rooms,
    isSigned: notice.signature !== "none",
  },
});
