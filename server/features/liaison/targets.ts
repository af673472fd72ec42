import type { Actor } from "../../core/actor.ts";
import type { Clock } from "../../core/clock.ts";
import { dayOf } from "../../core/clock.ts";
import type { Db } from "../../core/db.ts";
import { yearOf } from "../../people/school.ts";
import { type Place, placesOf, type Roster, type RosterPupil, rosterOn } from "./roster.ts";
import type { NoticeRow, NoticeTarget } from "./tables.ts";

export type Target = Pick<NoticeTarget, "type" | "targetId">;

/**
 * The day on which a notice's recipients are counted: today, so that a child who arrives later is asked too; once the
 * notice's school year is over, its last day, so that the follow-up stays what it was. The next year may have been opened early.
 */
export const countingDay = (
  { db, clock }: { readonly db: Db; readonly clock: Clock },
  { publishedAt }: Pick<NoticeRow, "publishedAt">,
): string => {
  const today = clock.today();
  const { label, endsOn } = yearOf(publishedAt === null ? today : dayOf(new Date(publishedAt), clock.timeZone));
  const last = placesOf(db).lastDays.get(label) ?? endsOn;
  return today < last ? today : last;
};

const idsOf = (roster: Roster, { type, targetId }: Target): readonly string[] => {
  if (type === "school") return [...roster.pupils.keys()];
  if (type === "pupil") return roster.pupils.has(targetId) ? [targetId] : [];
  return roster.byPlace.get(targetId) ?? [];
};

/** The children whom a notice concerns, in alphabetical order. */
export const pupilsOf = (roster: Roster, targets: readonly Target[]): RosterPupil[] => {
  const ids = new Set(targets.flatMap((target) => [...idsOf(roster, target)]));
  return [...roster.pupils.values()].filter(({ id }) => ids.has(id));
};

export interface Choices {
  /** Id of the school year when this person may write to the whole school; "" otherwise. */
  readonly schoolId: string;
  readonly classrooms: readonly Place[];
  readonly groups: readonly Place[];
  readonly pupilsByClassroom: readonly { readonly place: Place; readonly pupils: readonly RosterPupil[] }[];
}

/** To whom this person may write a notice: the head to everybody, a teacher to her classes, groups and their pupils. */
export const choicesFor = (db: Db, actor: Actor, day: string): Choices => {
  const { yearId, byId } = placesOf(db);
  const roster = rosterOn(db, day);
  const mine = new Set([...actor.classroomIds, ...actor.groupIds]);
  const isOpen = ({ id }: Place): boolean => (actor.isHead ? roster.byPlace.has(id) : mine.has(id));
  const places = [...byId.values()].filter(isOpen);
  const open = places.filter(({ type }) => type === "classroom");
  const pupils = (id: string): RosterPupil[] =>
    (roster.byPlace.get(id) ?? []).flatMap((pupilId) => roster.pupils.get(pupilId) ?? []);
  return {
    schoolId: actor.isHead ? yearId : "",
    classrooms: open,
    groups: places.filter(({ type }) => type === "group"),
    pupilsByClassroom: open.map((place) => ({ place, pupils: pupils(place.id) })),
  };
};

/** What was chosen, without what this person may not choose and without pupils of a class that is chosen whole. */
export const permittedTargets = (choices: Choices, asked: readonly string[], roster: Roster): Target[] => {
  const chosen = new Set(asked);
  if (choices.schoolId !== "" && chosen.has(choices.schoolId)) return [{ type: "school", targetId: choices.schoolId }];
  const places = [...choices.classrooms, ...choices.groups].filter(({ id }) => chosen.has(id));
  const covered = new Set(places.flatMap(({ id }) => [...(roster.byPlace.get(id) ?? [])]));
  const pupils = [
    ...new Set([
      ...choices.pupilsByClassroom.flatMap(({ pupils }) => pupils.map(({ id }) => id)),
      ...choices.groups.flatMap(({ id }) => [...(roster.byPlace.get(id) ?? [])]),
    ]),
  ].filter((id) => chosen.has(id) && !covered.has(id));
  return [
    ...places.map(({ id, type }): Target => ({ type, targetId: id })),
    ...pupils.map((id): Target => ({ type: "pupil", targetId: id })),
  ];
};
