import { eq, sql } from "drizzle-orm";
import { newId } from "../../core/ids.ts";
import { nameKey } from "../names.ts";
import { classrooms } from "../tables.ts";
import type { ClassroomLine, StaffLine } from "./plan-types.ts";
import { levels } from "./values.ts";
import { freeKeys, knowChanged, nameAccounts, newPerson, updatePerson } from "./write-people.ts";
import { type Applying, classroomId, endMembership, openMemberships } from "./write-pupils.ts";

/** Creates, renames and completes the year's classes. Returns their ids by key of their label. */
export const writeClassrooms = (
  { steps, yearId }: Pick<Applying, "steps" | "yearId">,
  lines: readonly ClassroomLine[],
): Map<string, string> => {
  const ids = new Map<string, string>();
  steps.know(
    "classrooms",
    lines.flatMap(({ knownId }) => knownId ?? []),
  );
  for (const { label, knownId, ondeId, levels: found } of lines) {
    const id = knownId ?? newId();
    ids.set(nameKey(label), id);
    if (knownId === null)
      steps.insert("classrooms", { id, schoolYearId: yearId, label, ondeId, levels: found }, "late");
    else steps.update("classrooms", id, { label, ondeId }, "late");
  }
  return ids;
};

/** Keeps each class's levels those of its pupils; a class without pupils keeps what somebody noted. */
export const noteLevels = ({ db, steps, yearId }: Pick<Applying, "db" | "steps" | "yearId">): void => {
  const rooms = db
    .select({ id: classrooms.id })
    .from(classrooms)
    .where(eq(classrooms.schoolYearId, yearId))
    .all()
    .map(({ id }) => id);
  steps.know("classrooms", rooms);
  const ids = sql`(select value from json_each(${JSON.stringify(rooms)}))`;
  steps.knowWhere("memberships", sql`classroom_id in ${ids} and "as" = 'pupil' and ends_on is null`);
  const attended = new Map<string, Set<unknown>>();
  for (const row of steps.known("memberships")) {
    if (row.as !== "pupil" || row.ends_on !== null || row.classroom_id === null) continue;
    const place = String(row.classroom_id);
    attended.set(place, (attended.get(place) ?? new Set()).add(row.level));
  }
  for (const { id, school_year_id: year } of steps.known("classrooms")) {
    const found = levels.filter((level) => attended.get(String(id))?.has(level));
    if (year === yearId && found.length > 0) steps.update("classrooms", id ?? null, { levels: found }, "late");
  }
};

const teach = ({ steps, today }: Applying, personId: string, room: string): void =>
  steps.insert("memberships", { id: newId(), personId, classroomId: room, as: "teacher", startsOn: today }, "late");

const roomsOf = (applying: Applying, labels: readonly string[]): Set<string> =>
  new Set(labels.flatMap((label) => classroomId(applying, label) ?? []));

const moveTeachers = (applying: Applying, lines: readonly StaffLine[]): void => {
  const open = openMemberships(applying, "teacher");
  for (const { knownId, record, changes } of lines) {
    if (knownId !== null && record.leavesOn !== undefined) {
      for (const former of open.get(knownId) ?? []) endMembership(applying, former);
    }
    if (knownId === null || !changes.some(({ field }) => field === "classroom")) continue;
    const taught = open.get(knownId) ?? [];
    const wanted = roomsOf(applying, record.classrooms);
    for (const former of taught)
      if (!former.isByHand && !wanted.has(former.classroomId ?? "")) endMembership(applying, former);
    const kept = new Set(taught.map((former) => former.classroomId));
    for (const room of wanted) if (!kept.has(room)) teach(applying, knownId, room);
  }
};

/** Creates and changes members of staff. « Directeur » makes nobody head: only the present head can. */
export const writeStaff = (applying: Applying, lines: readonly StaffLine[]): void => {
  const { db, steps, now } = applying;
  freeKeys(steps, lines);
  const added = lines
    .filter(({ state }) => state === "new")
    .map((line) => ({ line, person: newPerson(line.record, now) }));
  for (const { line, person } of added) {
    steps.insert("people", person, "early");
    steps.insert("staff", { personId: person.id, post: "teacher" }, "early");
    for (const room of roomsOf(applying, line.record.classrooms)) teach(applying, person.id, room);
  }
  nameAccounts(
    db,
    steps,
    added.map(({ person }) => person),
  );
  const changed = lines.filter(({ state }) => state === "changed");
  knowChanged(steps, changed);
  for (const { knownId, record, changes } of changed) {
    if (knownId !== null) updatePerson(steps, knownId, record, changes);
  }
  moveTeachers(applying, changed);
};
