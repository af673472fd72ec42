import { and, desc, gte, like, lt, or, type SQL, sql } from "drizzle-orm";
import { dayPlus, startOfDay } from "../../core/dates.ts";
import { isOneOf } from "../../core/db.ts";
import { type EventRow, events } from "../../core/events.ts";
import type { Doing } from "../../core/feature.ts";
import { fullName, nameKey, titledName } from "../../people/names.ts";
import { people, pupils } from "../../people/tables.ts";
import { startsOf } from "./words.ts";

type Reading = Pick<Doing, "db">;
type InTime = Pick<Doing, "db" | "clock">;

export interface Filter {
  /** Words of a name; who did it, or to whom. */
  readonly person: string;
  readonly kind: string;
  /** The school's days, YYYY-MM-DD; "" for open ends. */
  readonly from: string;
  readonly until: string;
}

export const pageSize = 50;

/** People whose name holds every word. */
const idsNamed = ({ db }: Reading, typed: string): string[] => {
  const words = typed
    .split(/\s+/)
    .map((word) => nameKey(word))
    .filter(Boolean);
  if (words.length === 0) return [];
  return db
    .select({ id: people.id })
    .from(people)
    .where(and(...words.map((word) => like(people.nameKey, `%${word}%`))))
    .limit(500)
    .all()
    .map(({ id }) => id);
};

const concerns = (reading: Reading, person: string): SQL | undefined => {
  if (person.trim() === "") return undefined;
  const ids = idsNamed(reading, person);
  const inData = sql`exists (select 1 from json_tree(${events.data}) as leaf where leaf.value in (select value from json_each(${JSON.stringify(ids)})))`;
  return or(isOneOf(events.actorId, ids), inData);
};

const matches = (reading: InTime, { person, kind, from, until }: Filter): SQL | undefined =>
  and(
    concerns(reading, person),
    startsOf(kind).length === 0 ? undefined : or(...startsOf(kind).map((start) => like(events.type, `${start}.%`))),
    from === "" ? undefined : gte(events.at, startOfDay(from, reading.clock.timeZone)),
    until === "" ? undefined : lt(events.at, startOfDay(dayPlus(until, 1), reading.clock.timeZone)),
  );

/** Events that fit, the newest first; below `before` (a number) where there is one. */
export const listEvents = (reading: InTime, filter: Filter, before: number | null, limit = pageSize + 1): EventRow[] =>
  reading.db
    .select()
    .from(events)
    .where(and(matches(reading, filter), before === null ? undefined : lt(events.seq, before)))
    .orderBy(desc(events.seq))
    .limit(limit)
    .all();

/** Names of everybody who stands in these events, by one query. */
export const namesIn = ({ db }: Reading, rows: readonly EventRow[]): ((id: unknown) => string) => {
  const ids = new Set(rows.flatMap(({ actorId, data }) => [actorId, ...Object.values(data)]));
  const wanted = [...ids].filter((id): id is string => typeof id === "string");
  const found = db
    .select({ person: people, pupilId: pupils.personId })
    .from(people)
    .leftJoin(pupils, sql`${pupils.personId} = ${people.id}`)
    .where(isOneOf(people.id, wanted))
    .all();
  const names = new Map(
    found.map(({ person, pupilId }) => [person.id, pupilId === null ? titledName(person) : fullName(person)]),
  );
  return (id) => names.get(String(id)) ?? "une personne effacée";
};
