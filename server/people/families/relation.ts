import { and, eq, gte, isNull, like, or, type SQL } from "drizzle-orm";
import { found, write } from "../../core/db.ts";
import { Conflict } from "../../core/errors.ts";
import { record } from "../../core/events.ts";
import type { Doing } from "../../core/feature.ts";
import { newId } from "../../core/ids.ts";
import type { PersonFields } from "../by-hand/corrections.ts";
import { insertPerson } from "../by-hand/creating.ts";
import { compareNames, familyName } from "../names.ts";
import { guardianships, people, pupils } from "../tables.ts";
import { type CourtDecision, endIdleSheet, pairKey, standingDecisions } from "./decisions.ts";
import { relationColumns, type Said } from "./kinds.ts";

type Reading = Pick<Doing, "db" | "clock">;
export type Guardianship = typeof guardianships.$inferSelect;
type Person = typeof people.$inferSelect;

/** One person around a child, as the head sees it: relation, decision, and the person. */
export interface Around {
  readonly guardianship: Guardianship;
  readonly guardian: Person;
  readonly decision: CourtDecision | null;
  /** Its last day is past. */
  readonly isOver: boolean;
}

/** A pupil of this school, past or present. Throws NotFound. */
export const getPupil = ({ db }: Pick<Doing, "db">, id: string): Person =>
  found(
    db
      .select({ person: people })
      .from(pupils)
      .innerJoin(people, eq(people.id, pupils.personId))
      .where(eq(pupils.personId, id))
      .get(),
  ).person;

/** Everybody who is or was something to this child: those of today first, then by name. */
export const around = (reading: Reading, pupilId: string): Around[] => {
  const today = reading.clock.today();
  const decisions = standingDecisions(reading, pupilId);
  return reading.db
    .select({ guardianship: guardianships, guardian: people })
    .from(guardianships)
    .innerJoin(people, eq(people.id, guardianships.guardianId))
    .where(eq(guardianships.pupilId, pupilId))
    .all()
    .map(({ guardianship, guardian }) => ({
      guardianship,
      guardian,
      decision: decisions.get(pairKey(guardianship)) ?? null,
      isOver: guardianship.endsOn !== null && guardianship.endsOn < today,
    }))
    .sort(
      (a, b) => Number(a.isOver) - Number(b.isOver) || compareNames(familyName(a.guardian), familyName(b.guardian)),
    );
};

export const oneAround = (reading: Reading, pupilId: string, relationId: string): Around =>
  found(around(reading, pupilId).find(({ guardianship }) => guardianship.id === relationId));

/** Adds somebody known, or somebody new, to those around a child. A relation that had ended begins anew. Returns its id. */
export const addRelation = (doing: Doing, pupilId: string, who: string | PersonFields, said: Said): string =>
  write(doing, (tx) => {
    const guardianId = typeof who === "string" ? who : insertPerson(tx, doing, who);
    if (guardianId === pupilId) throw new Conflict("Un enfant n’est pas son propre responsable.");
    const pair = and(eq(guardianships.guardianId, guardianId), eq(guardianships.pupilId, pupilId));
    const known = tx.select().from(guardianships).where(pair).get();
    if (known !== undefined && (known.endsOn === null || known.endsOn >= doing.clock.today()))
      throw new Conflict("Cette personne est déjà dans l’entourage de l’enfant.");
    const id = known?.id ?? newId();
    if (known === undefined)
      tx.insert(guardianships)
        .values({ id, guardianId, pupilId, ...relationColumns(said) })
        .run();
    else tx.update(guardianships).set(relationColumns(said)).where(pair).run();
    record(tx, doing.actor, "guardianship.added", { guardianshipId: id, guardianId, pupilId });
    return id;
  });

/** Kind, dates, rights, authority. A guardian to whom nothing is left to read loses the sheet. */
export const changeRelation = (doing: Doing, { id, guardianId, pupilId }: Guardianship, said: Said): void =>
  write(doing, (tx) => {
    tx.update(guardianships).set(relationColumns(said)).where(eq(guardianships.id, id)).run();
    record(tx, doing.actor, "guardianship.changed", { guardianshipId: id, guardianId, pupilId });
    endIdleSheet(tx, doing, guardianId);
  });

/** Sets the last day; null takes the end back. */
export const endRelation = (doing: Doing, { id, guardianId, pupilId }: Guardianship, endsOn: string | null): void =>
  write(doing, (tx) => {
    tx.update(guardianships).set({ endsOn }).where(eq(guardianships.id, id)).run();
    const type = endsOn === null ? "guardianship.resumed" : "guardianship.ended";
    record(tx, doing.actor, type, { guardianshipId: id, guardianId, pupilId });
    endIdleSheet(tx, doing, guardianId);
  });

const isHere = (day: string) => or(isNull(people.leftOn), gte(people.leftOn, day));

const adults = ({ db, clock }: Reading, which: SQL | undefined): Person[] =>
  db
    .select({ person: people })
    .from(people)
    .leftJoin(pupils, eq(pupils.personId, people.id))
    .where(and(isNull(pupils.personId), isHere(clock.today()), which))
    .all()
    .map(({ person }) => person);

/** An adult who has not left. Throws NotFound. */
export const getAdult = (reading: Reading, id: string): Person => found(adults(reading, eq(people.id, id))[0]);

/** Adults whose name holds these words, for the head who adds one to a child; at most twenty. */
export const findAdults = (reading: Reading, words: readonly string[]): Person[] =>
  words.length === 0
    ? []
    : adults(reading, and(...words.map((word) => like(people.nameKey, `%${word}%`))))
        .sort((a, b) => compareNames(familyName(a), familyName(b)))
        .slice(0, 20);
