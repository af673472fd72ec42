import { and, asc, eq } from "drizzle-orm";
import type { Db } from "../../core/db.ts";
import { keptUntilWrite } from "../../core/kept.ts";
import { compareNames, familyName, fullName, titledName } from "../../people/names.ts";
import { asPupil, isGuardianOn, isMemberOn, mayReadAbout, maySignFor } from "../../people/relations.ts";
import { currentYear } from "../../people/school.ts";
import { classrooms, groups, guardianships, memberships, people, schoolYears } from "../../people/tables.ts";

export interface RosterGuardian {
  readonly id: string;
  readonly publicId: string;
  /** "Mme El Amrani" */
  readonly name: string;
  /** "sa mère", "son père", "un autre responsable" */
  readonly byLabel: string;
  readonly mayRead: boolean;
  readonly maySign: boolean;
}

export interface RosterPupil {
  readonly id: string;
  readonly publicId: string;
  readonly firstName: string;
  readonly name: string;
  readonly placeIds: readonly string[];
  readonly guardians: readonly RosterGuardian[];
}

/** The pupils of the school on one day, in alphabetical order, and which of them are in each class and group. */
export interface Roster {
  readonly pupils: ReadonlyMap<string, RosterPupil>;
  readonly byPlace: ReadonlyMap<string, readonly string[]>;
}

/** Only what is shown: a school's worth of whole rows costs more to read than all else here. */
const person = {
  id: people.id,
  publicId: people.publicId,
  title: people.title,
  lastName: people.lastName,
  usageName: people.usageName,
  firstName: people.firstName,
};
const relationOn = (day: string) => ({
  pupilId: guardianships.pupilId,
  kind: guardianships.kind,
  mayRead: mayReadAbout(day).mapWith(Boolean),
  maySign: maySignFor(day).mapWith(Boolean),
});
type Person = Pick<typeof people.$inferSelect, keyof typeof person>;
type Guardianship = Pick<typeof guardianships.$inferSelect, "pupilId" | "kind" | "mayRead"> & { maySign: boolean };

const byLabelOf = ({ title }: Person, { kind }: Guardianship): string => {
  if (kind !== "parent" || title === null) return "un autre responsable";
  return title === "Mme" ? "sa mère" : "son père";
};

const guardianOf = (who: Person, link: Guardianship): RosterGuardian => ({
  id: who.id,
  publicId: who.publicId,
  name: titledName(who),
  byLabel: byLabelOf(who, link),
  mayRead: link.mayRead,
  maySign: link.maySign,
});

const guardiansByPupil = (db: Db, day: string): Map<string, RosterGuardian[]> => {
  const byPupil = new Map<string, RosterGuardian[]>();
  const rows = db
    .select({ person, relation: relationOn(day) })
    .from(guardianships)
    .innerJoin(people, eq(people.id, guardianships.guardianId))
    .where(isGuardianOn(day))
    .orderBy(asc(guardianships.id))
    .all();
  for (const row of rows) {
    const list = byPupil.get(row.relation.pupilId) ?? [];
    list.push(guardianOf(row.person, row.relation));
    byPupil.set(row.relation.pupilId, list);
  }
  return byPupil;
};

const readRoster = (db: Db, day: string): Roster => {
  const rows = db
    .select({ person, classroomId: memberships.classroomId, groupId: memberships.groupId })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .where(and(isMemberOn(day), asPupil()))
    .all()
    .sort(
      (a, b) =>
        compareNames(familyName(a.person), familyName(b.person)) ||
        compareNames(a.person.firstName, b.person.firstName),
    );
  const guardians = guardiansByPupil(db, day);
  const pupils = new Map<string, RosterPupil & { placeIds: string[] }>();
  const byPlace = new Map<string, string[]>();
  for (const { person: who, classroomId, groupId } of rows) {
    const placeId = classroomId ?? groupId ?? "";
    const { id, publicId, firstName } = who;
    const known = pupils.get(id);
    if (known) known.placeIds.push(placeId);
    else
      pupils.set(id, {
        id,
        publicId,
        firstName,
        name: fullName(who),
        placeIds: [placeId],
        guardians: guardians.get(id) ?? [],
      });
    byPlace.set(placeId, [...(byPlace.get(placeId) ?? []), id]);
  }
  return { pupils, byPlace };
};

const rosters = keptUntilWrite<Roster>(4);

/** Who is in school on a day (YYYY-MM-DD). Two queries, kept in memory until the next write. */
export const rosterOn = (db: Db, day: string): Roster => rosters(db, day, () => readRoster(db, day));

export interface Place {
  readonly id: string;
  readonly type: "classroom" | "group";
  /** As short as it may be: "CE2", or the whole label where two classes have the same levels. */
  readonly label: string;
  readonly fullLabel: string;
}

export interface Places {
  readonly yearId: string;
  readonly yearStartsOn: string;
  /** The last day of each school year, by its label. */
  readonly lastDays: ReadonlyMap<string, string>;
  readonly byId: ReadonlyMap<string, Place>;
}

const levelOrder = ["TPS", "PS", "MS", "GS", "CP", "CE1", "CE2", "CM1", "CM2"];
const rank = (place: Place): number => levelOrder.findIndex((level) => place.label.startsWith(level)) + 1 || 99;

const readPlaces = (db: Db): Places => {
  const year = currentYear(db);
  const rooms = db.select().from(classrooms).all();
  const shortOf = ({ levels }: { levels: string[] }): string => levels.join("-");
  const timesUsed = new Map<string, number>();
  for (const room of rooms) {
    const key = `${room.schoolYearId} ${shortOf(room)}`;
    timesUsed.set(key, (timesUsed.get(key) ?? 0) + 1);
  }
  const list: Place[] = rooms.map((room) => {
    const isClear = room.levels.length > 0 && timesUsed.get(`${room.schoolYearId} ${shortOf(room)}`) === 1;
    return { id: room.id, type: "classroom", label: isClear ? shortOf(room) : room.label, fullLabel: room.label };
  });
  for (const { id, label } of db.select().from(groups).all()) list.push({ id, type: "group", label, fullLabel: label });
  list.sort((a, b) => a.type.localeCompare(b.type) || rank(a) - rank(b) || compareNames(a.fullLabel, b.fullLabel));
  const lastDays = new Map(
    db
      .select()
      .from(schoolYears)
      .all()
      .map(({ label, endsOn }) => [label, endsOn]),
  );
  return {
    yearId: year.id,
    yearStartsOn: year.startsOn,
    lastDays,
    byId: new Map(list.map((place) => [place.id, place])),
  };
};

const allPlaces = keptUntilWrite<Places>(1);

/** The current year and the names of classes (youngest first) and groups. Kept in memory until the next write. */
export const placesOf = (db: Db): Places => allPlaces(db, "", () => readPlaces(db));
