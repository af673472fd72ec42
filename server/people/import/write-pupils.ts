import { and, count, eq, isNull } from "drizzle-orm";
import { dayPlus } from "../../core/dates.ts";
import type { Db, Tx } from "../../core/db.ts";
import { newId } from "../../core/ids.ts";
import { nthAvatar } from "../avatars.ts";
import { nameKey } from "../names.ts";
import { classrooms, memberships, pupils } from "../tables.ts";
import type { PupilLine } from "./plan-types.ts";
import type { Steps } from "./steps.ts";
import { freeKeys, knowChanged, nameAccounts, newPerson, updatePerson } from "./write-people.ts";

/** What the writers of one import share: they read the present rows and gather what is to be done. */
export interface Applying {
  db: Pick<Db | Tx, "select" | "all">;
  steps: Steps;
  yearId: string;
  now: string;
  today: string;
  /** Ids of the year's classes by key of their label. */
  classroomIds: ReadonlyMap<string, string>;
}

export const classroomId = ({ classroomIds }: Applying, label: string | null): string | null =>
  label === null ? null : (classroomIds.get(nameKey(label)) ?? null);

type OpenMembership = {
  id: string;
  personId: string;
  classroomId: string | null;
  startsOn: string;
  isByHand: boolean;
};

/** Classes of the year that nobody has ended, by person. */
export const openMemberships = (
  { db, steps, yearId }: Applying,
  as: "pupil" | "teacher",
): Map<string, OpenMembership[]> => {
  const { id, personId, classroomId: placeId, startsOn, isByHand } = memberships;
  const rows = db
    .select({ id, personId, classroomId: placeId, startsOn, isByHand })
    .from(memberships)
    .innerJoin(classrooms, eq(classrooms.id, memberships.classroomId))
    .where(and(eq(classrooms.schoolYearId, yearId), eq(memberships.as, as), isNull(memberships.endsOn)))
    .all();
  steps.know(
    "memberships",
    rows.map((row) => row.id),
  );
  return Map.groupBy(rows, (row) => row.personId);
};

/** Ends a membership yesterday; one that began today never was. */
export const endMembership = ({ steps, today }: Applying, { id, startsOn }: OpenMembership): void => {
  if (startsOn >= today) steps.remove("memberships", id, "late");
  else steps.update("memberships", id, { endsOn: dayPlus(today, -1) }, "late");
};

const place = (applying: Applying, personId: string, { record: { classroom, level } }: PupilLine): void => {
  const room = classroomId(applying, classroom);
  if (room === null) return;
  const row = { id: newId(), personId, classroomId: room, as: "pupil", level, startsOn: applying.today } as const;
  applying.steps.insert("memberships", row, "late");
};

const addPupil = (applying: Applying, line: PupilLine, nth: number) => {
  const { steps, now } = applying;
  const { ine, birthDate, sex, photoHint } = line.record;
  const person = newPerson(line.record, now);
  steps.insert("people", person, "early");
  steps.insert("pupils", { personId: person.id, ine, birthDate, sex, avatar: nthAvatar(nth), photoHint }, "early");
  place(applying, person.id, line);
  return person;
};

const addPupils = (applying: Applying, lines: readonly PupilLine[]): Map<string, string> => {
  const { db, steps } = applying;
  const first = db.select({ n: count() }).from(pupils).get()?.n ?? 0;
  const added = lines.map((line, nth) => ({ line, person: addPupil(applying, line, first + nth) }));
  nameAccounts(
    db,
    steps,
    added.map(({ person }) => person),
  );
  return new Map(added.map(({ line, person }) => [line.key, person.id]));
};

const ownFields = ["birthDate", "sex", "ine", "photoHint"] as const;

const updatePupil = (steps: Steps, id: string, { record, changes }: PupilLine): void => {
  const changed = new Set(changes.map(({ field }) => field));
  const set = Object.fromEntries(
    ownFields.filter((field) => changed.has(field)).map((field) => [field, record[field]]),
  );
  if (Object.keys(set).length > 0) steps.update("pupils", id, set, "early");
};

const move = (applying: Applying, id: string, line: PupilLine, open: readonly OpenMembership[]): void => {
  if (line.record.leavesOn !== undefined) for (const former of open) endMembership(applying, former);
  const room = classroomId(applying, line.record.classroom);
  if (room === null) return;
  const { level } = line.record;
  for (const former of open) if (former.classroomId !== room && !former.isByHand) endMembership(applying, former);
  const same = open.find((former) => former.classroomId === room);
  if (same === undefined) place(applying, id, line);
  else if (level !== null) applying.steps.update("memberships", same.id, { level }, "late");
};

/** Creates and changes pupils. Returns the id of each line's pupil, by the line's key. */
export const writePupils = (applying: Applying, lines: readonly PupilLine[]): Map<string, string> => {
  const { steps } = applying;
  freeKeys(steps, lines);
  const ids = addPupils(
    applying,
    lines.filter(({ state }) => state === "new"),
  );
  const open = openMemberships(applying, "pupil");
  knowChanged(steps, lines);
  steps.know(
    "pupils",
    lines.flatMap(({ knownId }) => knownId ?? []),
  );
  for (const line of lines) {
    if (line.knownId === null) continue;
    ids.set(line.key, line.knownId);
    if (line.state !== "changed") continue;
    updatePerson(steps, line.knownId, line.record, line.changes);
    updatePupil(steps, line.knownId, line);
    move(applying, line.knownId, line, open.get(line.knownId) ?? []);
  }
  return ids;
};
