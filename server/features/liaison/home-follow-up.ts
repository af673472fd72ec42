import { and, desc, eq, gte } from "drizzle-orm";
import { dayPlus } from "../../core/dates.ts";
import type { Db } from "../../core/db.ts";
import type { HomeEntry, HomeReading } from "../../core/feature.ts";
import { contentHash } from "../../wire/content-hash.ts";
import { homeName } from "./home-compose.ts";
import { type Notice, withParts } from "./notices.ts";
import { type Place, placesOf, type Roster, type RosterPupil, rosterOn } from "./roster.ts";
import { progressOf } from "./summary.ts";
import { notices } from "./tables.ts";
import { childState, type Mark, marksOf, type Tally } from "./tallies.ts";
import { pupilsOf } from "./targets.ts";

const followedDays = 60;
const followedNotices = 40;

/**
 * The follow-up of one class or group, for its teachers: one entry that holds all recent notices, so that a signature costs one small
 * object and its page, however large the school. `about` speaks of each notice in one string, child after child in the order of
 * `children`: how the child stands (S signed, P half, V seen, N not seen; - not concerned), then a sign for each guardian (s, v, n).
 */
export interface TeamFollowUp {
  readonly place: string;
  readonly children: readonly {
    readonly name: string;
    readonly guardians: readonly { name: string; signs: boolean }[];
  }[];
  readonly about: Readonly<Record<string, NoticeFollowed>>;
}

export interface NoticeFollowed {
  /** "18 signés" and "6 vus · 4 pas encore vus" */
  readonly strong: string;
  readonly legend: string;
  readonly bar: { readonly label: string; readonly value: number; readonly max: number; readonly seen: number };
  readonly states: string;
}

const recentNotices = (db: Db, today: string): Notice[] =>
  withParts(
    db,
    db
      .select()
      .from(notices)
      .where(and(eq(notices.state, "published"), gte(notices.publishedAt, dayPlus(today, -followedDays))))
      .orderBy(desc(notices.publishedSeq))
      .all(),
  );

export const followUpEntries = function* ({ db, clock, isRead }: HomeReading): Iterable<HomeEntry> {
  const { byId, yearStartsOn } = placesOf(db);
  const followed = [...byId.values()].filter(({ id }) => isRead({ type: "team", id }));
  if (followed.length === 0) return;
  const roster = rosterOn(db, clock.today());
  const recent = recentNotices(db, clock.today());
  for (const place of followed) {
    const own = recent.filter((notice) => concerns(notice, place, roster)).slice(0, followedNotices);
    const ids = own.map(({ id }) => id);
    const marks = Map.groupBy(marksOf(db, ids), ({ noticeId }) => noticeId);
    const data = { ...teamFollowUp(place, roster, own, marks) };
    const name = homeName("follow-up", place.id);
    yield {
      ...{ channel: { type: "team", id: place.id } as const, kind: "liaison.follow-up", id: name, order: null, data },
      ...{ at: `${yearStartsOn}T00:00:00Z`, media: [], actions: [], contentHash: contentHash(data) },
    };
  }
};

/** A notice to the school or to single pupils is followed in their classes; one to a group, in the group. */
const concerns = ({ targets }: Notice, place: Place, roster: Roster): boolean =>
  targets.some(({ type, targetId }) => {
    if (targetId === place.id) return true;
    if (place.type === "group") return false;
    return type === "school" || (type === "pupil" && roster.pupils.get(targetId)?.placeIds.includes(place.id) === true);
  });

const teamFollowUp = (
  place: Place,
  roster: Roster,
  own: readonly Notice[],
  marks: ReadonlyMap<string, readonly Mark[]>,
): TeamFollowUp => {
  const pupils = (roster.byPlace.get(place.id) ?? []).flatMap((id) => roster.pupils.get(id) ?? []);
  return {
    place: place.label,
    children: pupils.map(({ name, guardians }) => ({
      name,
      guardians: guardians
        .filter(({ mayRead }) => mayRead)
        .map((guardian) => ({ name: guardian.name, signs: guardian.maySign })),
    })),
    about: Object.fromEntries(
      own.map((notice) => [notice.publicId, followedIn(notice, pupils, roster, marks.get(notice.id) ?? [])]),
    ),
  };
};

const followedIn = (
  notice: Notice,
  pupils: readonly RosterPupil[],
  roster: Roster,
  marks: readonly Mark[],
): NoticeFollowed => {
  const concerned = new Set(pupilsOf(roster, notice.targets).map(({ id }) => id));
  const readers = new Set(marks.filter(({ pupilId }) => pupilId === null).map(({ personId }) => personId));
  const tally = { total: 0, signed: 0, partial: 0, partialName: "", seen: 0, unseen: 0 };
  const states = pupils.map((pupil) => {
    if (!concerned.has(pupil.id)) return "-";
    const signers = new Set(marks.filter(({ pupilId }) => pupilId === pupil.id).map(({ personId }) => personId));
    const state = childState(notice.signature, pupil, signers, readers);
    count(tally, state, pupil);
    const signOf = ({ id }: { id: string }): string => (signers.has(id) ? "s" : readers.has(id) ? "v" : "n");
    const guardians = pupil.guardians.filter(({ mayRead }) => mayRead);
    return letters[state] + guardians.map(signOf).join("");
  });
  return { ...progressOf(notice, tally), states: states.join(" ") };
};

const letters = { signed: "S", partial: "P", seen: "V", unseen: "N" } as const;

const count = (
  tally: { -readonly [K in keyof Tally]: Tally[K] },
  state: keyof typeof letters,
  pupil: RosterPupil,
): void => {
  tally.total += 1;
  tally[state] += 1;
  if (state !== "partial") return;
  tally.seen += 1;
  tally.partialName = pupil.firstName;
};
