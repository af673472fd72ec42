import { and, count, eq, isNull } from "drizzle-orm";
import type { Tx } from "../../core/db.ts";
import { newId } from "../../core/ids.ts";
import { nthAvatar } from "../avatars.ts";
import { nameKey } from "../names.ts";
import { classrooms, memberships, people, pupils } from "../tables.ts";
import type { PupilLine } from "./plan-types.ts";
import { insertAll, nameAccounts, newPerson, updatePerson } from "./write-people.ts";

/** What every step of one import's transaction shares. */
export interface Applying {
  tx: Tx;
  yearId: string;
  now: string;
  today: string;
  /** Ids of the year's classes by key of their label. */
  classroomIds: ReadonlyMap<string, string>;
}

export const classroomId = ({ classroomIds }: Applying, label: string | null): string | null =>
  label === null ? null : (classroomIds.get(nameKey(label)) ?? null);

type OpenMembership = { id: string; personId: string; classroomId: string | null; startsOn: string };

/** Classes of the year that nobody has ended, by person. */
export const openMemberships = ({ tx, yearId }: Applying, as: "pupil" | "teacher"): Map<string, OpenMembership[]> => {
  const { id, personId, classroomId: placeId, startsOn } = memberships;
  const rows = tx
    .select({ id, personId, classroomId: placeId, startsOn })
    .from(memberships)
    .innerJoin(classrooms, eq(classrooms.id, memberships.classroomId))
    .where(and(eq(classrooms.schoolYearId, yearId), eq(memberships.as, as), isNull(memberships.endsOn)))
    .all();
  return Map.groupBy(rows, (row) => row.personId);
};

const dayBefore = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);

/** Ends a membership yesterday; one that began today never was. */
export const endMembership = ({ tx, today }: Applying, { id, startsOn }: OpenMembership): void => {
  if (startsOn >= today) tx.delete(memberships).where(eq(memberships.id, id)).run();
  else
    tx.update(memberships)
      .set({ endsOn: dayBefore(today) })
      .where(eq(memberships.id, id))
      .run();
};

type MembershipRow = typeof memberships.$inferInsert;

const membership = (applying: Applying, personId: string, { record }: PupilLine): MembershipRow[] => {
  const place = classroomId(applying, record.classroom);
  if (place === null) return [];
  const { level } = record;
  return [{ id: newId(), personId, classroomId: place, as: "pupil", level, startsOn: applying.today }];
};

const addPupils = (applying: Applying, lines: readonly PupilLine[]): Map<string, string> => {
  const { tx, now } = applying;
  const first = tx.select({ n: count() }).from(pupils).get()?.n ?? 0;
  const added = lines.map((line) => ({ line, person: newPerson(line.record, now) }));
  insertAll(
    tx,
    people,
    added.map(({ person }) => person),
  );
  insertAll(
    tx,
    pupils,
    added.map(({ line: { record }, person }, nth) => ({
      personId: person.id,
      ine: record.ine,
      birthDate: record.birthDate,
      sex: record.sex,
      avatar: nthAvatar(first + nth),
      photoHint: record.photoHint,
    })),
  );
  insertAll(
    tx,
    memberships,
    added.flatMap(({ line, person }) => membership(applying, person.id, line)),
  );
  nameAccounts(
    tx,
    added.map(({ person }) => person),
  );
  return new Map(added.map(({ line, person }) => [line.key, person.id]));
};

const ownFields = ["birthDate", "sex", "ine", "photoHint"] as const;

const updatePupil = (tx: Tx, id: string, { record, changes }: PupilLine): void => {
  const changed = new Set(changes.map(({ field }) => field));
  const set = Object.fromEntries(
    ownFields.filter((field) => changed.has(field)).map((field) => [field, record[field]]),
  );
  if (Object.keys(set).length > 0) tx.update(pupils).set(set).where(eq(pupils.personId, id)).run();
};

const move = (applying: Applying, id: string, line: PupilLine, open: readonly OpenMembership[]): void => {
  const place = classroomId(applying, line.record.classroom);
  if (place === null) return;
  const { level } = line.record;
  for (const former of open) if (former.classroomId !== place) endMembership(applying, former);
  const same = open.find((former) => former.classroomId === place);
  if (same === undefined) insertAll(applying.tx, memberships, membership(applying, id, line));
  else if (level !== null) applying.tx.update(memberships).set({ level }).where(eq(memberships.id, same.id)).run();
};

/** Creates and changes pupils. Returns the id of each line's pupil, by the line's key. */
export const writePupils = (applying: Applying, lines: readonly PupilLine[]): Map<string, string> => {
  const ids = addPupils(
    applying,
    lines.filter(({ state }) => state === "new"),
  );
  const open = openMemberships(applying, "pupil");
  for (const line of lines) {
    if (line.knownId === null) continue;
    ids.set(line.key, line.knownId);
    if (line.state !== "changed") continue;
    updatePerson(applying.tx, line.knownId, line.record, line.changes);
    updatePupil(applying.tx, line.knownId, line);
    move(applying, line.knownId, line, open.get(line.knownId) ?? []);
  }
  return ids;
};
