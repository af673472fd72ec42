import { type Db, type Tx, write } from "../../server/core/db.ts";
import { newId, randomId } from "../../server/core/ids.ts";
import { agreementHash } from "../../server/features/liaison/content.ts";
import { noticeReadings, noticeSignatures, notices, noticeTargets } from "../../server/features/liaison/tables.ts";
import { hashSecret } from "../../server/people/credentials.ts";
import { nameKey } from "../../server/people/names.ts";
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

export interface GrownSchool {
  readonly classrooms: readonly { id: string; label: string; teacherId: string; pupilIds: readonly string[] }[];
  readonly teachers: readonly { id: string; login: string }[];
  readonly pupils: readonly { id: string; classroomId: string }[];
  readonly guardians: readonly { id: string; childIds: readonly string[] }[];
}

export interface Size {
  readonly pupils: number;
  readonly guardians: number;
  /** Over three years. */
  readonly notices: number;
  readonly signatures: number;
}

const levels = ["PS", "MS", "GS", "CP", "CE1", "CE2", "CM1", "CM2"];
const firstNames = [
  "Léa",
  "Hugo",
  "Zoé",
  "Imran",
  "Maëlys",
  "Noé",
  "Aïcha",
  "Loïc",
  "Jade",
  "Émile",
  "Inès",
  "Côme",
  "Lou",
  "Naël",
];
const lastNames = [
  "MARTIN",
  "BENALI",
  "D’HONDT",
  "ROUX",
  "LE GOFF",
  "DIALLO",
  "PÉREZ",
  "NGUYEN",
  "LŒUILLE",
  "MÜLLER",
  "DA SILVA",
];
const pick = <T>(items: readonly T[], index: number): T => items[index % items.length] as T;

export const benchPassword = "Sous le préau, il pleut";
export const benchPictures = ["chat", "soleil", "bateau"] as const;

const addPerson = (
  tx: Tx,
  index: number,
  now: string,
  secrets: { passwordHash?: string; picturesHash?: string },
  title: "Mme" | "M." | null,
): { id: string; login: string } => {
  const id = newId();
  const firstName = pick(firstNames, index);
  const lastName = pick(lastNames, Math.floor(index / 3));
  const login = `${nameKey(firstName)}.${nameKey(lastName)}.${index}`;
  tx.insert(people)
    .values({
      id,
      publicId: randomId(),
      title,
      firstName,
      lastName,
      nameKey: nameKey(lastName, firstName),
      createdAt: now,
      address: `${1 + (index % 90)} rue des Lilas`,
      postcode: "69003",
      city: "Lyon",
    })
    .run();
  tx.insert(accounts)
    .values({ personId: id, login, ...secrets })
    .run();
  return { id, login };
};

const paragraph =
  "<p>Nous partirons à 8 h 30 de l’école et reviendrons vers 16 h 30. Merci de prévoir un pique-nique sans canette, une bouteille d’eau et de bonnes chaussures.</p><p>Les élèves travailleront sur la géologie des monts du Lyonnais ; ils dessineront ce qu’ils voient et le raconteront dans leur cahier.</p>";

/**
 * A school of three years, of the size asked for, written in a few large transactions into an empty box that has its
 * school and present year. Names are invented; every adult's password is benchPassword.
 */
export const grow = async (db: Db, today: string, size: Size): Promise<GrownSchool> => {
  const passwordHash = await hashSecret(benchPassword);
  const picturesHash = await hashSecret(benchPictures.join(" "));
  const firstYear = Number(today.slice(0, 4)) - (today.slice(5) < "08-01" ? 1 : 0) - 2;
  const years = write({ db }, (tx) =>
    [0, 1, 2].map((offset) => {
      const label = `${firstYear + offset}-${firstYear + offset + 1}`;
      const known = tx
        .select()
        .from(schoolYears)
        .all()
        .find((year) => year.label === label);
      if (known !== undefined) return known;
      const year = {
        id: newId(),
        label,
        startsOn: `${firstYear + offset}-08-01`,
        endsOn: `${firstYear + offset + 1}-07-31`,
        isCurrent: false,
      };
      tx.insert(schoolYears).values(year).run();
      return year;
    }),
  );
  const classCount = Math.ceil(size.pupils / 28);
  const school = write({ db }, (tx): GrownSchool => {
    const now = `${firstYear}-09-01T07:00:00.000Z`;
    const teachers = Array.from({ length: classCount }, (_, index) => {
      const teacher = addPerson(tx, index, now, { passwordHash }, index % 3 === 0 ? "M." : "Mme");
      tx.insert(staff).values({ personId: teacher.id, post: "teacher" }).run();
      return teacher;
    });
    const rooms = years.map((year) =>
      teachers.map((teacher, index) => {
        const id = newId();
        const level = pick(levels, index);
        tx.insert(classrooms)
          .values({ id, schoolYearId: year.id, label: `${level} ${index + 1}`, levels: [level] })
          .run();
        tx.insert(memberships)
          .values({
            id: newId(),
            personId: teacher.id,
            classroomId: id,
            as: "teacher",
            startsOn: year.startsOn,
            endsOn: year.isCurrent ? null : year.endsOn,
          })
          .run();
        return { id, label: `${level} ${index + 1}`, teacherId: teacher.id, pupilIds: [] as string[] };
      }),
    );
    const allPupils: { id: string; classroomId: string }[] = [];
    for (let index = 0; index < size.pupils; index += 1) {
      const { id } = addPerson(tx, 1000 + index, now, { picturesHash }, null);
      tx.insert(pupils)
        .values({ personId: id, birthDate: "2018-04-02", sex: index % 2 === 0 ? "F" : "M", avatar: "renard" })
        .run();
      for (const [yearIndex, year] of years.entries()) {
        const room = rooms[yearIndex]?.[(Math.floor(index / 28) + yearIndex) % classCount];
        if (room === undefined) continue;
        room.pupilIds.push(id);
        tx.insert(memberships)
          .values({
            id: newId(),
            personId: id,
            classroomId: room.id,
            as: "pupil",
            level: pick(levels, index),
            startsOn: year.startsOn,
            endsOn: year.isCurrent ? null : year.endsOn,
          })
          .run();
        if (year.isCurrent) allPupils.push({ id, classroomId: room.id });
      }
    }
    const guardians = Array.from({ length: size.guardians }, (_, index) => {
      const { id } = addPerson(tx, 10_000 + index, now, { passwordHash }, index % 2 === 0 ? "Mme" : "M.");
      const childIds = [allPupils[Math.floor((index * size.pupils) / size.guardians)]?.id].filter(
        (child) => child !== undefined,
      );
      for (const pupilId of childIds)
        tx.insert(guardianships)
          .values({ id: newId(), guardianId: id, pupilId, startsOn: `${firstYear}-08-01` })
          .run();
      return { id, childIds };
    });
    addNotices(tx, rooms, guardians, years, size);
    return { classrooms: rooms[2] ?? [], teachers, pupils: allPupils, guardians };
  });
  db.$client.exec("analyze");
  return school;
};

const addNotices = (
  tx: Tx,
  rooms: readonly (readonly { id: string; teacherId: string; pupilIds: readonly string[] }[])[],
  guardians: GrownSchool["guardians"],
  years: readonly { startsOn: string; label: string }[],
  size: Size,
): void => {
  const guardiansOf = new Map<string, string[]>();
  for (const { id, childIds } of guardians)
    for (const child of childIds) guardiansOf.set(child, [...(guardiansOf.get(child) ?? []), id]);
  let signed = 0;
  for (let index = 0; index < size.notices; index += 1) {
    const yearIndex = Math.floor((index * 3) / size.notices);
    const year = years[yearIndex];
    const room = rooms[yearIndex]?.[index % (rooms[yearIndex]?.length ?? 1)];
    if (year === undefined || room === undefined) continue;
    const at = new Date(
      Date.parse(`${Number(year.startsOn.slice(0, 4))}-09-01T08:00:00Z`) +
        ((index % Math.ceil(size.notices / 3)) * (80 * 86_400_000)) / Math.ceil(size.notices / 3),
    ).toISOString();
    const id = newId();
    const notice = {
      id,
      publicId: randomId(),
      authorId: room.teacherId,
      kind: "sortie" as const,
      title: `Sortie numéro ${index + 1} dans les monts du Lyonnais`,
      body: paragraph,
      eventOn: at.slice(0, 10),
      startsAt: "08:30",
      endsAt: "16:30",
      place: "Monts du Lyonnais",
      amountCents: 450,
      bring: "Pique-nique, bonnes chaussures",
      signature: "one" as const,
      state: "published" as const,
      version: 1,
      createdAt: at,
      publishedAt: at,
    };
    const contentHash = agreementHash(notice, []);
    tx.insert(notices)
      .values({ ...notice, contentHash })
      .run();
    tx.insert(noticeTargets).values({ noticeId: id, type: "classroom", targetId: room.id }).run();
    for (const [order, pupilId] of room.pupilIds.entries()) {
      const guardianId = guardiansOf.get(pupilId)?.[0];
      if (guardianId === undefined) continue;
      if (order % 2 === 0)
        tx.insert(noticeReadings)
          .values({ noticeId: id, personId: guardianId, contentHash, firstAt: at })
          .onConflictDoNothing()
          .run();
      if (order < 10 && signed < size.signatures) {
        tx.insert(noticeSignatures)
          .values({
            id: newId(),
            noticeId: id,
            pupilId,
            guardianId,
            contentHash,
            at,
            medium: "box",
            recordedById: guardianId,
          })
          .run();
        signed += 1;
      }
    }
  }
};
