import { and, eq, isNotNull, type SQL } from "drizzle-orm";
import { type Db, found, isOneOf } from "../../core/db.ts";
import type { Doing } from "../../core/feature.ts";
import { compareNames, titledName, withoutAccents } from "../../people/names.ts";
import { asPupil, isMemberOn } from "../../people/relations.ts";
import { currentYear } from "../../people/school.ts";
import { accounts, classrooms, memberships, people, pupils } from "../../people/tables.ts";
import { tellApart } from "../../people/tell-apart.ts";
import { type Hand, handFor } from "./hand.ts";
import type { Way } from "./ways.ts";

type At = Pick<Doing, "db" | "clock">;

export interface ClassTile {
  readonly id: string;
  readonly label: string;
  /** Who teaches it, unless the label says so already. */
  readonly teachers: string;
  readonly levels: readonly string[];
  /** How its pupils sign in. */
  readonly way: Way;
}

export interface PupilTile {
  readonly id: string;
  readonly classroomId: string;
  /** First name; two Léas get an initial. */
  readonly label: string;
  readonly hand: Hand;
  readonly avatar: string;
  readonly login: string;
  readonly hasPictures: boolean;
  readonly hasPassword: boolean;
  readonly isLocked: boolean;
  readonly hasBadge: boolean;
  readonly levels: readonly string[];
  /** How this pupil signs in: the class's way, or an own one. */
  readonly way: Way;
  readonly ownWay: Way | null;
}

const levels = ["TPS", "PS", "MS", "GS", "CP", "CE1", "CE2", "CM1", "CM2"];
const rankOf = (own: readonly string[]): number => {
  const ranks = own.map((level) => levels.indexOf(level)).filter((rank) => rank >= 0);
  return ranks.length === 0 ? levels.length : Math.min(...ranks);
};

const teachersOf = ({ db, clock }: At): Map<string, string[]> => {
  const rows = db
    .select({ classroomId: memberships.classroomId, person: people })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .where(and(eq(memberships.as, "teacher"), isMemberOn(clock.today())))
    .all();
  const byClass = new Map<string, string[]>();
  for (const { classroomId, person } of rows)
    if (classroomId !== null) byClass.set(classroomId, [...(byClass.get(classroomId) ?? []), titledName(person)]);
  return byClass;
};

const teachersLine = (label: string, names: readonly string[]): string =>
  names.filter((name) => !withoutAccents(label).includes(withoutAccents(name))).join(", ");

/** Classes of this year, from the youngest to the oldest. */
export const classTiles = (at: At, which: SQL | undefined = undefined): ClassTile[] => {
  const teachers = teachersOf(at);
  return at.db
    .select()
    .from(classrooms)
    .where(which ?? eq(classrooms.schoolYearId, currentYear(at.db).id))
    .all()
    .sort((a, b) => rankOf(a.levels) - rankOf(b.levels) || compareNames(a.label, b.label))
    .map(({ id, label, levels: own, entersBy }) => {
      return { id, label, levels: own, way: entersBy, teachers: teachersLine(label, teachers.get(id) ?? []) };
    });
};

/** The pupils of a class today, by first name. */
export const pupilTiles = ({ db, clock }: At, classroomId: string): PupilTile[] => {
  const classroom = db.select().from(classrooms).where(eq(classrooms.id, classroomId)).get();
  const rows = db
    .select({ person: people, pupil: pupils, account: accounts, level: memberships.level })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .innerJoin(pupils, eq(pupils.personId, memberships.personId))
    .innerJoin(accounts, eq(accounts.personId, memberships.personId))
    .where(and(eq(memberships.classroomId, classroomId), asPupil(), isMemberOn(clock.today())))
    .all();
  const labels = tellApart(rows.map(({ person }) => person));
  return rows
    .map(({ person, pupil, account, level }, index) => ({
      id: person.id,
      classroomId,
      label: labels[index] ?? person.firstName,
      hand: handFor(level ?? classroom?.levels[0]),
      avatar: pupil.avatar,
      login: account.login,
      hasPictures: account.picturesHash !== null,
      hasPassword: account.passwordHash !== null,
      isLocked: account.lockedAt !== null,
      hasBadge: account.badgeHash !== null && account.badgeRevokedAt === null,
      levels: level === null ? (classroom?.levels ?? []) : [level],
      way: account.entersBy ?? classroom?.entersBy ?? "pictures",
      ownWay: account.entersBy,
    }))
    .sort((a, b) => compareNames(a.label, b.label));
};

/** One pupil of this year's classes; NotFound otherwise. */
export const pupilTile = (at: At, personId: string, which: SQL | undefined = undefined): PupilTile => {
  const place = at.db
    .select({ classroomId: classrooms.id })
    .from(memberships)
    .innerJoin(classrooms, eq(classrooms.id, memberships.classroomId))
    .where(
      and(
        eq(memberships.personId, personId),
        asPupil(),
        isMemberOn(at.clock.today()),
        which ?? eq(classrooms.schoolYearId, currentYear(at.db).id),
      ),
    )
    .get();
  return found(pupilTiles(at, found(place).classroomId).find(({ id }) => id === personId));
};

/** Whose tile is locked, in these classes. */
export const lockedPupils = (at: At, classroomIds: readonly string[]): PupilTile[] =>
  at.db
    .selectDistinct({ id: memberships.classroomId })
    .from(memberships)
    .innerJoin(accounts, eq(accounts.personId, memberships.personId))
    .where(and(isOneOf(memberships.classroomId, classroomIds), asPupil(), isNotNull(accounts.lockedAt)))
    .all()
    .flatMap(({ id }) => (id === null ? [] : pupilTiles(at, id)))
    .filter(({ isLocked }) => isLocked);

/** A class among those permitted; NotFound otherwise. */
export const classTile = (at: At, id: string, which?: SQL | undefined): ClassTile =>
  found(classTiles(at, which).find((tile) => tile.id === id));

export const loginOf = (db: Db, personId: string): string =>
  found(db.select({ login: accounts.login }).from(accounts).where(eq(accounts.personId, personId)).get()).login;
