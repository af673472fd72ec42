import { and, eq, isNull } from "drizzle-orm";
import { newId } from "../../core/ids.ts";
import { nameKey } from "../names.ts";
import { classrooms, memberships, people, staff } from "../tables.ts";
import type { ClassroomLine, StaffLine } from "./plan-types.ts";
import { levels } from "./values.ts";
import { insertAll, nameAccounts, newPerson, updatePerson } from "./write-people.ts";
import { type Applying, classroomId, endMembership, openMemberships } from "./write-pupils.ts";

/** Creates, renames and completes the year's classes. Returns their ids by key of their label. */
export const writeClassrooms = (
  { tx, yearId }: Pick<Applying, "tx" | "yearId">,
  lines: readonly ClassroomLine[],
): Map<string, string> => {
  const ids = new Map<string, string>();
  for (const { label, knownId, ondeId, levels: found } of lines) {
    const id = knownId ?? newId();
    ids.set(nameKey(label), id);
    if (knownId === null)
      tx.insert(classrooms).values({ id, schoolYearId: yearId, label, ondeId, levels: found }).run();
    else tx.update(classrooms).set({ label, ondeId }).where(eq(classrooms.id, id)).run();
  }
  return ids;
};

/** Keeps each class's levels those of its pupils; a class without pupils keeps what somebody noted. */
export const noteLevels = ({ tx, yearId }: Pick<Applying, "tx" | "yearId">): void => {
  const rows = tx
    .selectDistinct({ id: classrooms.id, level: memberships.level, noted: classrooms.levels })
    .from(memberships)
    .innerJoin(classrooms, eq(classrooms.id, memberships.classroomId))
    .where(and(eq(classrooms.schoolYearId, yearId), eq(memberships.as, "pupil"), isNull(memberships.endsOn)))
    .all();
  for (const [id, attended] of Map.groupBy(rows, (row) => row.id)) {
    const found = levels.filter((level) => attended.some((row) => row.level === level));
    const isNoted = found.join() === attended[0]?.noted.join();
    if (found.length > 0 && !isNoted) tx.update(classrooms).set({ levels: found }).where(eq(classrooms.id, id)).run();
  }
};

type MembershipRow = typeof memberships.$inferInsert;

const teaching = (applying: Applying, personId: string, labels: readonly string[]): MembershipRow[] =>
  labels.flatMap((label) => {
    const place = classroomId(applying, label);
    return place === null
      ? []
      : [{ id: newId(), personId, classroomId: place, as: "teacher", startsOn: applying.today }];
  });

const moveTeachers = (applying: Applying, lines: readonly StaffLine[]): void => {
  const open = openMemberships(applying, "teacher");
  for (const { knownId, record, changes } of lines) {
    if (knownId === null || !changes.some(({ field }) => field === "classroom")) continue;
    const taught = open.get(knownId) ?? [];
    const rows = teaching(applying, knownId, record.classrooms);
    const wanted = new Set(rows.map((row) => row.classroomId));
    for (const former of taught) if (!wanted.has(former.classroomId)) endMembership(applying, former);
    const kept = new Set(taught.map((former) => former.classroomId));
    insertAll(
      applying.tx,
      memberships,
      rows.filter((row) => !kept.has(row.classroomId ?? null)),
    );
  }
};

/** Creates and changes members of staff. « Directeur » makes nobody head: only the present head can. */
export const writeStaff = (applying: Applying, lines: readonly StaffLine[]): void => {
  const { tx, now } = applying;
  const added = lines
    .filter(({ state }) => state === "new")
    .map((line) => ({ line, person: newPerson(line.record, now) }));
  insertAll(
    tx,
    people,
    added.map(({ person }) => person),
  );
  insertAll(
    tx,
    staff,
    added.map(({ person }) => ({ personId: person.id, post: "teacher" as const })),
  );
  insertAll(
    tx,
    memberships,
    added.flatMap(({ line, person }) => teaching(applying, person.id, line.record.classrooms)),
  );
  nameAccounts(
    tx,
    added.map(({ person }) => person),
  );
  const changed = lines.filter(({ state }) => state === "changed");
  for (const { knownId, record, changes } of changed) {
    if (knownId !== null) updatePerson(tx, knownId, record, changes);
  }
  moveTeachers(applying, changed);
};
