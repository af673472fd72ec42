import { eq } from "drizzle-orm";
import type { Actor } from "../../core/actor.ts";
import type { Clock } from "../../core/clock.ts";
import { dayPlus } from "../../core/dates.ts";
import { write } from "../../core/db.ts";
import type { Deps, Doing } from "../../core/feature.ts";
import { reencodePicture } from "../../core/media.ts";
import { headIds, loadActor } from "../../people/actor.ts";
import { memberships } from "../../people/tables.ts";
import { getNotice, type Notice } from "./notices.ts";
import { type Place, placesOf, rosterOn } from "./roster.ts";
import { type SeedNotice, seedNotices } from "./seed-notices.ts";
import { scenes } from "./seed-scenes.ts";
import { markRead, signNotice } from "./signatures.ts";
import { correctNotice, type NoticeInput, type PhotoInput, publishNotice, saveDraft } from "./store.ts";
import { pupilsOf, type Target } from "./targets.ts";

/** The clock as it stood at that instant: what is told of the past is written by the same verbs. */
const clockAt = (clock: Clock, instant: string): Clock => ({
  ...clock,
  now: () => new Date(instant),
  iso: () => new Date(instant).toISOString(),
  today: () => instant.slice(0, 10),
});

const photoOf = async ({ files }: Deps, { photo, alt = "" }: SeedNotice): Promise<PhotoInput[]> => {
  if (photo === undefined) return [];
  const { default: sharp } = await import("sharp");
  const drawn = await sharp(Buffer.from(scenes[photo])).png().toBuffer();
  const { full, thumb } = await reencodePicture(drawn);
  const [kept, small] = [await files.put(full.bytes), await files.put(thumb.bytes)];
  return [{ sha256: kept.sha256, thumbSha256: small.sha256, size: kept.size, alt }];
};

/** The class's teacher; the head where there is none, and for what goes to the whole school. */
const authorOf = ({ db }: Deps, { to }: SeedNotice, room: Place, today: string): Actor | undefined => {
  const teachers = db
    .select({ id: memberships.personId })
    .from(memberships)
    .where(eq(memberships.classroomId, room.id))
    .all()
    .map(({ id }) => loadActor(db, id, today))
    .filter((actor) => actor?.role === "teacher" || actor?.isHead);
  const head = headIds(db)[0];
  return (to === "school" ? undefined : teachers[0]) ?? (head === undefined ? undefined : loadActor(db, head, today));
};

const targetOf = (deps: Deps, { to }: SeedNotice, room: Place, today: string): Target | undefined => {
  if (to === "school") return { type: "school", targetId: placesOf(deps.db).yearId };
  if (to === "classroom") return { type: "classroom", targetId: room.id };
  const targetId = rosterOn(deps.db, today).byPlace.get(room.id)?.[0];
  return targetId === undefined ? undefined : { type: "pupil", targetId };
};

const classDays: readonly number[] = [1, 2, 4, 5];

/** The demo may be started on any day: what takes place then falls on a day when there is class, except today's. */
const eventDay = ({ eventIn, eventWeekday }: SeedNotice, today: string): string | null => {
  if (eventIn === undefined) return null;
  if (eventIn === 0) return today;
  const wanted = eventWeekday === undefined ? classDays : [eventWeekday];
  const isWanted = (day: string): boolean => wanted.includes(new Date(`${day}T12:00:00Z`).getUTCDay());
  const days = [0, 1, 2, 3, 4, 5, 6].map((more) => dayPlus(today, eventIn + more));
  return days.find(isWanted) ?? null;
};

const inputOf = (seed: SeedNotice, target: Target, photos: readonly PhotoInput[], today: string): NoticeInput => {
  const { kind, title, body, startsAt = null, endsAt = null, place = "", amountCents = null, bring = "" } = seed;
  return {
    kind,
    title,
    body,
    startsAt,
    endsAt,
    place,
    amountCents,
    bring,
    signature: seed.signature ?? "none",
    eventOn: eventDay(seed, today),
    deadline: seed.deadlineIn === undefined ? null : dayPlus(today, seed.deadlineIn),
    targets: [target],
    photos,
  };
};

/** Of ten families the first `signed` sign, the next `seen` read; of two guardians the second one waits now and then. */
const answer = (deps: Deps, notice: Notice, { signed, seen }: SeedNotice, at: Clock): void => {
  const today = deps.clock.today();
  const pupils = pupilsOf(rosterOn(deps.db, today), notice.targets);
  for (const [place, pupil] of pupils.entries()) {
    const rank = (place * 7) % 10;
    for (const [order, guardian] of pupil.guardians.entries()) {
      const actor = loadActor(deps.db, guardian.id, today);
      if (actor === undefined || rank >= signed + seen || (order > 0 && rank % 3 === 0)) continue;
      const doing: Doing = { db: deps.db, clock: at, actor };
      const isFirst = order === 0 || notice.signature === "both";
      if (rank < signed && guardian.maySign && isFirst && notice.signature !== "none")
        signNotice(doing, notice, pupil.id, notice.contentHash, place % 2 === 0 ? "home" : "box");
      markRead(doing, notice);
    }
  }
};

const tell = async (deps: Deps, seed: SeedNotice, rooms: readonly Place[]): Promise<void> => {
  const today = deps.clock.today();
  const room = rooms[seed.classroom % rooms.length];
  const target = room && targetOf(deps, seed, room, today);
  const actor = room && authorOf(deps, seed, room, today);
  if (target === undefined || actor === undefined) return;
  const photos = await photoOf(deps, seed);
  const instant = `${dayPlus(today, -seed.daysAgo)}T${seed.hour}:00.000Z`;
  const then = clockAt(deps.clock, instant < deps.clock.iso() ? instant : deps.clock.iso());
  const input = inputOf(seed, target, photos, today);
  write(deps, () => {
    const doing: Doing = { db: deps.db, clock: then, actor };
    const id = saveDraft(doing, null, input);
    if (seed.isDraft) return;
    publishNotice(doing, getNotice(doing, id));
    if (seed.corrected) correctNotice(doing, getNotice(doing, id), { ...input, bring: seed.corrected.bring });
    answer(deps, getNotice(doing, id), seed, then);
  });
};

/** The oldest first: a list follows the order of publication. */
const byTime = (a: SeedNotice, b: SeedNotice): number => b.daysAgo - a.daysAgo || (a.hour < b.hour ? -1 : 1);

/** Notices of the demo school in every state: waiting for both, corrected, past its day, a draft. */
export const seed = async (deps: Deps): Promise<void> => {
  const { byPlace } = rosterOn(deps.db, deps.clock.today());
  const order = ["CE2", "CE1", "CP", "CM1", "CM2", "GS", "MS", "PS"];
  const rank = ({ label }: Place): number => order.findIndex((level) => label.includes(level)) + 1 || 99;
  const rooms = [...placesOf(deps.db).byId.values()]
    .filter(({ id, type }) => type === "classroom" && byPlace.has(id))
    .sort((a, b) => rank(a) - rank(b));
  if (rooms.length === 0) return;
  for (const one of seedNotices.toSorted(byTime)) await tell(deps, one, rooms);
};
