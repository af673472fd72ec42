import { and, eq, gte, isNull, or, type SQL } from "drizzle-orm";
import { found, isOneOf, type Tx, write } from "../../core/db.ts";
import { record } from "../../core/events.ts";
import type { Doing } from "../../core/feature.ts";
import { newId } from "../../core/ids.ts";
import { revokeKeysIn } from "../access-keys.ts";
import { isGuardianOn, mayReadAbout } from "../relations.ts";
import { guardianships } from "../tables.ts";
import { relationKinds, signsByAuthority } from "./kinds.ts";
import { courtDecisions, hiddenContacts } from "./tables.ts";

/** A decision with the people whose contacts it hides. */
export type CourtDecision = typeof courtDecisions.$inferSelect & { readonly hidesContactsOf: readonly string[] };
type Guardianship = typeof guardianships.$inferSelect;
type Reading = Pick<Doing, "db" | "clock">;

/** What is noted of a decision. */
export type Noted = Pick<
  CourtDecision,
  "takesAuthority" | "hidesChild" | "forbidsFetching" | "hidesContactsOf" | "note" | "startsOn" | "endsOn"
>;

const stands = (day: string): SQL | undefined =>
  and(isNull(courtDecisions.liftedAt), or(isNull(courtDecisions.endsOn), gte(courtDecisions.endsOn, day)));

const pairOf = ({ guardianId, pupilId }: Pick<Guardianship, "guardianId" | "pupilId">): SQL | undefined =>
  and(eq(courtDecisions.guardianId, guardianId), eq(courtDecisions.pupilId, pupilId));

export const pairKey = ({ guardianId, pupilId }: Pick<Guardianship, "guardianId" | "pupilId">): string =>
  `${guardianId} ${pupilId}`;

/** The decisions that stand today or will, by guardian and child. For the head alone: the notes are among them. */
export const standingDecisions = ({ db, clock }: Reading, pupilId?: string): Map<string, CourtDecision> => {
  const one = pupilId === undefined ? undefined : eq(courtDecisions.pupilId, pupilId);
  const rows = db
    .select()
    .from(courtDecisions)
    .where(and(stands(clock.today()), one))
    .all();
  const ids = rows.map(({ id }) => id);
  const hidden = Map.groupBy(
    db.select().from(hiddenContacts).where(isOneOf(hiddenContacts.decisionId, ids)).all(),
    ({ decisionId }) => decisionId,
  );
  return new Map(
    rows.map((row) => [
      pairKey(row),
      { ...row, hidesContactsOf: (hidden.get(row.id) ?? []).map(({ personId }) => personId) },
    ]),
  );
};

/** Before there were dated decisions their effect stood in the relation itself: it is given back here. */
const restoreRelation = (tx: Tx, guardianship: Guardianship, noted: Noted | null): void => {
  const { signsUsual, signsAll } = relationKinds[guardianship.kind].rights;
  const isFree = signsByAuthority(guardianship.kind) && !noted?.takesAuthority && !noted?.hidesChild;
  tx.update(guardianships)
    .set({
      decisionNote: null,
      ...(guardianship.decisionNote !== null && { mayRead: true }),
      ...(isFree && guardianship.authority === "none" && { authority: "presumed", signsUsual, signsAll }),
    })
    .where(eq(guardianships.id, guardianship.id))
    .run();
};

const readsAboutNobody = (tx: Tx, { clock }: Pick<Doing, "clock">, guardianId: string): boolean => {
  const day = clock.today();
  const isReader = and(eq(guardianships.guardianId, guardianId), isGuardianOn(day), mayReadAbout(day));
  return tx.select({ id: guardianships.id }).from(guardianships).where(isReader).get() === undefined;
};

/** A guardian to whom nothing is left to read loses the family's sheet in the same transaction. */
export const endIdleSheet = (tx: Tx, doing: Doing, guardianId: string): void => {
  if (readsAboutNobody(tx, doing, guardianId)) revokeKeysIn(tx, doing, [guardianId], "guardian");
};

const insertDecision = (
  tx: Tx,
  id: string,
  { guardianId, pupilId }: Guardianship,
  { hidesContactsOf, ...noted }: Noted,
  createdAt: string,
): void => {
  tx.insert(courtDecisions)
    .values({ id, guardianId, pupilId, ...noted, createdAt })
    .run();
  for (const personId of new Set(hidesContactsOf)) tx.insert(hiddenContacts).values({ decisionId: id, personId }).run();
};

/**
 * Notes a decision about one guardian and one child in place of the former, or (null) that none stands any more. Returns the
 * decision to name to undoDecision; null when nothing stood before either. Events hold ids only: neither effect nor note.
 */
export const noteDecision = (doing: Doing, guardianship: Guardianship, noted: Noted | null): string | null =>
  write(doing, (tx) => {
    const { id: guardianshipId, guardianId, pupilId } = guardianship;
    const now = doing.clock.iso();
    const decisionId = noted === null ? null : newId();
    const lifted = tx
      .update(courtDecisions)
      .set({ liftedAt: now, replacedById: decisionId })
      .where(and(pairOf(guardianship), stands(doing.clock.today())))
      .returning({ id: courtDecisions.id })
      .all();
    if (noted !== null && decisionId !== null) insertDecision(tx, decisionId, guardianship, noted, now);
    restoreRelation(tx, guardianship, noted);
    const named = decisionId ?? lifted[0]?.id ?? null;
    record(tx, doing.actor, "guardianship.decided", { guardianshipId, guardianId, pupilId, decisionId: named });
    endIdleSheet(tx, doing, guardianId);
    return named;
  });

/** Takes back the last step: a decision that was noted goes, and what it replaced stands again; one that was lifted stands again. */
export const undoDecision = (doing: Doing, decisionId: string): void =>
  write(doing, (tx) => {
    const one = eq(courtDecisions.id, decisionId);
    const decision = found(tx.select().from(courtDecisions).where(one).get());
    const { guardianId, pupilId, liftedAt } = decision;
    const standAgain = (which: SQL): void => {
      tx.update(courtDecisions).set({ liftedAt: null, replacedById: null }).where(which).run();
    };
    if (liftedAt === null) {
      standAgain(eq(courtDecisions.replacedById, decisionId));
      tx.delete(courtDecisions).where(one).run();
    } else standAgain(one);
    record(tx, doing.actor, "guardianship.decided", { guardianId, pupilId, decisionId });
    endIdleSheet(tx, doing, guardianId);
  });
