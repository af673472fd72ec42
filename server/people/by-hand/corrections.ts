import { and, eq, gte, isNull, or } from "drizzle-orm";
import type { Clock } from "../../core/clock.ts";
import { found, type Tx } from "../../core/db.ts";
import { Invalid } from "../../core/errors.ts";
import { record } from "../../core/events.ts";
import type { Doing } from "../../core/feature.ts";
import { newId } from "../../core/ids.ts";
import { fullName, nameKey } from "../names.ts";
import { memberships, people, pupils, staff } from "../tables.ts";
import { actOn } from "./acts.ts";
import { aliases, corrections } from "./tables.ts";

type Person = typeof people.$inferSelect;
type Pupil = typeof pupils.$inferSelect;
type Staff = typeof staff.$inferSelect;

export type PersonFields = Pick<
  Person,
  | "title"
  | "lastName"
  | "usageName"
  | "firstName"
  | "email"
  | "homePhone"
  | "workPhone"
  | "mobilePhone"
  | "address"
  | "postcode"
  | "city"
  | "country"
>;
export type PupilFields = Pick<Pupil, "birthDate" | "sex" | "ine">;

/** Everything of a person that is written by hand; what is left out stays. */
export interface Corrected {
  readonly person: Partial<PersonFields>;
  readonly pupil?: Partial<PupilFields> | undefined;
  readonly post?: Staff["post"] | undefined;
}

interface Noted {
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Remembers that the head's word stands; the files' word, once it is the head's again, needs no memory. */
export const noteCorrections = (
  tx: Tx,
  { clock }: { readonly clock: Pick<Clock, "iso"> },
  personId: string,
  noted: readonly Noted[],
): void => {
  for (const { field, before, after } of noted) {
    const row = { personId, field, before, at: clock.iso() };
    tx.insert(corrections).values(row).onConflictDoNothing().run();
    const isThis = and(eq(corrections.personId, personId), eq(corrections.field, field));
    const known = tx.select().from(corrections).where(isThis).get();
    if (known?.before === after) tx.delete(corrections).where(isThis).run();
  }
};

export const forgetCorrection = (tx: Tx, personId: string, field: string): void => {
  tx.delete(corrections)
    .where(and(eq(corrections.personId, personId), eq(corrections.field, field)))
    .run();
};

/** Fields that differ, with both values. */
const differing = <T extends object>(was: T, wanted: Partial<T>): Noted[] =>
  Object.entries(wanted).flatMap(([field, after]) => {
    const before: unknown = Reflect.get(was, field);
    return after === undefined || before === after ? [] : [{ field, before: textOf(before), after: textOf(after) }];
  });

const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** Throws Invalid("ine") when another pupil has this number. */
export const checkIne = (tx: Pick<Tx, "select">, ine: string | null | undefined, personId: string): void => {
  if (!ine) return;
  const owner = tx
    .select({ id: people.id, firstName: people.firstName, lastName: people.lastName, usageName: people.usageName })
    .from(pupils)
    .innerJoin(people, eq(people.id, pupils.personId))
    .where(eq(pupils.ine, ine))
    .get();
  if (owner !== undefined && owner.id !== personId)
    throw new Invalid("ine", `Cet INE est celui de ${fullName(owner)}.`);
};

/** Writes values over a person's; returns the fields that changed. */
export const overwrite = (tx: Tx, personId: string, { person, pupil, post }: Corrected): Noted[] => {
  const noted: Noted[] = [];
  const was = tx.select().from(people).where(eq(people.id, personId)).get();
  if (was === undefined) return noted;
  const changed = differing(was, person);
  if (changed.length > 0) {
    const key = nameKey(person.lastName ?? was.lastName, person.firstName ?? was.firstName);
    tx.update(people)
      .set({ ...person, nameKey: key })
      .where(eq(people.id, personId))
      .run();
    noted.push(...changed);
  }
  const wasPupil = pupilOf(tx, personId);
  if (pupil !== undefined && wasPupil !== undefined) {
    checkIne(tx, pupil.ine, personId);
    const changes = differing(wasPupil, pupil);
    if (changes.length > 0) tx.update(pupils).set(pupil).where(eq(pupils.personId, personId)).run();
    noted.push(...changes);
  }
  if (post !== undefined) tx.update(staff).set({ post }).where(eq(staff.personId, personId)).run();
  return noted;
};

/** Files go on naming somebody as they did: the former identity is remembered where it changes. */
const noteFormerIdentity = (tx: Tx, was: Person, pupil: Pupil | undefined, noted: readonly Noted[]): void => {
  const telling = new Set(["lastName", "usageName", "firstName", "birthDate", "ine", "title"]);
  if (!noted.some(({ field, before }) => telling.has(field) && before !== null)) return;
  const { id: personId, title, lastName, usageName, firstName, joinKey } = was;
  const identity = { title, lastName, usageName, firstName, joinKey };
  const born = { birthDate: pupil?.birthDate ?? null, ine: pupil?.ine ?? null };
  tx.insert(aliases)
    .values({ id: newId(), personId, ...identity, ...born })
    .run();
};

const pupilOf = (tx: Tx, personId: string): Pupil | undefined =>
  tx.select().from(pupils).where(eq(pupils.personId, personId)).get();

/** Throws Invalid("post"): whoever becomes a technician, and so sees no pupil, has left classes and groups first. */
const refuseWithPlaces = (tx: Tx, { clock }: Pick<Doing, "clock">, personId: string): void => {
  const isToBe = or(isNull(memberships.endsOn), gte(memberships.endsOn, clock.today()));
  const own = and(eq(memberships.personId, personId), isToBe);
  if (tx.select({ id: memberships.id }).from(memberships).where(own).get() !== undefined)
    throw new Invalid("post", "Un technicien ne voit aucun élève\u00a0: retirez d’abord ses classes et ses groupes.");
};

/** The head corrects a person. Returns the act's id, for undoing it; null when nothing changed. Throws Invalid("ine" | "post"). */
export const correctPerson = (doing: Doing, personId: string, corrected: Corrected): string | null =>
  actOn(doing, "corrected", personId, (tx) => {
    const was = found(tx.select().from(people).where(eq(people.id, personId)).get());
    const pupil = pupilOf(tx, personId);
    if (corrected.post === "technician") refuseWithPlaces(tx, doing, personId);
    const noted = overwrite(tx, personId, corrected);
    noteCorrections(tx, doing, personId, noted);
    noteFormerIdentity(tx, was, pupil, noted);
    record(tx, doing.actor, "person.corrected", { personId, fields: noted.map(({ field }) => field) });
  });

const ofPerson = ["title", "lastName", "usageName", "firstName"] as const;
const ofPupil = ["birthDate", "ine"] as const;

/** What an import compares by is written at once; the rest comes with the import itself. */
const adopted = (field: string, value: string | null): Corrected | null => {
  if (ofPerson.some((name) => name === field)) return { person: { [field]: value } };
  return ofPupil.some((name) => name === field) ? { person: {}, pupil: { [field]: value } } : null;
};

/** The head takes the files' word after all: from now on they may change this field again. */
export const takeFilesWord = (doing: Doing, personId: string, field: string, value: string | null): string | null =>
  actOn(doing, "corrected", personId, (tx) => {
    const values = adopted(field, value);
    if (values !== null) overwrite(tx, personId, values);
    forgetCorrection(tx, personId, field);
    record(tx, doing.actor, "person.corrected", { personId, fields: [field], fromFile: true });
  });
