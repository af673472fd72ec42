import { and, desc, eq, ne, sql } from "drizzle-orm";
import { dayPlus } from "../../core/dates.ts";
import type { Doing } from "../../core/feature.ts";
import { type Notice, withParts } from "./notices.ts";
import { childrenIn, visibleNotices } from "./policy.ts";
import { isWaiting, readBy, signaturesForChildren, standingOf } from "./reader.ts";
import { rosterOn } from "./roster.ts";
import { notices } from "./tables.ts";

/** A signature may be asked for so long; later the notice is only read. */
const daysToSign = 100;

const recent = (doing: Doing, hasSignature: boolean): Notice[] => {
  const from = dayPlus(doing.clock.today(), -daysToSign);
  const rows = doing.db
    .select()
    .from(notices)
    .where(
      and(
        sql`+${notices.state} = 'published'`,
        visibleNotices(doing),
        sql`+${notices.publishedAt} >= ${from}`,
        hasSignature ? ne(notices.signature, "none") : undefined,
      ),
    )
    .orderBy(desc(notices.publishedSeq))
    .limit(100)
    .all();
  return withParts(doing.db, rows);
};

/** The notices that wait for this guardian's signature, for one child or several; newest first. */
export const waitingFor = (doing: Doing): Notice[] => {
  if (!doing.actor.children.some(({ maySign }) => maySign)) return [];
  const list = recent(doing, true);
  const signatures = signaturesForChildren(doing, list);
  const { pupils } = rosterOn(doing.db, doing.clock.today());
  return list.filter((notice) =>
    childrenIn(doing, notice).some(({ id, maySign }) => {
      const standing = standingOf(notice, pupils.get(id), signatures.get(notice.id) ?? [], doing.actor.id);
      return isWaiting(standing, maySign);
    }),
  );
};

/** Recent notices that this person has not read as they are now. */
export const unreadBy = (doing: Doing): Notice[] => {
  const list = recent(doing, false);
  const read = readBy(doing, list);
  return list.filter(({ id }) => !read.has(id));
};

/** Published notices whose day is this one (YYYY-MM-DD), by hour. */
export const takingPlaceOn = (doing: Doing, day: string) =>
  doing.db
    .select({ id: notices.id, title: notices.title, startsAt: notices.startsAt })
    .from(notices)
    .where(and(eq(notices.eventOn, day), sql`+${notices.state} = 'published'`, visibleNotices(doing)))
    .orderBy(notices.startsAt)
    .limit(8)
    .all();
