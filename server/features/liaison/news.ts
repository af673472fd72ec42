import type { Doing, FeedItem, Tile, TodayLine } from "../../core/feature.ts";
import { familyNotices } from "./list.ts";
import { listNotices, type Notice } from "./notices.ts";
import { authorsOf, thumbOf } from "./rendered.ts";
import { summaryOf } from "./summary.ts";
import { talliesOf } from "./tallies.ts";
import { pupilTile } from "./views.ts";
import { takingPlaceOn, unreadBy, waitingFor } from "./waiting.ts";

/** On the home page: what waits for a signature; where nothing does, what a family or a pupil has not read. */
export const tile = (doing: Doing): Tile => {
  const waiting = waitingFor(doing).length;
  if (waiting > 0 || doing.actor.isStaff) return { count: waiting, tone: "sun" };
  return { count: unreadBy(doing).length, tone: "sky" };
};

const orderOf = ({ publishedSeq }: Notice): number => publishedSeq ?? 0;

const summaries = (doing: Doing, limit: number): FeedItem[] => {
  const list = listNotices(doing, { state: "published", targetIds: [], search: "", skip: 0, limit });
  const authors = authorsOf(doing.db, list);
  const tallies = talliesOf(doing, list);
  return list.map((notice) => ({
    id: notice.publicId,
    order: orderOf(notice),
    view: "liaison/_summary",
    data: { summary: summaryOf(doing, notice, authors.get(notice.authorId) ?? "", tallies.get(notice.id)) },
  }));
};

const cards = (doing: Doing, list: readonly Notice[], isWaiting: boolean): FeedItem[] => {
  const shown = familyNotices(doing, list);
  return list.map((notice, place) => ({
    id: notice.publicId,
    order: orderOf(notice),
    view: "liaison/_notice",
    data: { notice: shown[place] },
    isWaiting,
  }));
};

const pictures = (doing: Doing, limit: number): FeedItem[] =>
  unreadBy(doing)
    .slice(0, limit)
    .map((notice) => ({
      id: notice.publicId,
      order: orderOf(notice),
      view: "liaison/_pupil-tile",
      data: { tile: pupilTile({ notice, isNew: true, photo: thumbOf(notice) }) },
    }));

/** What is new for this person, as cards that can be acted on where they are. */
export const feed = (doing: Doing, limit: number): FeedItem[] => {
  const { actor } = doing;
  if (actor.role === "pupil") return pictures(doing, limit);
  const waiting = waitingFor(doing);
  if (actor.isStaff) return [...cards(doing, waiting, true), ...summaries(doing, limit)].slice(0, limit);
  const ids = new Set(waiting.map(({ id }) => id));
  const unread = unreadBy(doing).filter(({ id }) => !ids.has(id));
  return [...cards(doing, waiting, true), ...cards(doing, unread, false)].slice(0, limit);
};

/** Outings and meetings of today. */
export const today = (doing: Doing): TodayLine[] =>
  takingPlaceOn(doing, doing.clock.today()).map(({ id, title, startsAt }) => ({
    time: startsAt ?? "",
    text: title,
    href: `/liaison/${id}`,
  }));
