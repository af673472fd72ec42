import { and, eq, gte, isNull, or } from "drizzle-orm";
import { dayPlus } from "../../core/dates.ts";
import { found, isOneOf, type Tx, write } from "../../core/db.ts";
import { Invalid } from "../../core/errors.ts";
import { record } from "../../core/events.ts";
import type { Doing } from "../../core/feature.ts";
import { newId } from "../../core/ids.ts";
import { currentYear } from "../school.ts";
import { groups, memberships, pupils } from "../tables.ts";
import { postOf } from "./creating.ts";
import { addMembership, endOn, type Membership } from "./placing.ts";

export type Group = typeof groups.$inferSelect;

export interface GroupFields {
  readonly label: string;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  /** The adults who lead it. */
  readonly adultIds: readonly string[];
}

const checkDays = ({ startsOn, endsOn }: GroupFields): void => {
  if (startsOn !== null && endsOn !== null && endsOn < startsOn)
    throw new Invalid("endsOn", "Le dernier jour vient avant le premier.");
};

/** Members of today and later. */
const membersNow = (tx: Tx, groupId: string, today: string): Membership[] =>
  tx
    .select()
    .from(memberships)
    .where(and(eq(memberships.groupId, groupId), or(isNull(memberships.endsOn), gte(memberships.endsOn, today))))
    .all();

const firstDay = ({ startsOn }: Pick<Group, "startsOn">, today: string): string =>
  startsOn !== null && startsOn > today ? startsOn : today;

/** Brings the members of one kind to this list: who is not in it any more leaves with yesterday. */
const settle = (
  tx: Tx,
  doing: Doing,
  group: Group,
  wanted: ReadonlyMap<string, Membership["as"]>,
  areAdults: boolean,
): void => {
  const today = doing.clock.today();
  const present = membersNow(tx, group.id, today).filter(({ as }) => (as !== "pupil") === areAdults);
  for (const one of present) {
    if (wanted.has(one.personId)) continue;
    endOn(tx, one, dayPlus(today, -1));
    record(tx, doing.actor, "membership.ended", { personId: one.personId, groupId: group.id });
  }
  const known = new Set(present.map(({ personId }) => personId));
  const period = { from: firstDay(group, today), until: group.endsOn };
  for (const [personId, as] of wanted)
    if (!known.has(personId)) addMembership(tx, doing, personId, { place: { groupId: group.id }, as, ...period });
};

const settleAdults = (tx: Tx, doing: Doing, group: Group, adultIds: readonly string[]): void => {
  const wanted = new Map<string, Membership["as"]>();
  for (const id of adultIds) {
    const post = postOf(tx, id);
    if (post === undefined || post === "technician")
      throw new Invalid("adultIds", "Choisissez des adultes de l’équipe.");
    wanted.set(id, post);
  }
  settle(tx, doing, group, wanted, true);
};

/** A group across classes. Returns its id. Throws Invalid. */
export const createGroup = (doing: Doing, fields: GroupFields): string =>
  write(doing, (tx) => {
    checkDays(fields);
    const { label, startsOn, endsOn } = fields;
    const group = { id: newId(), schoolYearId: currentYear(doing.db).id, label, classroomId: null, startsOn, endsOn };
    tx.insert(groups).values(group).run();
    record(tx, doing.actor, "group.created", { groupId: group.id });
    settleAdults(tx, doing, group, fields.adultIds);
    return group.id;
  });

/** Another name, other days, other adults: members go on to the new last day. */
export const changeGroup = (doing: Doing, group: Group, fields: GroupFields): void =>
  write(doing, (tx) => {
    checkDays(fields);
    const { label, startsOn, endsOn } = fields;
    const changed = { ...group, label, startsOn, endsOn };
    tx.update(groups).set({ label, startsOn, endsOn }).where(eq(groups.id, group.id)).run();
    settleAdults(tx, doing, changed, fields.adultIds);
    const goesOn = and(
      eq(memberships.groupId, group.id),
      group.endsOn === null ? isNull(memberships.endsOn) : eq(memberships.endsOn, group.endsOn),
    );
    tx.update(memberships).set({ endsOn }).where(goesOn).run();
    record(tx, doing.actor, "group.changed", { groupId: group.id });
  });

/** The pupils of a group are these from today on, of whatever class. */
export const setGroupPupils = (doing: Doing, group: Group, pupilIds: readonly string[]): void =>
  write(doing, (tx) => {
    const known = tx.select({ id: pupils.personId }).from(pupils).where(isOneOf(pupils.personId, pupilIds)).all();
    settle(tx, doing, group, new Map(known.map(({ id }) => [id, "pupil"])), false);
  });

/** The group ends with this day; what it was stays readable. */
export const endGroup = (doing: Doing, group: Group, lastDay: string): void =>
  write(doing, (tx) => {
    for (const one of membersNow(tx, group.id, lastDay))
      if (one.endsOn === null || one.endsOn > lastDay) endOn(tx, one, lastDay);
    tx.update(groups).set({ endsOn: lastDay }).where(eq(groups.id, group.id)).run();
    record(tx, doing.actor, "group.ended", { groupId: group.id, lastDay });
  });

/** Undoes the end: whoever was in it until the last day is in it again. */
export const reopenGroup = (doing: Doing, groupId: string): void =>
  write(doing, (tx) => {
    const { endsOn } = found(tx.select().from(groups).where(eq(groups.id, groupId)).get());
    if (endsOn === null) return;
    tx.update(memberships)
      .set({ endsOn: null })
      .where(and(eq(memberships.groupId, groupId), eq(memberships.endsOn, endsOn)))
      .run();
    tx.update(groups).set({ endsOn: null }).where(eq(groups.id, groupId)).run();
    record(tx, doing.actor, "group.reopened", { groupId });
  });
