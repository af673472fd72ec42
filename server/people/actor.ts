import { and, eq, lt, max } from "drizzle-orm";
import type { Actor, Child, Role } from "../core/actor.ts";
import { type Db, generationOf, isOneOf } from "../core/db.ts";
import { fullName, titledName } from "./names.ts";
import { isGuardianOn, isMemberOn, mayReadAbout, maySignFor } from "./relations.ts";
import { accessKeys, accounts, guardianships, memberships, people, pupils, staff } from "./tables.ts";

interface Places {
  classroomIds: string[];
  groupIds: string[];
}

const placesOf = (db: Db, personIds: readonly string[], day: string): Map<string, Places> => {
  const places = new Map(personIds.map((id) => [id, { classroomIds: [], groupIds: [] } as Places]));
  const rows = db
    .select({ personId: memberships.personId, classroomId: memberships.classroomId, groupId: memberships.groupId })
    .from(memberships)
    .where(and(isOneOf(memberships.personId, personIds), isMemberOn(day)))
    .all();
  for (const { personId, classroomId, groupId } of rows) {
    if (classroomId !== null) places.get(personId)?.classroomIds.push(classroomId);
    if (groupId !== null) places.get(personId)?.groupIds.push(groupId);
  }
  return places;
};

/** The children about whom this person may know: a child hidden by a decision does not exist here. */
const childrenOf = (db: Db, guardianId: string, day: string): Child[] => {
  const rows = db
    .select({ person: people, maySign: maySignFor(day).mapWith(Boolean) })
    .from(guardianships)
    .innerJoin(people, eq(people.id, guardianships.pupilId))
    .where(and(eq(guardianships.guardianId, guardianId), isGuardianOn(day), mayReadAbout(day)))
    .orderBy(people.firstName)
    .all();
  const places = placesOf(
    db,
    rows.map(({ person }) => person.id),
    day,
  );
  return rows.map(({ person, maySign }) => ({
    id: person.id,
    firstName: person.firstName,
    displayName: fullName(person),
    classroomIds: places.get(person.id)?.classroomIds ?? [],
    groupIds: places.get(person.id)?.groupIds ?? [],
    maySign,
  }));
};

interface Row {
  person: typeof people.$inferSelect;
  post: "teacher" | "staff" | "technician" | null;
  isHead: boolean | null;
  pupilId: string | null;
  avatar: string | null;
  sessionsNotBefore: string | null;
}

const roleOf = ({ post, isHead, pupilId }: Row): Role => {
  if (isHead) return "head";
  if (post !== null) return post;
  return pupilId === null ? "guardian" : "pupil";
};

const rowOf = (db: Db, personId: string): Row | undefined =>
  db
    .select({
      person: people,
      post: staff.post,
      isHead: staff.isHead,
      pupilId: pupils.personId,
      avatar: pupils.avatar,
      sessionsNotBefore: accounts.sessionsNotBefore,
    })
    .from(people)
    .leftJoin(staff, eq(staff.personId, people.id))
    .leftJoin(pupils, eq(pupils.personId, people.id))
    .leftJoin(accounts, eq(accounts.personId, people.id))
    .where(eq(people.id, personId))
    .get();

interface Loaded {
  readonly actor: Actor;
  readonly sessionsNotBefore: string;
}

/** When this person's last sheet ended: whoever came in with it is out. Not by a clock that ran days ahead. */
const lastRevocation = (db: Db, personId: string, day: string): string =>
  db
    .select({ at: max(accessKeys.revokedAt) })
    .from(accessKeys)
    .where(and(eq(accessKeys.personId, personId), lt(accessKeys.revokedAt, `${day}~`)))
    .get()?.at ?? "";

const later = (a: string, b: string): string => (a > b ? a : b);

const read = (db: Db, personId: string, day: string): Loaded | undefined => {
  const row = rowOf(db, personId);
  if (row === undefined || (row.person.leftOn !== null && row.person.leftOn < day)) return undefined;
  const role = roleOf(row);
  const isStaff = role === "head" || role === "teacher" || role === "staff";
  const children = childrenOf(db, personId, day);
  const places = placesOf(db, [personId], day).get(personId);
  const entersBySheet = role === "guardian" || role === "pupil";
  return {
    sessionsNotBefore: later(row.sessionsNotBefore ?? "", entersBySheet ? lastRevocation(db, personId, day) : ""),
    actor: {
      id: personId,
      role,
      isHead: role === "head",
      isStaff,
      firstName: row.person.firstName,
      avatar: row.avatar,
      displayName: role === "pupil" ? fullName(row.person) : titledName(row.person),
      classroomIds: places?.classroomIds ?? [],
      groupIds: places?.groupIds ?? [],
      children,
      childIds: children.map(({ id }) => id),
    },
  };
};

interface Cache {
  generation: number;
  day: string;
  byId: Map<string, Loaded | undefined>;
}
const caches = new WeakMap<object, Cache>();

const cacheOf = (db: Db, day: string): Cache => {
  const generation = generationOf(db);
  const known = caches.get(db.$client);
  if (known !== undefined && known.generation === generation && known.day === day) return known;
  const fresh: Cache = { generation, day, byId: new Map() };
  caches.set(db.$client, fresh);
  return fresh;
};

/**
 * The person as an actor, on this day (YYYY-MM-DD); undefined when unknown, gone, or when the session began (ISO 8601)
 * before the account ended all sessions. Kept in memory until the next write.
 */
export const loadActor = (db: Db, personId: string, day: string, beganAt?: string): Actor | undefined => {
  const { byId } = cacheOf(db, day);
  if (!byId.has(personId)) byId.set(personId, read(db, personId, day));
  const loaded = byId.get(personId);
  if (loaded === undefined) return undefined;
  return beganAt !== undefined && beganAt < loaded.sessionsNotBefore ? undefined : loaded.actor;
};

export type Sheet = (typeof accessKeys.$inferSelect)["kind"];

/**
 * What is left of a person's rights behind one kind of sheet. A family's needs no passphrase and does not make a teacher of the parent
 * who holds it; a member of staff's opens nothing of the family; a pupil's neither.
 */
export const actingWith = (actor: Actor, sheet: Sheet): Actor => {
  if (sheet === "pupil" && actor.role === "pupil") return { ...actor, children: [], childIds: [] };
  if (sheet === "staff" && actor.role !== "pupil" && actor.role !== "guardian")
    return { ...actor, children: [], childIds: [] };
  const family = sheet === "guardian" ? {} : { children: [], childIds: [] };
  const outside = { role: "guardian", isHead: false, isStaff: false, classroomIds: [], groupIds: [] } as const;
  return { ...actor, ...outside, ...family };
};

/** The heads of the school. */
export const headIds = (db: Db): string[] =>
  db
    .select({ id: staff.personId })
    .from(staff)
    .where(eq(staff.isHead, true))
    .all()
    .map(({ id }) => id);
