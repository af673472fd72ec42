import { eq } from "drizzle-orm";
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
  readonly pupilIds: readonly string[];
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
    const rooms = newRooms(tx, growth.pupils, adult, child);
    const guardians = Array.from({ length: growth.guardians }, (_, index) => {
      const pupilIds = rooms.flatMap((room) => room.pupilIds);
      const childId = pick(pupilIds, index);
      return { ...addGuardian(tx, index, childId, adult), childId };
    });
    const all = [...rooms, ...presentRooms(tx)];
    const roomsOf = years.map((year) => all.map((room, index) => openRoom(tx, year, room, index)));
    const { notices, signatures } = growth;
    addNotices(tx, { rooms: roomsOf, years, today, notices, signatures });
    return { rooms: roomsOf.at(-1)?.slice(0, rooms.length) ?? [], guardians };
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

/** Teachers with 28 pupils each, who stay together for all the years. */
const newRooms = (tx: Tx, count: number, adult: Secrets, child: Secrets): Room[] => {
  const pupilIds = Array.from({ length: count }, (_, index) => addPupil(tx, index, child));
  return Array.from({ length: Math.ceil(count / classSize) }, (_, index) => ({
    id: "",
    teacher: addTeacher(tx, index, adult),
    pupilIds: pupilIds.slice(index * classSize, (index + 1) * classSize),
  }));
};

/** The classes that the school has already. */
const presentRooms = (tx: Tx): Room[] => {
  const rows = tx.select().from(memberships).innerJoin(accounts, eq(accounts.personId, memberships.personId)).all();
  const byRoom = Map.groupBy(rows, ({ memberships: { classroomId } }) => classroomId ?? "");
  byRoom.delete("");
  return [...byRoom].flatMap(([id, members]) => {
    const teacher = members.find(({ memberships: { as } }) => as === "teacher")?.accounts;
    const pupilIds = members
      .filter(({ memberships: { as } }) => as === "pupil")
      .map(({ accounts: one }) => one.personId);
    return teacher === undefined ? [] : [{ id, teacher: { id: teacher.personId, login: teacher.login }, pupilIds }];
  });
};

/** The class in this year: the one that is there, or a new one with the same teacher and pupils. */
const openRoom = (tx: Tx, year: Year, room: Room, index: number): Room => {
  if (year.isCurrent && room.id !== "") return room;
  const id = newId();
  const level = pick(levels, index);
  tx.insert(classrooms)
    .values({ id, schoolYearId: year.id, label: `${level} ${index + 1}`, levels: [level] })
    .run();
  addMember(tx, year, id, room.teacher.id, "teacher");
  for (const pupilId of room.pupilIds) addMember(tx, year, id, pupilId, "pupil");
  return { ...room, id };
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
