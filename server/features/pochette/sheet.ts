import { and, asc, eq, isNull } from "drizzle-orm";
import { found, isOneOf } from "../../core/db.ts";
import type { Doing } from "../../core/feature.ts";
import { relationKinds } from "../../people/families/kinds.ts";
import { type Fetcher, type Pickup, pickupsOf } from "../../people/families/pickup.ts";
import { compareNames, familyName, fullName, titledName } from "../../people/names.ts";
import { spacedPhone } from "../../people/phones.ts";
import { isGuardianOn, isMemberOn, mayReadAbout } from "../../people/relations.ts";
import { classrooms, guardianships, memberships, people, schoolYears } from "../../people/tables.ts";
import { healthNotes } from "./tables.ts";

type Reading = Pick<Doing, "db" | "clock">;

export interface Room {
  readonly id: string;
  readonly label: string;
}

/** What whoever looks after the class today must know of one child. */
export interface SheetChild extends Pickup {
  readonly id: string;
  readonly name: string;
  readonly level: string;
  readonly emergency: readonly Fetcher[];
  readonly allergies: string;
  readonly care: string;
}

export interface Sheet {
  readonly room: Room;
  readonly staff: readonly string[];
  readonly children: readonly SheetChild[];
}

/** Classes of the present year, by label. */
export const listRooms = ({ db }: Pick<Reading, "db">): Room[] =>
  db
    .select({ id: classrooms.id, label: classrooms.label })
    .from(classrooms)
    .innerJoin(schoolYears, eq(schoolYears.id, classrooms.schoolYearId))
    .where(eq(schoolYears.isCurrent, true))
    .all()
    .sort((a, b) => compareNames(a.label, b.label));

export const getRoom = (reading: Pick<Reading, "db">, id: string): Room =>
  found(listRooms(reading).find((room) => room.id === id));

/** Whom to call for each of these children; never somebody from whom the child is hidden. One query. */
const emergenciesOf = ({ db, clock }: Reading, pupilIds: readonly string[]): Map<string, Fetcher[]> => {
  const day = clock.today();
  const rows = db
    .select({ pupilId: guardianships.pupilId, kind: guardianships.kind, person: people })
    .from(guardianships)
    .innerJoin(people, eq(people.id, guardianships.guardianId))
    .where(
      and(
        isOneOf(guardianships.pupilId, pupilIds),
        eq(guardianships.isEmergency, true),
        isGuardianOn(day),
        mayReadAbout(day),
      ),
    )
    .orderBy(asc(guardianships.id))
    .all();
  const byPupil = new Map<string, Fetcher[]>();
  for (const { pupilId, kind, person } of rows) {
    const phones = [person.mobilePhone, person.homePhone, person.workPhone]
      .flatMap((phone) => (phone ? [spacedPhone(phone)] : []))
      .join(", ");
    const contact = { name: fullName(person), relation: relationKinds[kind].words, phone: phones };
    byPupil.set(pupilId, [...(byPupil.get(pupilId) ?? []), contact]);
  }
  return byPupil;
};

/** The whole sheet of a class as it is today: five queries, whatever the number of children. */
export const sheetOf = (reading: Reading, room: Room): Sheet => {
  const { db, clock } = reading;
  const members = db
    .select({ person: people, as: memberships.as, level: memberships.level })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .where(and(eq(memberships.classroomId, room.id), isNull(memberships.groupId), isMemberOn(clock.today())))
    .all()
    .sort(
      (a, b) =>
        compareNames(familyName(a.person), familyName(b.person)) ||
        compareNames(a.person.firstName, b.person.firstName),
    );
  const pupils = members.filter((member) => member.as === "pupil");
  const ids = pupils.map(({ person }) => person.id);
  const pickups = pickupsOf(reading, ids);
  const emergencies = emergenciesOf(reading, ids);
  const notes = new Map(
    db
      .select()
      .from(healthNotes)
      .where(isOneOf(healthNotes.pupilId, ids))
      .all()
      .map((note) => [note.pupilId, note]),
  );
  return {
    room,
    staff: members.filter((member) => member.as !== "pupil").map(({ person }) => titledName(person)),
    children: pupils.map(({ person, level }) => ({
      id: person.id,
      name: fullName(person),
      level: level ?? "",
      may: pickups.get(person.id)?.may ?? [],
      mayNot: pickups.get(person.id)?.mayNot ?? [],
      emergency: emergencies.get(person.id) ?? [],
      allergies: notes.get(person.id)?.allergies ?? "",
      care: notes.get(person.id)?.care ?? "",
    })),
  };
};
