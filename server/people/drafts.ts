import { and, eq, isNotNull, isNull, lt, or } from "drizzle-orm";
import { type Tx, write } from "../core/db.ts";
import { Invalid } from "../core/errors.ts";
import type { Doing } from "../core/feature.ts";
import { drafts } from "./tables.ts";

type Draft = typeof drafts.$inferSelect;
export type DraftFields = Draft["fields"];

const largest = 200_000;
const dayMs = 86_400_000;

/**
 * A long form that is not finished, kept under the account of whoever writes it: an idle sign-out, a hand-over to the pupils
 * or a closed window loses nothing. `form` names the form and its thing ("liaison/<id>"). No event: it is not done yet.
 */
export const keepDraft = (doing: Doing, form: string, entered: Readonly<Record<string, unknown>>): void => {
  const { _csrf, ...fields } = entered;
  if (JSON.stringify(fields).length > largest) throw new Invalid("", "Ce texte est trop long pour être gardé.");
  const keptAt = doing.clock.iso();
  write(doing, (tx) => {
    tx.insert(drafts)
      .values({ personId: doing.actor.id, form, fields, keptAt })
      .onConflictDoUpdate({ target: [drafts.personId, drafts.form], set: { fields, keptAt, discardedAt: null } })
      .run();
  });
};

const mine = ({ actor }: Pick<Doing, "actor">, form: string) =>
  and(eq(drafts.personId, actor.id), eq(drafts.form, form));

export const draftOf = (doing: Doing, form: string): Draft | undefined =>
  doing.db
    .select()
    .from(drafts)
    .where(and(mine(doing, form), isNull(drafts.discardedAt)))
    .get();

/** Thrown away by its author; restoreDraft brings it back until the night after. */
export const discardDraft = (doing: Doing, form: string): void =>
  write(doing, (tx) => {
    tx.update(drafts).set({ discardedAt: doing.clock.iso() }).where(mine(doing, form)).run();
  });

export const restoreDraft = (doing: Doing, form: string): void =>
  write(doing, (tx) => {
    tx.update(drafts).set({ discardedAt: null }).where(mine(doing, form)).run();
  });

/** What was begun is done: inside the verb's own transaction. */
export const finishDraft = (tx: Tx, doing: Pick<Doing, "actor">, form: string): void => {
  tx.delete(drafts).where(mine(doing, form)).run();
};

const longestDays = 60;

/** Run by a job, with a clock that may be believed. */
export const forgetOldDrafts = (at: Pick<Doing, "db" | "clock">): void => {
  if (!at.clock.isTrusted()) return;
  const ago = (days: number): string => new Date(at.clock.now().getTime() - days * dayMs).toISOString();
  write(at, (tx) => {
    const isThrown = and(isNotNull(drafts.discardedAt), lt(drafts.discardedAt, ago(1)));
    tx.delete(drafts)
      .where(or(isThrown, lt(drafts.keptAt, ago(longestDays))))
      .run();
  });
};
