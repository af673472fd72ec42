import { eq, sql } from "drizzle-orm";
import { found, write } from "../../core/db.ts";
import { record } from "../../core/events.ts";
import type { Doing } from "../../core/feature.ts";
import { type CourtDecision, pairKey, standingDecisions } from "../../people/families/decisions.ts";
import { signsByAuthority } from "../../people/families/kinds.ts";
import { compareNames, familyName, fullName } from "../../people/names.ts";
import { isGuardianOn } from "../../people/relations.ts";
import { guardianships, people, school } from "../../people/tables.ts";

export type Guardianship = typeof guardianships.$inferSelect;
type Person = typeof people.$inferSelect;
type Reading = Pick<Doing, "db" | "clock">;

/** What is left to this guardian for this child: all, reading without signing, or nothing. */
export type Decision = "none" | "reads" | "nothing";

export interface Relation {
  readonly guardianship: Guardianship;
  readonly guardian: Person;
  readonly pupil: Person;
  readonly decision: Decision;
  /** The decision that stands today or will; null when none was noted, or its effect came with a file. */
  readonly noted: CourtDecision | null;
}

const decisionOf = (
  { kind, authority, mayRead, decisionNote }: Guardianship,
  noted: CourtDecision | null,
): Decision => {
  if (noted?.hidesChild || (!mayRead && decisionNote !== null)) return "nothing";
  return (authority === "none" && signsByAuthority(kind)) || noted?.takesAuthority ? "reads" : "none";
};

const relate = (
  guardianship: Guardianship,
  here: ReadonlyMap<string, Person>,
  decisions: ReadonlyMap<string, CourtDecision>,
): Relation[] => {
  const [guardian, pupil] = [here.get(guardianship.guardianId), here.get(guardianship.pupilId)];
  const noted = decisions.get(pairKey(guardianship)) ?? null;
  return guardian === undefined || pupil === undefined
    ? []
    : [{ guardianship, guardian, pupil, noted, decision: decisionOf(guardianship, noted) }];
};

/** Every guardian and child of today, by the child's name. */
export const listRelations = (reading: Reading): Relation[] => {
  const { db, clock } = reading;
  const day = clock.today();
  const decisions = standingDecisions(reading);
  const here = new Map(
    db
      .select()
      .from(people)
      .where(sql`(${people.leftOn} is null or ${people.leftOn} >= ${day})`)
      .all()
      .map((person) => [person.id, person]),
  );
  return db
    .select()
    .from(guardianships)
    .where(isGuardianOn(day))
    .all()
    .flatMap((guardianship) => relate(guardianship, here, decisions))
    .sort(
      (a, b) =>
        compareNames(familyName(a.pupil), familyName(b.pupil)) ||
        compareNames(fullName(a.pupil), fullName(b.pupil)) ||
        compareNames(familyName(a.guardian), familyName(b.guardian)),
    );
};

export interface Judged extends Relation {
  /** The child's other guardians: whose address may have to be kept from this one. */
  readonly others: readonly Person[];
}

export const getRelation = (reading: Reading, id: string): Judged => {
  const relations = listRelations(reading);
  const relation = found(relations.find(({ guardianship }) => guardianship.id === id));
  const others = relations
    .filter(({ pupil, guardian }) => pupil.id === relation.pupil.id && guardian.id !== relation.guardian.id)
    .map(({ guardian }) => guardian);
  return { ...relation, others };
};

/** The head has answered « Une décision de justice ? »: letters may be printed. */
export const closeAuthorityReview = (doing: Doing): void =>
  write(doing, (tx) => {
    tx.update(school).set({ authorityReviewedAt: doing.clock.iso() }).where(eq(school.id, 1)).run();
    record(tx, doing.actor, "authority.reviewed", {});
  });
