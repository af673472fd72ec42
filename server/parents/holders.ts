import { and, eq } from "drizzle-orm";
import type { ChannelRef } from "../core/feature.ts";
import { keysInForce } from "../people/access-keys.ts";
import { fullName, titledName } from "../people/names.ts";
import { isGuardianOn, isMemberOn, mayReadAbout, maySignFor } from "../people/relations.ts";
import { currentYear } from "../people/school.ts";
import { classrooms, groups, guardianships, memberships, people, staff } from "../people/tables.ts";
import type { Sync } from "./sync.ts";

type Person = typeof people.$inferSelect;
type AccessKey = ReturnType<typeof keysInForce>[number];

export interface HolderChild {
  readonly publicId: string;
  readonly firstName: string;
  readonly displayName: string;
  readonly classroom: string | undefined;
  readonly channels: readonly ChannelRef[];
  readonly maySign: boolean;
}

/** Whoever has a sheet in force, and what it opens. */
export interface Holder {
  readonly key: AccessKey;
  readonly publicId: string;
  readonly displayName: string;
  readonly channels: readonly ChannelRef[];
  readonly children: readonly HolderChild[];
}

const school: ChannelRef = { type: "school" };

/** Today's relations, read at once: a handful of queries for the whole school. */
const relationsOf = ({ db, clock }: Pick<Sync, "db" | "clock">) => {
  const day = clock.today();
  const places = new Map<string, ChannelRef[]>();
  const labels = new Map<string, string>();
  const members = db
    .select({
      personId: memberships.personId,
      classroomId: memberships.classroomId,
      groupId: memberships.groupId,
      as: memberships.as,
      label: classrooms.label,
    })
    .from(memberships)
    .leftJoin(classrooms, eq(classrooms.id, memberships.classroomId))
    .where(isMemberOn(day))
    .all();
  const taught = new Map<string, ChannelRef[]>();
  for (const { personId, classroomId, groupId, as, label } of members) {
    const place: ChannelRef | null =
      classroomId !== null
        ? { type: "classroom", id: classroomId }
        : groupId !== null
          ? { type: "group", id: groupId }
          : null;
    if (place !== null) places.set(personId, [...(places.get(personId) ?? []), place]);
    const placeId = classroomId ?? groupId;
    if (as === "teacher" && placeId !== null) taught.set(personId, [...(taught.get(personId) ?? []), teamOf(placeId)]);
    if (label !== null) labels.set(personId, label);
  }
  const children = new Map<string, { child: Person; maySign: boolean }[]>();
  const relations = db
    .select({ guardianId: guardianships.guardianId, maySign: maySignFor(day).mapWith(Boolean), child: people })
    .from(guardianships)
    .innerJoin(people, eq(people.id, guardianships.pupilId))
    .where(and(isGuardianOn(day), mayReadAbout(day)))
    .orderBy(people.firstName, people.id)
    .all();
  for (const { guardianId, maySign, child } of relations)
    children.set(guardianId, [...(children.get(guardianId) ?? []), { child, maySign }]);
  const team = new Map(
    db
      .select()
      .from(staff)
      .all()
      .map((member) => [member.personId, member]),
  );
  return { places, taught, labels, children, team, whole: wholeSchool(db), day };
};

const teamOf = (id: string): ChannelRef => ({ type: "team", id });

/** All classes and groups of this year with their teams: what the head reads. */
const wholeSchool = (db: Sync["db"]): ChannelRef[] => {
  const { id } = currentYear(db);
  const rooms = db.select().from(classrooms).where(eq(classrooms.schoolYearId, id)).orderBy(classrooms.id).all();
  const parts = db.select().from(groups).where(eq(groups.schoolYearId, id)).orderBy(groups.id).all();
  return [
    ...rooms.flatMap((room): ChannelRef[] => [{ type: "classroom", id: room.id }, teamOf(room.id)]),
    ...parts.flatMap((group): ChannelRef[] => [{ type: "group", id: group.id }, teamOf(group.id)]),
  ];
};

type Relations = ReturnType<typeof relationsOf>;

const hasLeft = (person: Person, day: string): boolean => person.leftOn !== null && person.leftOn < day;

const childrenOf = ({ places, labels, children, day }: Relations, guardianId: string): HolderChild[] =>
  (children.get(guardianId) ?? [])
    .filter(({ child }) => !hasLeft(child, day))
    .slice(0, 20)
    .map(({ child, maySign }) => ({
      publicId: child.publicId,
      firstName: child.firstName,
      displayName: fullName(child),
      classroom: labels.get(child.id),
      channels: [school, ...(places.get(child.id) ?? []), { type: "child", id: child.id }],
      maySign,
    }));

const refKey = (ref: ChannelRef): string => (ref.type === "school" ? "school" : `${ref.type}/${ref.id}`);
const distinct = (refs: readonly ChannelRef[]): ChannelRef[] => [
  ...new Map(refs.map((ref) => [refKey(ref), ref])).values(),
];

const channelsOf = (relations: Relations, key: AccessKey, children: readonly HolderChild[]): ChannelRef[] => {
  const own: ChannelRef = { type: key.kind === "staff" ? "post" : "person", id: key.personId };
  const places = relations.places.get(key.personId) ?? [];
  if (key.kind === "guardian") return distinct([own, ...children.flatMap(({ channels }) => channels)]);
  if (key.kind === "pupil") return [own, school, ...places];
  const member = relations.team.get(key.personId);
  if (member?.isHead) return distinct([own, school, ...relations.whole]);
  if (member === undefined || member.post === "technician") return [own];
  const teams = member.post === "teacher" ? (relations.taught.get(key.personId) ?? []) : [];
  return distinct([own, school, ...places, ...teams]);
};

/**
 * Everybody who has a key in force, with the channels that today's relations open to them: a guardian, those of the readable
 * children; a pupil, those of class, groups and school, and never a child's, where adults sign; a member of staff, the same of their
 * classes and, who teaches there, the team's; the head, all; a technician sees no content.
 */
export const holdersOf = (sync: Pick<Sync, "db" | "clock">): Holder[] => {
  const relations = relationsOf(sync);
  const persons = new Map(
    sync.db
      .select()
      .from(people)
      .all()
      .map((person) => [person.id, person]),
  );
  return keysInForce(sync).flatMap((key) => {
    const person = persons.get(key.personId);
    if (person === undefined) return [];
    const children = key.kind === "guardian" ? childrenOf(relations, key.personId) : [];
    return [
      {
        key,
        publicId: person.publicId,
        displayName: key.kind === "pupil" ? person.firstName : titledName(person),
        channels: channelsOf(relations, key, children),
        children,
      },
    ];
  });
};

export { refKey };
