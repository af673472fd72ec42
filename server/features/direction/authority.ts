import { and, eq, sql } from "drizzle-orm";
import { found, type Tx, write } from "../../core/db.ts";
import { record } from "../../core/events.ts";
import type { Doing } from "../../core/feature.ts";
import { revokeKeysIn } from "../../people/access-keys.ts";
import { compareNames, familyName, fullName } from "../../people/names.ts";
import { isGuardianOn, mayReadAbout } from "../../people/relations.ts";
import { guardianships, people, school } from "../../people/tables.ts";

export type Guardianship = typeof guardianships.$inferSelect;
type Person = typeof people.$inferSelect;
type Reading = Pick<Doing, "db" | "clock">;

/** What a judge's decision, if there is one, leaves to this guardian for this child. */
export type Decision = "none" | "reads" | "nothing";

export interface Relation {
  readonly guardianship: Guardianship;
  readonly guardian: Person;
  readonly pupil: Person;
  readonly decision: Decision;
}

const decisionOf = ({ authority, mayRead }: Guardianship): Decision => {
  if (!mayRead) return "nothing";
  return authority === "none" ? "reads" : "none";
};

const relate = (guardianship: Guardianship, here: ReadonlyMap<string, Person>): Relation[] => {
  const [guardian, pupil] = [here.get(guardianship.guardianId), here.get(guardianship.pupilId)];
  return guardian === undefined || pupil === undefined
    ? []
    : [{ guardianship, guardian, pupil, decision: decisionOf(guardianship) }];
};

/** Every guardian and child of today, by the child's name. */
export const listRelations = ({ db, clock }: Reading): Relation[] => {
  const day = clock.today();
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
    .flatMap((guardianship) => relate(guardianship, here))
    .sort(
      (a, b) =>
        compareNames(familyName(a.pupil), familyName(b.pupil)) ||
        compareNames(fullName(a.pupil), fullName(b.pupil)) ||
        compareNames(familyName(a.guardian), familyName(b.guardian)),
    );
};

export const getRelation = (reading: Reading, id: string): Relation =>
  found(listRelations(reading).find(({ guardianship }) => guardianship.id === id));

/** What the child's other relations are not touched by: one row, five rights (people/tables.ts). */
const rightsOf: Readonly<Record<Decision, Partial<Guardianship>>> = {
  none: { authority: "presumed", mayRead: true, signsUsual: true, signsAll: true },
  reads: { authority: "none", mayRead: true, signsUsual: false, signsAll: false },
  nothing: { authority: "none", mayRead: false, signsUsual: false, signsAll: false, mayFetch: false },
};

const readsAboutNobody = (tx: Tx, { clock }: Reading, guardianId: string): boolean =>
  tx
    .select({ id: guardianships.id })
    .from(guardianships)
    .where(and(eq(guardianships.guardianId, guardianId), isGuardianOn(clock.today()), mayReadAbout()))
    .get() === undefined;

/**
 * Notes a decision about one guardian and one child, or lifts it. A guardian to whom nothing is left to read loses the
 * access key in the same transaction. The note stays in its row: neither events nor logs repeat it.
 */
export const noteDecision = (doing: Doing, { guardianship }: Relation, decision: Decision, note: string): void =>
  write(doing, (tx) => {
    const { id, guardianId, pupilId } = guardianship;
    tx.update(guardianships)
      .set({ ...rightsOf[decision], decisionNote: decision === "none" ? null : note })
      .where(eq(guardianships.id, id))
      .run();
    record(tx, doing.actor, "guardianship.changed", { guardianshipId: id, guardianId, pupilId, decision });
    if (readsAboutNobody(tx, doing, guardianId)) revokeKeysIn(tx, doing, [guardianId]);
  });

/** The head has answered « Une décision de justice ? »: letters may be printed. */
export const closeAuthorityReview = (doing: Doing): void =>
  write(doing, (tx) => {
    tx.update(school).set({ authorityReviewedAt: doing.clock.iso() }).where(eq(school.id, 1)).run();
    record(tx, doing.actor, "authority.reviewed", {});
  });
