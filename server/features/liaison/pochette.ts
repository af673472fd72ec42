import { and, desc, eq, gte, sql } from "drizzle-orm";
import { dayOf } from "../../core/clock.ts";
import { dayPlus } from "../../core/dates.ts";
import type { Deps, PochetteSection } from "../../core/feature.ts";
import { cardOf } from "./describe.ts";
import { withParts } from "./notices.ts";
import { authorsOf } from "./rendered.ts";
import { placesOf } from "./roster.ts";
import { notices } from "./tables.ts";

/** Monday of the week of a day, YYYY-MM-DD. */
const mondayOf = (day: string): string => dayPlus(day, -((new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7));

/** This week's notices to the class or the whole school, as families read them: none to one child, no follow-up. */
export const pochette = ({ db, clock }: Pick<Deps, "db" | "clock">, classroomId: string): PochetteSection | null => {
  const monday = mondayOf(clock.today());
  const places = placesOf(db);
  const targets = JSON.stringify([classroomId, places.yearId]);
  const rows = db
    .select()
    .from(notices)
    .where(
      and(
        eq(notices.state, "published"),
        gte(notices.publishedAt, dayPlus(monday, -1)),
        sql`${notices.id} in (select notice_id from notice_targets where target_id in (select value from json_each(${targets})))`,
      ),
    )
    .orderBy(desc(notices.publishedSeq))
    .all()
    .filter(({ publishedAt }) => dayOf(new Date(publishedAt ?? 0), clock.timeZone) >= monday);
  if (rows.length === 0) return null;
  const list = withParts(db, rows);
  const authors = authorsOf(db, list);
  return {
    title: "Les mots de la semaine",
    icon: "newspaper",
    view: "liaison/_week",
    data: {
      cards: list.map((notice) =>
        cardOf(notice, { author: authors.get(notice.authorId) ?? "", places, timeZone: clock.timeZone }),
      ),
    },
  };
};
