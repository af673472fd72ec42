import { eq, getTableColumns } from "drizzle-orm";
import { dayPlus } from "../../core/dates.ts";
import { type Db, found, write } from "../../core/db.ts";
import { Conflict } from "../../core/errors.ts";
import { record } from "../../core/events.ts";
import type { Doing } from "../../core/feature.ts";
import { newId } from "../../core/ids.ts";
import { endSessions } from "../credentials.ts";
import { fullName, nameKey } from "../names.ts";
import { people, pupils, staff } from "../tables.ts";
import { type HandAct, keepAct, undoAct } from "./acts.ts";
import type { PersonFields, PupilFields } from "./corrections.ts";
import { handOver } from "./hanging.ts";
import { type Cell, Journal, type Row, rowsWhere } from "./journal.ts";
import { joinMemberships, rulesFor } from "./merge-rules.ts";

type Person = typeof people.$inferSelect;

/** One of the two records that are one person. */
export interface Record {
  readonly person: Person;
  readonly pupil: typeof pupils.$inferSelect | null;
  readonly staff: typeof staff.$inferSelect | null;
}

export const readRecord = (db: Db, personId: string): Record =>
  found(
    db
      .select({ person: people, pupil: pupils, staff })
      .from(people)
      .leftJoin(pupils, eq(pupils.personId, people.id))
      .leftJoin(staff, eq(staff.personId, people.id))
      .where(eq(people.id, personId))
      .get(),
  );

/** Which of the two goes on: the head's own record always does. */
export const inOrder = (one: Record, other: Record): readonly [kept: Record, lost: Record] =>
  other.staff?.isHead === true ? [other, one] : [one, other];

/** Which value wins, for each field in which the two differ. */
export type Winner = "kept" | "lost";

export interface Merging {
  readonly kept: Record;
  readonly lost: Record;
  readonly winners: Readonly<Partial<{ [field in keyof (PersonFields & PupilFields)]: Winner }>>;
  /** Whose classes go on, where they are in different ones. */
  readonly classes: Winner | "both";
}

const personFields = [
  "title",
  "lastName",
  "usageName",
  "firstName",
  "email",
  "homePhone",
  "workPhone",
  "mobilePhone",
  "address",
  "postcode",
  "city",
  "country",
] as const satisfies readonly (keyof PersonFields)[];
const pupilFields = ["birthDate", "sex", "ine"] as const satisfies readonly (keyof PupilFields)[];

/** A field in which the two records say different things. */
export interface Difference {
  readonly field: keyof (PersonFields & PupilFields);
  readonly kept: string | null;
  readonly lost: string | null;
}

/** What the two records say, field by field, where they differ. */
export const differencesOf = ({ kept, lost }: Pick<Merging, "kept" | "lost">): Difference[] =>
  [
    ...personFields.map((field) => ({ field, kept: kept.person[field], lost: lost.person[field] })),
    ...pupilFields.map((field) => ({ field, kept: kept.pupil?.[field] ?? null, lost: lost.pupil?.[field] ?? null })),
  ].filter((one) => one.kept !== one.lost);

/** Where nothing was chosen: the record that goes on, unless it says nothing. */
const winnerOf = ({ winners }: Merging, { field, kept }: Difference): Winner =>
  winners[field] ?? (kept === null ? "lost" : "kept");

const columnOf = (table: typeof people | typeof pupils, field: string): string => {
  const columns: { readonly [field: string]: { readonly name: string } } = getTableColumns(table);
  return columns[field]?.name ?? field;
};

const taken = (merging: Merging, table: typeof people | typeof pupils, fields: readonly string[]): Row => {
  const won = differencesOf(merging).filter((one) => fields.includes(one.field) && winnerOf(merging, one) === "lost");
  return Object.fromEntries(won.map(({ field, lost }): [string, Cell] => [columnOf(table, field), lost]));
};

const overwrite = (db: Db, journal: Journal, merging: Merging): void => {
  const id = merging.kept.person.id;
  const [pupil] = rowsWhere(db.$client, "pupils", { person_id: id });
  const forPupil = taken(merging, pupils, pupilFields);
  if (pupil !== undefined && Object.keys(forPupil).length > 0) journal.update("pupils", pupil, forPupil);
  const forPerson = taken(merging, people, personFields);
  const [person] = rowsWhere(db.$client, "people", { id });
  if (person === undefined || Object.keys(forPerson).length === 0) return;
  const named = { ...person, ...forPerson };
  const key = nameKey(String(named.last_name), String(named.first_name));
  journal.update("people", person, { ...forPerson, name_key: key });
};

/** The files go on saying what lost: remembered like a correction, and the other name as an alias. */
const remember = ({ db, clock }: Doing, journal: Journal, merging: Merging): void => {
  const { kept, lost } = merging;
  for (const one of differencesOf(merging)) {
    const before = winnerOf(merging, one) === "kept" ? one.lost : one.kept;
    const key = { person_id: kept.person.id, field: one.field };
    if (rowsWhere(db.$client, "corrections", key).length === 0)
      journal.insert("corrections", { ...key, before, at: clock.iso() });
  }
  const { title, lastName, usageName, firstName } = lost.person;
  journal.insert("aliases", {
    id: newId(),
    person_id: kept.person.id,
    title,
    last_name: lastName,
    usage_name: usageName,
    first_name: firstName,
    birth_date: lost.pupil?.birthDate ?? null,
    ine: lost.pupil?.ine ?? null,
    join_key: lost.person.joinKey,
  });
};

const openClasses = ({ db }: Doing, { person }: Record): Row[] =>
  rowsWhere(db.$client, "memberships", { person_id: person.id, ends_on: null }).filter(
    ({ classroom_id }) => classroom_id !== null,
  );

const endClasses = (doing: Doing, journal: Journal, { kept, lost, classes }: Merging): void => {
  const [going, ending] = classes === "lost" ? [lost, kept] : [kept, lost];
  if (classes === "both" || openClasses(doing, going).length === 0) return;
  const yesterday = dayPlus(doing.clock.today(), -1);
  for (const row of openClasses(doing, ending)) {
    if (String(row.starts_on) > yesterday) journal.remove("memberships", row);
    else journal.update("memberships", row, { ends_on: yesterday });
  }
};

const check = ({ kept, lost }: Merging): void => {
  if (kept.person.id === lost.person.id) throw new Conflict("C’est la même fiche.");
  if ((kept.pupil === null) !== (lost.pupil === null))
    throw new Conflict("Un élève et un adulte ne sont pas la même personne.");
  if (lost.staff?.isHead) throw new Conflict("La fiche de la direction est celle qui reste.");
};

const hasLeft = ({ person }: Record, today: string): boolean => person.leftOn !== null && person.leftOn < today;

/** Somebody of whom one record had left and the other had not is here; the academic directory's key is not lost. */
const stay = ({ db, clock }: Doing, journal: Journal, { kept, lost }: Merging): void => {
  const today = clock.today();
  const [row] = rowsWhere(db.$client, "people", { id: kept.person.id });
  if (row === undefined) return;
  if (hasLeft(kept, today) && !hasLeft(lost, today)) journal.update("people", row, { left_on: lost.person.leftOn });
  if (kept.person.joinKey === null && lost.person.joinKey !== null)
    journal.update("people", row, { join_key: lost.person.joinKey });
};

/**
 * Two records are one person: everything that hangs on the lost one moves to the kept one, whose sessions end. Kept row by
 * row, so that splitting gives both back. Returns the act's id. Throws Conflict.
 */
export const mergePeople = (doing: Doing, merging: Merging): string =>
  write(doing, (tx) => {
    check(merging);
    const { kept, lost } = merging;
    const client = doing.db.$client;
    const journal = new Journal(client);
    endClasses(doing, journal, merging);
    joinMemberships(client, journal, lost.person.id, kept.person.id);
    handOver(client, journal, lost.person.id, kept.person.id, rulesFor(client, kept.person.id));
    for (const row of rowsWhere(client, "people", { id: lost.person.id })) journal.remove("people", row);
    stay(doing, journal, merging);
    overwrite(doing.db, journal, merging);
    remember(doing, journal, merging);
    endSessions(tx, doing, kept.person.id);
    const actId = keepAct(tx, doing, "merged", kept.person.id, journal.changes, fullName(lost.person)) ?? "";
    const ids = { personId: kept.person.id, mergedId: lost.person.id, actId };
    record(tx, doing.actor, "person.merged", ids);
    return actId;
  });

/** Gives both records back; what came later stays with the one that went on. Throws Conflict when something is in the way. */
export const splitPeople = (doing: Doing, act: HandAct): void => {
  if (act.kind !== "merged") throw new Conflict("Ce n’est pas une réunion de deux fiches.");
  const restored = act.journal.flatMap((change) =>
    change.did === "remove" && change.table === "people" ? [String(change.row.id)] : [],
  );
  undoAct(doing, act, (tx) => {
    for (const personId of [act.personId, ...restored]) endSessions(tx, doing, personId);
  });
};
