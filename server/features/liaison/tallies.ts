import { sql } from "drizzle-orm";
import type { Actor } from "../../core/actor.ts";
import type { Db } from "../../core/db.ts";
import type { Doing } from "../../core/feature.ts";
import type { Notice } from "./notices.ts";
import { followsEveryone } from "./policy.ts";
import { type Roster, type RosterPupil, rosterOn } from "./roster.ts";
import { countingDay, pupilsOf } from "./targets.ts";

/** Children of a notice, each counted once: signed + seen + unseen = total. `partial` are those seen and half signed. */
export interface Tally {
  readonly total: number;
  readonly signed: number;
  readonly partial: number;
  /** First name of a child who is half signed, for when there is one only. */
  readonly partialName: string;
  readonly seen: number;
  readonly unseen: number;
}

/** A signature or a reading of the text as it is now. */
export interface Mark {
  readonly noticeId: string;
  readonly personId: string;
  /** The child signed for; null for a reading. */
  readonly pupilId: string | null;
}

/** Signatures and readings of many notices in one query. */
export const marksOf = (db: Db, noticeIds: readonly string[]): Mark[] =>
  db.all<Mark>(sql`
    select s.notice_id as noticeId, s.guardian_id as personId, s.pupil_id as pupilId
      from json_each(${JSON.stringify(noticeIds)}) j
      join notices n on n.id = j.value
      join notice_signatures s on s.notice_id = n.id and s.content_hash = n.content_hash
    union all
    select r.notice_id, r.person_id, null
      from json_each(${JSON.stringify(noticeIds)}) j
      join notices n on n.id = j.value
      join notice_readings r on r.notice_id = n.id and r.content_hash = n.content_hash`);

export type ChildState = "signed" | "partial" | "seen" | "unseen";

/** How one child stands: `signerIds` have signed for it, `readerIds` have read. */
export const childState = (
  signature: Notice["signature"],
  { guardians }: Pick<RosterPupil, "guardians">,
  signerIds: ReadonlySet<string>,
  readerIds: ReadonlySet<string>,
): ChildState => {
  const wanted = guardians.filter(({ maySign }) => maySign);
  const given = wanted.filter(({ id }) => signerIds.has(id)).length;
  if (signature === "one" && signerIds.size > 0) return "signed";
  if (signature === "both" && signerIds.size > 0) return given === wanted.length ? "signed" : "partial";
  return guardians.some(({ id }) => readerIds.has(id)) ? "seen" : "unseen";
};

/** The children of a notice whose state this member of staff follows. */
export const followedPupils = (actor: Actor, notice: Notice, roster: Roster): RosterPupil[] => {
  const pupils = pupilsOf(roster, notice.targets);
  if (followsEveryone(actor, notice)) return pupils;
  return pupils.filter(({ placeIds }) =>
    placeIds.some((id) => actor.classroomIds.includes(id) || actor.groupIds.includes(id)),
  );
};

const nobody: ReadonlySet<string> = new Set();

const count = (notice: Notice, pupils: readonly RosterPupil[], marks: readonly Mark[]): Tally => {
  const readers = new Set<string>();
  const signers = new Map<string, Set<string>>();
  for (const { pupilId, personId } of marks) {
    if (pupilId === null) readers.add(personId);
    else signers.set(pupilId, (signers.get(pupilId) ?? new Set()).add(personId));
  }
  const tally = { total: pupils.length, signed: 0, partial: 0, partialName: "", seen: 0, unseen: 0 };
  for (const pupil of pupils) {
    const state = childState(notice.signature, pupil, signers.get(pupil.id) ?? nobody, readers);
    tally[state] += 1;
    if (state !== "partial") continue;
    tally.seen += 1;
    tally.partialName = pupil.firstName;
  }
  return tally;
};

/** How many families have signed and seen each notice: one query for all of them. */
export const talliesOf = ({ db, clock, actor }: Doing, notices: readonly Notice[]): Map<string, Tally> => {
  const marks = Map.groupBy(
    marksOf(
      db,
      notices.map(({ id }) => id),
    ),
    ({ noticeId }) => noticeId,
  );
  return new Map(
    notices.map((notice) => {
      const roster = rosterOn(db, countingDay({ db, clock }, notice));
      return [notice.id, count(notice, followedPupils(actor, notice, roster), marks.get(notice.id) ?? [])];
    }),
  );
};
