import { and, eq, isNull, sql } from "drizzle-orm";
import { found, isOneOf, write } from "../../core/db.ts";
import { record } from "../../core/events.ts";
import type { Doing } from "../../core/feature.ts";
import { contactChoices } from "../../people/families/tables.ts";
import { compareNames, familyName } from "../../people/names.ts";
import { spacedPhone } from "../../people/phones.ts";
import { asPupil, isGuardianOn, isMemberOn, mayReadAbout } from "../../people/relations.ts";
import { classrooms, guardianships, memberships, people, pupils, schoolYears, staff } from "../../people/tables.ts";
import { visibleContact, visibleRooms } from "./policy.ts";

type Reader = Pick<Doing, "db" | "clock" | "actor">;
type Person = typeof people.$inferSelect;
export type Field = (typeof contactChoices.$inferSelect)["field"];
export type Audience = (typeof contactChoices.$inferSelect)["audience"];

export const fields: readonly Field[] = ["email", "phone", "address"];

/** The classes that exist for this person, by label. */
export const listRooms = (reader: Reader): { id: string; label: string }[] =>
  reader.db
    .select({ id: classrooms.id, label: classrooms.label })
    .from(classrooms)
    .innerJoin(schoolYears, eq(schoolYears.id, classrooms.schoolYearId))
    .where(and(eq(schoolYears.isCurrent, true), visibleRooms(reader)))
    .all()
    .sort((a, b) => compareNames(a.label, b.label));

const byName = (a: Person, b: Person): number =>
  compareNames(familyName(a), familyName(b)) || compareNames(a.firstName, b.firstName);

const inRoom = (roomId: string, day: string) =>
  and(eq(memberships.classroomId, roomId), isNull(memberships.groupId), isMemberOn(day));

/** Who works in a class today. */
export const staffOf = ({ db, clock }: Reader, roomId: string): { person: Person; as: string }[] =>
  db
    .select({ person: people, as: memberships.as })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .where(and(inRoom(roomId, clock.today()), sql`${memberships.as} <> 'pupil'`))
    .all()
    .sort((a, b) => byName(a.person, b.person));

/** Who is taught in a class today. */
export const pupilsOf = ({ db, clock }: Reader, roomId: string): { person: Person; avatar: string }[] =>
  db
    .select({ person: people, avatar: pupils.avatar })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .innerJoin(pupils, eq(pupils.personId, memberships.personId))
    .where(and(inRoom(roomId, clock.today()), asPupil()))
    .all()
    .sort((a, b) => byName(a.person, b.person));

/** The head, then everybody who works at the school today; technicians are not of the team that families know. */
export const teamOf = ({ db, clock }: Reader): { person: Person; isHead: boolean; post: string; rooms: string }[] =>
  db
    .select({
      person: people,
      isHead: staff.isHead,
      post: staff.post,
      rooms: sql<string>`coalesce(group_concat(${classrooms.label}, ', '), '')`,
    })
    .from(staff)
    .innerJoin(people, eq(people.id, staff.personId))
    .leftJoin(
      memberships,
      and(eq(memberships.personId, people.id), isNull(memberships.groupId), isMemberOn(clock.today())),
    )
    .leftJoin(classrooms, eq(classrooms.id, memberships.classroomId))
    .where(sql`(people.left_on is null or people.left_on >= ${clock.today()})`)
    .groupBy(people.id)
    .all()
    .sort((a, b) => Number(b.isHead) - Number(a.isHead) || byName(a.person, b.person));

/** A class's guardians with the first names of their children in it. */
export const parentsOf = ({ db, clock }: Reader, roomId: string): { person: Person; children: string[] }[] => {
  const day = clock.today();
  const rows = db
    .select({ person: people, child: sql<string>`child.first_name` })
    .from(guardianships)
    .innerJoin(memberships, and(eq(memberships.personId, guardianships.pupilId), asPupil(), inRoom(roomId, day)))
    .innerJoin(people, eq(people.id, guardianships.guardianId))
    .innerJoin(sql`people as child`, sql`child.id = ${guardianships.pupilId}`)
    .where(and(isGuardianOn(day), mayReadAbout(day)))
    .all();
  return [...Map.groupBy(rows, ({ person }) => person.id).values()]
    .flatMap((own) => (own[0] ? [{ person: own[0].person, children: own.map(({ child }) => child) }] : []))
    .sort((a, b) => byName(a.person, b.person));
};

export interface Contact {
  readonly email: string;
  readonly phone: string;
  readonly address: string;
}

const partOf = (person: Person, field: Field): string => {
  if (field === "email") return person.email ?? "";
  if (field === "phone") return spacedPhone(person.mobilePhone ?? person.homePhone ?? person.workPhone ?? "");
  return [person.address, [person.postcode, person.city].filter(Boolean).join(" ")].filter(Boolean).join(", ");
};

/** What each of these people has opened to this reader; nothing for those who have opened nothing. Three queries. */
export const contactsOf = (reader: Reader, ids: readonly string[]): Map<string, Contact> => {
  const contacts = new Map<string, Contact>();
  for (const field of fields) {
    const rows = reader.db
      .select({ person: people })
      .from(people)
      .leftJoin(contactChoices, and(eq(contactChoices.personId, people.id), eq(contactChoices.field, field)))
      .where(and(isOneOf(people.id, ids), visibleContact(reader)))
      .all();
    for (const { person } of rows) {
      const value = partOf(person, field);
      if (value !== "") contacts.set(person.id, { ...none, ...contacts.get(person.id), [field]: value });
    }
  }
  return contacts;
};

const none: Contact = { email: "", phone: "", address: "" };

/** One's own contact, and to whom each part of it is shown. */
export const ownContact = ({ db, actor }: Reader): { field: Field; value: string; audience: Audience }[] => {
  const person = found(db.select().from(people).where(eq(people.id, actor.id)).get());
  const chosen = new Map(
    db
      .select()
      .from(contactChoices)
      .where(eq(contactChoices.personId, actor.id))
      .all()
      .map(({ field, audience }) => [field, audience]),
  );
  return fields.map((field) => ({ field, value: partOf(person, field), audience: chosen.get(field) ?? "staff" }));
};

export const openContact = (doing: Doing, choices: Readonly<Record<Field, Audience>>): void =>
  write(doing, (tx) => {
    const personId = doing.actor.id;
    for (const field of fields) {
      const audience = choices[field];
      tx.insert(contactChoices)
        .values({ personId, field, audience })
        .onConflictDoUpdate({ target: [contactChoices.personId, contactChoices.field], set: { audience } })
        .run();
    }
    record(tx, doing.actor, "contact.opened", { personId });
  });
