import { eq, sql } from "drizzle-orm";
import { type Db, write } from "../../core/db.ts";
import { record } from "../../core/events.ts";
import type { Doing } from "../../core/feature.ts";
import { compareNames, fullName, nameKey } from "../names.ts";
import { people, pupils } from "../tables.ts";
import { distinctPeople } from "./tables.ts";

/** Two records that may be one person, and why. */
export interface Double {
  readonly one: Candidate;
  readonly other: Candidate;
  /** In French: "même nom", "même date de naissance"… */
  readonly shared: readonly string[];
}

const readCandidates = (db: Db, today: string) =>
  db
    .select({
      id: people.id,
      title: people.title,
      lastName: people.lastName,
      usageName: people.usageName,
      firstName: people.firstName,
      nameKey: people.nameKey,
      email: people.email,
      mobilePhone: people.mobilePhone,
      homePhone: people.homePhone,
      address: people.address,
      birthDate: pupils.birthDate,
      ine: pupils.ine,
      isPupil: sql<number>`${pupils.personId} is not null`,
      relatives: sql<
        string[]
      >`(select json_group_array(case when guardian_id = people.id then pupil_id else guardian_id end)
        from guardianships where guardian_id = people.id or pupil_id = people.id)`.mapWith((json: string): string[] =>
        JSON.parse(json),
      ),
    })
    .from(people)
    .leftJoin(pupils, eq(pupils.personId, people.id))
    .where(sql`(${people.leftOn} is null or ${people.leftOn} >= ${today})`)
    .all();
export type Candidate = ReturnType<typeof readCandidates>[number];

const isSame = (a: string | null, b: string | null): boolean => a !== null && a === b;

const sharedBy = (one: Candidate, other: Candidate): string[] => {
  const isNamesake = one.nameKey === other.nameKey;
  const isKin = one.relatives.some((id) => other.relatives.includes(id));
  const signs: readonly (readonly [is: boolean, words: string])[] = [
    [isNamesake, "même nom et même prénom"],
    [!isNamesake, "même prénom"],
    [isSame(one.birthDate, other.birthDate), "même date de naissance"],
    [isKin, one.isPupil === 1 ? "un responsable en commun" : "un enfant en commun"],
    [isSame(one.email, other.email), "même courriel"],
    [isSame(one.mobilePhone, other.mobilePhone), "même portable"],
    [isSame(one.homePhone, other.homePhone), "même téléphone du domicile"],
    [isSame(one.address, other.address), "même adresse"],
  ];
  return signs.filter(([is]) => is).map(([, words]) => words);
};

/** Two INEs are two pupils. A name alone proves nothing; namesakes share one thing more, people of the same first name two. */
const isLikely = (one: Candidate, other: Candidate, shared: readonly string[]): boolean => {
  if (one.isPupil !== other.isPupil) return false;
  if (one.ine !== null && other.ine !== null && one.ine !== other.ine) return false;
  if (one.title !== null && other.title !== null && one.title !== other.title) return false;
  return shared.length >= (one.nameKey === other.nameKey ? 2 : 3);
};

/** Candidates who have something telling in common, and so may be one. */
const gathered = (candidates: readonly Candidate[]): Candidate[][] => {
  const groups = new Map<string, Candidate[]>();
  for (const person of candidates) {
    const first = nameKey(person.firstName);
    const keys = [
      `name ${person.nameKey}`,
      ...[person.email, person.mobilePhone].flatMap((sign) => (sign === null ? [] : [`${first} ${sign}`])),
      ...(person.birthDate === null ? [] : [`${first} ${person.birthDate}`]),
    ];
    for (const key of new Set(keys)) groups.set(key, [...(groups.get(key) ?? []), person]);
  }
  return [...groups.values()].filter(({ length }) => length > 1 && length < 20);
};

const pairKey = (a: string, b: string): string => (a < b ? `${a} ${b}` : `${b} ${a}`);

/** Probable doubles among those who are here, by name; pairs that the head told apart are left out. */
export const findDoubles = ({ db, clock }: Pick<Doing, "db" | "clock">): Double[] => {
  const told = new Set(
    db
      .select()
      .from(distinctPeople)
      .all()
      .map(({ oneId, otherId }) => pairKey(oneId, otherId)),
  );
  const found = new Map<string, Double>();
  for (const group of gathered(readCandidates(db, clock.today())))
    for (const [place, one] of group.entries())
      for (const other of group.slice(place + 1)) {
        const key = pairKey(one.id, other.id);
        const shared = sharedBy(one, other);
        if (told.has(key) || found.has(key) || !isLikely(one, other, shared)) continue;
        found.set(key, { one, other, shared });
      }
  return [...found.values()].sort((a, b) => compareNames(fullName(a.one), fullName(b.one)));
};

/** The head says: these are two people. */
export const tellApart = (doing: Doing, a: string, b: string): void =>
  write(doing, (tx) => {
    const [oneId, otherId] = a < b ? [a, b] : [b, a];
    tx.insert(distinctPeople).values({ oneId, otherId }).onConflictDoNothing().run();
    record(tx, doing.actor, "person.told-apart", { personId: oneId, otherId });
  });
