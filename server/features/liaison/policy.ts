import { type SQL, sql } from "drizzle-orm";
import type { Actor, Child } from "../../core/actor.ts";
import type { Doing } from "../../core/feature.ts";
import { pastPlacesOf } from "../../people/past-years.ts";
import { placesOf, rosterOn } from "./roster.ts";
import { notices } from "./tables.ts";
import type { Target } from "./targets.ts";

type Reader = Pick<Doing, "db" | "clock" | "actor">;
interface Judged {
  readonly authorId: string | null;
  readonly state: "draft" | "published" | "withdrawn";
  readonly signature: "none" | "one" | "both";
  readonly targets: readonly Target[];
}

/** What concerns one child: the child, its classes and groups, the school this year. */
const childScope = (yearId: string, child: Pick<Child, "id" | "classroomIds" | "groupIds">): string[] => [
  child.id,
  yearId,
  ...child.classroomIds,
  ...child.groupIds,
];

/** The targets whose notices reach this person, as staff, as a pupil, as a guardian, or as several of these. */
const scopeOf = ({ db, clock, actor }: Reader): string[] => {
  const { yearId } = placesOf(db);
  const ids = actor.children.flatMap((child) => childScope(yearId, child));
  if (actor.role === "pupil") ids.push(...childScope(yearId, actor));
  if (actor.isStaff) {
    const places = [...actor.classroomIds, ...actor.groupIds];
    const { byPlace } = rosterOn(db, clock.today());
    ids.push(yearId, ...places, ...places.flatMap((id) => [...(byPlace.get(id) ?? [])]));
    ids.push(...pastPlacesOf(db, actor.id));
  }
  return [...new Set(ids)];
};

/**
 * Which notices exist for this person. The head: the school's, drafts of others excepted, thrown away or not. Staff: what was published for
 * their classes and groups, last years' too, or for a child of these, and what they wrote. Pupils and guardians: what was published for
 * them or their children. The `+` keeps SQLite from walking every notice of the school in order of time.
 */
export const visibleNotices = (reader: Reader): SQL => {
  const { actor } = reader;
  if (actor.isHead) return sql`(${notices.publishedAt} is not null or ${notices.authorId} = ${actor.id})`;
  const scope = JSON.stringify(scopeOf(reader));
  return sql`(${notices.id} in (
      select notice_id from notice_targets where target_id in (select value from json_each(${scope}))
      union select id from notices where author_id = ${actor.id})
    and (+${notices.state} = 'published' or ${notices.authorId} = ${actor.id}))`;
};

const concerns = (yearId: string, child: Child, targets: readonly Target[]): boolean => {
  const scope = childScope(yearId, child);
  return targets.some(({ targetId }) => scope.includes(targetId));
};

/** The children of this person whom the notice concerns. */
export const childrenIn = ({ db, actor }: Pick<Doing, "db" | "actor">, notice: Pick<Judged, "targets">): Child[] => {
  const { yearId } = placesOf(db);
  return actor.children.filter((child) => concerns(yearId, child, notice.targets));
};

/** Is it for this person to read, as a pupil or a guardian? Then "seen" is noted. */
export const isRecipient = (doing: Pick<Doing, "db" | "actor">, notice: Judged): boolean =>
  notice.state === "published" && (doing.actor.role === "pupil" || childrenIn(doing, notice).length > 0);

/** A head or a teacher writes; whom they may write to is told by targets.ts. */
export const canWrite = (actor: Actor): boolean =>
  actor.isHead || (actor.role === "teacher" && actor.classroomIds.length + actor.groupIds.length > 0);

const isOwn = (actor: Actor, notice: Judged): boolean => actor.isStaff && notice.authorId === actor.id;

/** The author and the head correct and withdraw; a draft is its author's alone. */
export const canCorrect = (actor: Actor, notice: Judged): boolean =>
  notice.state !== "withdrawn" && (isOwn(actor, notice) || (actor.isHead && notice.state === "published"));
export const canWithdraw = (actor: Actor, notice: Judged): boolean => isOwn(actor, notice) || actor.isHead;
export const canPublish = (actor: Actor, notice: Judged): boolean => notice.state === "draft" && isOwn(actor, notice);

/** Whoever holds authority for this child, known or presumed, signs (art. 372-2 of the code civil). */
export const canSign = (doing: Pick<Doing, "db" | "actor">, notice: Judged, childId: string): boolean =>
  notice.state === "published" &&
  notice.signature !== "none" &&
  childrenIn(doing, notice).some(({ id, maySign }) => id === childId && maySign);

/** Head and teachers follow a visible notice; a teacher sees the children of her classes, the author all. */
export const canSeeFollowUp = (actor: Actor, notice: Judged): boolean =>
  notice.state !== "draft" && (actor.isHead || actor.role === "teacher") && isStaffReader(actor, notice);

/** A teacher who sees the notice only as a parent follows nothing. */
const isStaffReader = (actor: Actor, notice: Judged): boolean =>
  actor.isHead ||
  notice.authorId === actor.id ||
  notice.targets.some(
    ({ type, targetId }) =>
      type === "school" ||
      type === "pupil" ||
      actor.classroomIds.includes(targetId) ||
      actor.groupIds.includes(targetId),
  );

export const canTickPaper = (actor: Actor, notice: Judged): boolean =>
  notice.state === "published" && notice.signature !== "none" && canSeeFollowUp(actor, notice);

/** Whether this person follows all children of a notice, or only those of their own classes. */
export const followsEveryone = (actor: Actor, notice: Judged): boolean => actor.isHead || notice.authorId === actor.id;
