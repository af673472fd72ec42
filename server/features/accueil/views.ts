import type { Actor } from "../../core/actor.ts";
import { hourWords } from "../../core/dates.ts";
import type { FeedItem, SyncStatus, Tile, TodayLine } from "../../core/feature.ts";
import { renderTemplate, type View } from "../../core/view.ts";

export interface ToolTile extends Tile {
  readonly id: string;
  readonly title: string;
  readonly icon: string;
  readonly href: string;
}

export interface Shown {
  readonly actor: Actor;
  readonly classroom: string;
  readonly day: string;
  readonly today: readonly TodayLine[];
  readonly tiles: readonly ToolTile[];
  /** The cards of what is new, rendered. */
  readonly feed: string;
}

const greeting = ({ actor, classroom }: Shown): string => {
  const hello = `Bonjour ${actor.firstName}`;
  if (actor.isHead) return `${hello}, voici l’école`;
  if (!actor.isStaff) return hello;
  if (classroom !== "") return `${hello}, voici la classe de ${classroom}`;
  return actor.classroomIds.length > 1 ? `${hello}, voici vos classes` : hello;
};

const emptyWords = ({ role, isStaff }: Actor) => {
  if (role === "technician") return "La boîte tourne. Les contenus de l’école ne vous sont pas montrés.";
  return isStaff ? "Ce qui se publie dans l’école paraîtra ici." : "Rien de nouveau\u00a0: vous avez tout lu.";
};

/** What the families' view waits for, in words; null while all is well or no portal is set. */
const lineWords = (sync: SyncStatus | null): string | null => {
  if (sync === null || !sync.isConfigured || sync.isOnline) return null;
  const { waiting } = sync;
  if (waiting === 0) return "Tout continue dans l’école. Les familles verront la suite quand la ligne reviendra.";
  const publications = waiting === 1 ? "1 publication partira" : `${waiting} publications partiront`;
  return `Tout continue. ${publications} quand la ligne reviendra.`;
};

/** One tone for each place, so that a tool keeps its colour; a count has its own. */
const tones = ["sky", "leaf", "sun", "brick"] as const;

const toned = (tiles: readonly ToolTile[]) =>
  tiles.map((tile, place) => ({
    ...tile,
    look: tones[place % tones.length] ?? "sky",
    countLook: tile.tone === "brick" || tile.tone === "sun" ? "count-brick" : "",
  }));

/** Each card by its own tool's fragment; a pupil's stand in a list of pictures. */
export const feedHtml = (feed: readonly FeedItem[], csrf: string, isList: boolean): string =>
  feed
    .map(({ view, data }) => renderTemplate(view, { ...data, csrf }))
    .map((html) => (isList ? `<li>${html}</li>` : html))
    .join("\n");

export const home = (shown: Shown, sync: SyncStatus | null): View => ({
  view: "accueil/index",
  title: "Accueil",
  data: {
    greeting: greeting(shown),
    day: shown.day,
    today: shown.today.map(({ time, text, href }) => ({ hour: time === "" ? "" : hourWords(time), text, href })),
    tiles: toned(shown.tiles),
    feed: shown.feed,
    empty: emptyWords(shown.actor),
    offline: lineWords(sync),
  },
});

/** On a projected screen. */
export const projectedHome = (shown: Shown): View => ({
  view: "accueil/projected",
  title: "Accueil",
  data: { greeting: greeting(shown), day: shown.day, tiles: toned(shown.tiles) },
});

export const pupilHome = (shown: Shown): View => ({
  view: "accueil/pupil",
  title: "Accueil",
  layout: "pupil",
  data: {
    greeting: `Bonjour ${shown.actor.firstName}`,
    day: shown.day,
    tiles: toned(shown.tiles),
    feed: shown.feed,
  },
});
