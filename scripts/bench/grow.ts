import { type Db, type Tx, write } from "../../server/core/db.ts";
import { newId, randomId } from "../../server/core/ids.ts";
import { hashSecret } from "../../server/people/credentials.ts";
import { nameKey } from "../../server/people/names.ts";
import { yearOf } from "../../server/people/school.ts";
import {
  accounts,
  classrooms,
  guardianships,
  memberships,
  people,
  pupils,
  schoolYears,
  staff,
} from "../../server/people/tables.ts";
import { addNotices } from "./grow-notices.ts";
import { nameAt, pick } from "./names.ts";

/** What is added to the school that the box has already. */
export interface Growth {
  readonly pupils: number;
  readonly guardians: number;
  /** Over all the years, the same number for each class. */
  readonly notices: number;
  readonly signatures: number;
  /** School years, the present one included. */
  readonly years: number;
}

export interface Room {
  readonly id: string;
  readonly teacher: { readonly id: string; readonly login: string };
  readonly pupilIds: string[];
}

export interface Grown {
  /** This year's classes, 28 pupils in each but the last. */
  readonly rooms: readonly Room[];
  readonly guardians: readonly { readonly id: string; readonly login: string; readonly childId: string }[];
}

export type Year = typeof schoolYears.$inferSelect;
interface Secrets {
  passwordHash?: string;
  picturesHash?: string;
}

/** Every grown adult's password, every grown pupil's pictures. */
export const benchPassword = "Sous le préau, il pleut";
export const benchPictures = ["chat", "soleil", "bateau"] as const;

const classSize = 28;
const levels = ["PS", "MS", "GS", "CP", "CE1", "CE2", "CM1", "CM2"] as const;

/** Adds people, classes, notices, signatures and readings of some years, in one transaction. */
export const grow = async (db: Db, today: string, growth: Growth): Promise<Grown> => {
  const adult = { passwordHash: await hashSecret(benchPassword) };
  const child = { picturesHash: await hashSecret(benchPictures.join(" ")) };
  const grown = write({ db }, (tx): Grown => {
    const years = addYears(tx, today, growth.years);
    const teachers = Array.from({ length: Math.ceil(growth.pupils / classSize) }, (_, index) =>
      addTeacher(tx, index, adult),
    );
    const rooms = years.map((year) => teachers.map((teacher, index) => addRoom(tx, year, teacher, index)));
    const pupilIds = Array.from({ length: growth.pupils }, (_, index) => addPupil(tx, index, child));
    for (const [yearIndex, year] of years.entries())
      for (const [index, id] of pupilIds.entries()) {
        const room = rooms[yearIndex]?.[Math.floor(index / classSize)];
        if (room !== undefined) addMember(tx, year, room.id, id, "pupil");
        room?.pupilIds.push(id);
      }
    const guardians = Array.from({ length: growth.guardians }, (_, index) => {
      const childId = pupilIds[index % pupilIds.length] ?? "";
      return { ...addGuardian(tx, index, childId, adult), childId };
    });
    const { notices, signatures } = growth;
    addNotices(tx, { rooms, guardians, years, today, notices, signatures });
    return { rooms: rooms.at(-1) ?? [], guardians };
  });
  db.$client.exec("analyze");
  return grown;
};

/** The present year is there; the years before it are added. */
const addYears = (tx: Tx, today: string, count: number): Year[] => {
  const present = tx.select().from(schoolYears).all();
  const firstYear = Number(yearOf(today).label.slice(0, 4)) - count + 1;
  return Array.from({ length: count }, (_, index) => {
    const dates = yearOf(`${firstYear + index}-09-01`);
    const known = present.find(({ label }) => label === dates.label);
    return (
      known ??
      tx
        .insert(schoolYears)
        .values({ id: newId(), isCurrent: false, ...dates })
        .returning()
        .get()
    );
  });
};

const addPerson = (
  tx: Tx,
  index: number,
  title: "Mme" | "M." | null,
  secrets: Secrets,
): { id: string; login: string } => {
  const id = newId();
  const { firstName, lastName } = nameAt(index);
  const login = `${nameKey(firstName)}.${nameKey(lastName)}${index}`;
  const address = { address: `${1 + (index % 90)} rue des Lilas`, postcode: "69003", city: "Lyon" };
  tx.insert(people)
    .values({
      id,
      publicId: randomId(),
      title,
      firstName,
      lastName,
      nameKey: nameKey(lastName, firstName),
      createdAt: "2024-08-30T07:00:00.000Z",
      ...address,
    })
    .run();
  tx.insert(accounts)
    .values({ personId: id, login, ...secrets })
    .run();
  return { id, login };
};

const addTeacher = (tx: Tx, index: number, secrets: Secrets): Room["teacher"] => {
  const teacher = addPerson(tx, index, index % 3 === 0 ? "M." : "Mme", secrets);
  tx.insert(staff).values({ personId: teacher.id, post: "teacher" }).run();
  return teacher;
};

const addRoom = (tx: Tx, year: Year, teacher: Room["teacher"], index: number): Room => {
  const id = newId();
  const level = pick(levels, index);
  tx.insert(classrooms)
    .values({ id, schoolYearId: year.id, label: `${level} ${index + 1}`, levels: [level] })
    .run();
  addMember(tx, year, id, teacher.id, "teacher");
  return { id, teacher, pupilIds: [] };
};

const addMember = (tx: Tx, year: Year, classroomId: string, personId: string, as: "pupil" | "teacher"): void => {
  const endsOn = year.isCurrent ? null : year.endsOn;
  tx.insert(memberships).values({ id: newId(), personId, classroomId, as, startsOn: year.startsOn, endsOn }).run();
};

const addPupil = (tx: Tx, index: number, secrets: Secrets): string => {
  const { id } = addPerson(tx, 10_000 + index, null, secrets);
  tx.insert(pupils)
    .values({ personId: id, birthDate: "2018-04-02", sex: index % 2 === 0 ? "F" : "M", avatar: "renard" })
    .run();
  return id;
};

const addGuardian = (tx: Tx, index: number, pupilId: string, secrets: Secrets): { id: string; login: string } => {
  const guardian = addPerson(tx, 20_000 + index, index % 2 === 0 ? "Mme" : "M.", secrets);
  tx.insert(guardianships).values({ id: newId(), guardianId: guardian.id, pupilId, startsOn: "2024-08-01" }).run();
  return guardian;
};
