import { type SQL, sql } from "drizzle-orm";
import type { Actor } from "../../core/actor.ts";
import { isOneOf } from "../../core/db.ts";
import type { Doing } from "../../core/feature.ts";
import { apartFrom } from "../../people/families/apart.ts";
import { classrooms } from "../../people/tables.ts";

type Reader = Pick<Doing, "clock" | "actor">;

const ownRooms = ({ classroomIds, children }: Actor): string[] => [
  ...classroomIds,
  ...children.flatMap((child) => child.classroomIds),
];

/** Classes of this year that exist for this person: for staff all, for others their own or their children's. */
export const visibleRooms = ({ actor }: Pick<Reader, "actor">): SQL | undefined =>
  actor.isStaff ? undefined : isOneOf(classrooms.id, ownRooms(actor));

/** Pupils are for the staff and for their own class; families do not leaf through other people's children. */
export const seesPupils = (actor: Actor): boolean => actor.isStaff || actor.role === "pupil";

/** Parents who have opened something are for the class's parents and for the staff. */
export const seesParents = (actor: Actor): boolean => actor.role !== "pupil";

/**
 * Which parts of people's contacts exist for this person, as a condition on `people` left-joined with one field's choice
 * (`contact_choices`): what was opened to them; one's own always; nothing of those kept apart, and nothing for a pupil.
 */
export const visibleContact = ({ clock, actor }: Reader): SQL => {
  if (actor.role === "pupil") return sql`false`;
  const isOpen = actor.isStaff
    ? sql`coalesce(contact_choices.audience, 'staff') <> 'nobody'`
    : sql`contact_choices.audience = 'parents'`;
  return sql`(people.id = ${actor.id} or (${isOpen} and people.id not in ${apartFrom(actor.id, clock.today())}))`;
};
