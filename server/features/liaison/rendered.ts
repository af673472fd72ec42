import { eq } from "drizzle-orm";
import type { Clock } from "../../core/clock.ts";
import { type Db, isOneOf } from "../../core/db.ts";
import { renderTemplate } from "../../core/view.ts";
import { titledName } from "../../people/names.ts";
import { people } from "../../people/tables.ts";
import type { CardPhoto } from "./card.ts";
import { audienceFor, cardOf } from "./describe.ts";
import type { Notice } from "./notices.ts";
import { placesOf } from "./roster.ts";

/** "Mme Morin" for each author; "L’école" where the author is no more. One query. */
export const authorsOf = (db: Db, list: readonly Notice[]): Map<string | null, string> => {
  const ids = [...new Set(list.flatMap(({ authorId }) => authorId ?? []))];
  const names = new Map<string | null, string>([[null, "L’école"]]);
  for (const person of db.select().from(people).where(isOneOf(people.id, ids)).all())
    names.set(person.id, titledName(person));
  return names;
};

export const authorOf = (db: Db, { authorId }: Notice): string => {
  const person = authorId === null ? undefined : db.select().from(people).where(eq(people.id, authorId)).get();
  return person === undefined ? "L’école" : titledName(person);
};

/** Where the photos of a notice are, on the school's network. */
export const photosOf = ({ id, photos, title }: Notice): CardPhoto[] =>
  photos.map(({ sha256, thumbSha256, alt }, place) => ({
    thumb: `/liaison/${id}/photos/${photos.length === 1 ? sha256 : thumbSha256}`,
    full: `/liaison/${id}/photos/${sha256}`,
    alt: alt || `Photo ${place + 1} sur ${photos.length}\u00a0: ${title}`,
  }));

/** A small picture that stands for the notice; "" where it has none. */
export const thumbOf = ({ id, photos: [first] }: Notice): string =>
  first === undefined ? "" : `/liaison/${id}/photos/${first.thumbSha256}`;

const cards = new Map<string, string>();
const kept = 600;

/** The card without anything of its reader: rendered once for each version, then taken from memory. */
export const cardHtml = (db: Db, clock: Clock, notice: Notice, author: string, href: string): string => {
  const places = placesOf(db);
  const render = (): string => {
    const card = cardOf(notice, { author, places, timeZone: clock.timeZone });
    return renderTemplate("liaison/_card", { card, photos: photosOf(notice), href });
  };
  if (notice.state !== "published") return render();
  const key = `${notice.id} ${notice.version} ${author} ${audienceFor(notice.targets, places)} ${href}`;
  const known = cards.get(key);
  if (known !== undefined) return known;
  if (cards.size >= kept) cards.clear();
  const html = render();
  cards.set(key, html);
  return html;
};
