import { and, eq, isNull, sql } from "drizzle-orm";
import type { Db, Tx } from "../../core/db.ts";
import { aliases, corrections } from "../by-hand/tables.ts";
import { yearOf } from "../school.ts";
import { classrooms, guardianships, memberships, people, pupils, staff } from "../tables.ts";
import { readFormer } from "./former.ts";
import type { GuardianRecord } from "./records.ts";
import type { KnownAlias, KnownClassroom, KnownGuardian, KnownPupil, KnownStaff, Snapshot } from "./snapshot-types.ts";
import { importWaiting } from "./tables.ts";
import type { TargetYear } from "./year.ts";

type Reader = Pick<Db | Tx, "select">;

const columns = {
  id: people.id,
  title: people.title,
  lastName: people.lastName,
  usageName: people.usageName,
  firstName: people.firstName,
  email: people.email,
  homePhone: people.homePhone,
  workPhone: people.workPhone,
  mobilePhone: people.mobilePhone,
  address: people.address,
  postcode: people.postcode,
  city: people.city,
  country: people.country,
  leftOn: people.leftOn,
  joinKey: people.joinKey,
};

interface Place {
  label: string;
  level: string | null;
}

/** Classes of that year by person: memberships that nobody has ended, those of the files before a second class by hand. */
const placesOf = (db: Reader, yearId: string, as: "pupil" | "teacher"): Map<string, Place[]> => {
  const rows = db
    .select({ personId: memberships.personId, label: classrooms.label, level: memberships.level })
    .from(memberships)
    .innerJoin(classrooms, eq(classrooms.id, memberships.classroomId))
    .where(and(eq(classrooms.schoolYearId, yearId), eq(memberships.as, as), isNull(memberships.endsOn)))
    .orderBy(memberships.isByHand)
    .all();
  return Map.groupBy(rows, ({ personId }) => personId);
};

const readPupils = (db: Reader, yearId: string): KnownPupil[] => {
  const places = placesOf(db, yearId, "pupil");
  const { id, lastName, usageName, firstName, address, postcode, city, country, leftOn, joinKey } = columns;
  const { birthDate, sex, ine, photoHint } = pupils;
  return db
    .select({
      id,
      lastName,
      usageName,
      firstName,
      address,
      postcode,
      city,
      country,
      leftOn,
      joinKey,
      birthDate,
      sex,
      ine,
      photoHint,
    })
    .from(pupils)
    .innerJoin(people, eq(people.id, pupils.personId))
    .all()
    .map((row) => ({
      ...row,
      classroom: places.get(row.id)?.[0]?.label ?? null,
      level: places.get(row.id)?.[0]?.level ?? null,
    }));
};

const readGuardians = (db: Reader, today: string): KnownGuardian[] => {
  const rows = db
    .select({
      guardianId: guardianships.guardianId,
      pupilId: guardianships.pupilId,
      authority: guardianships.authority,
      endsOn: guardianships.endsOn,
    })
    .from(guardianships)
    .all();
  const links = Map.groupBy(rows, ({ guardianId }) => guardianId);
  return db
    .select(columns)
    .from(people)
    .where(sql`${people.id} in (select guardian_id from guardianships)`)
    .all()
    .map((person) => {
      const own = links.get(person.id) ?? [];
      const isEnded = ({ endsOn }: { endsOn: string | null }): boolean => endsOn !== null && endsOn < today;
      return {
        ...person,
        childIds: new Set(own.filter((link) => !isEnded(link)).map(({ pupilId }) => pupilId)),
        endedChildIds: new Set(own.filter(isEnded).map(({ pupilId }) => pupilId)),
        authority: new Map(own.map(({ pupilId, authority }) => [pupilId, authority])),
      };
    });
};

const readStaff = (db: Reader, yearId: string): KnownStaff[] => {
  const places = placesOf(db, yearId, "teacher");
  return db
    .select({ ...columns, isHead: staff.isHead })
    .from(staff)
    .innerJoin(people, eq(people.id, staff.personId))
    .all()
    .map((member) => ({ ...member, classrooms: (places.get(member.id) ?? []).map(({ label }) => label) }));
};

const readClassrooms = (db: Reader, yearId: string): KnownClassroom[] =>
  db
    .select({
      id: classrooms.id,
      label: classrooms.label,
      fileLabel: classrooms.fileLabel,
      ondeId: classrooms.ondeId,
      levels: classrooms.levels,
    })
    .from(classrooms)
    .where(eq(classrooms.schoolYearId, yearId))
    .all();

const readWaiting = (db: Reader): GuardianRecord[] =>
  db
    .select({ row: importWaiting.row })
    .from(importWaiting)
    .where(eq(importWaiting.kind, "guardians"))
    .all()
    .flatMap(({ row }) => (row.kind === "guardians" ? [row.record] : []));

const readAliases = (db: Reader): KnownAlias[] => db.select().from(aliases).all();

/** What is true of one year only. */
const yearly = new Set(["classroom", "level"]);

/** Fields that the head corrected; of class and level, only in the year that the rows speak of. */
const readCorrected = (db: Reader, label: string): Map<string, Set<string>> => {
  const { startsOn } = yearOf(`${label.slice(0, 4)}-09-01`);
  const rows = db
    .select()
    .from(corrections)
    .all()
    .filter(({ field, at }) => !yearly.has(field) || at >= startsOn);
  const byPerson = Map.groupBy(rows, ({ personId }) => personId);
  return new Map([...byPerson].map(([id, own]) => [id, new Set(own.map(({ field }) => field))]));
};

/** The present directory in a dozen queries, however large the school. */
export const readSnapshot = (db: Reader, year: TargetYear, today: string): Snapshot => {
  const { label, previous } = year;
  const yearId = year.id ?? "";
  return {
    today,
    pupils: readPupils(db, yearId),
    guardians: readGuardians(db, today),
    staff: readStaff(db, yearId),
    aliases: readAliases(db),
    corrected: readCorrected(db, label),
    classrooms: readClassrooms(db, yearId),
    waiting: readWaiting(db),
    opens: previous === null ? null : { label, previous: previous.label },
    former: readFormer(db, year),
  };
};
