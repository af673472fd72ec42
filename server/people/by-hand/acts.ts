import { and, desc, eq, isNull, lt } from "drizzle-orm";
import { type Db, found, type Tx, write } from "../../core/db.ts";
import { Conflict } from "../../core/errors.ts";
import { record } from "../../core/events.ts";
import type { Deps, Doing } from "../../core/feature.ts";
import { newId } from "../../core/ids.ts";
import { type Change, changesBetween, type Row, revert, rowsWhere } from "./journal.ts";
import { handActs } from "./tables.ts";

export type HandAct = typeof handActs.$inferSelect;
type Kind = HandAct["kind"];

/** Where a person's own rows stand. */
const own: readonly (readonly [table: string, column: string])[] = [
  ["people", "id"],
  ["pupils", "person_id"],
  ["staff", "person_id"],
  ["memberships", "person_id"],
  ["corrections", "person_id"],
  ["aliases", "person_id"],
];

const rowsAbout = (db: Db, personId: string): Map<string, Row[]> =>
  new Map(own.map(([table, column]) => [table, rowsWhere(db.$client, table, { [column]: personId })]));

/** Keeps an act in its own transaction, so that it can be undone. Returns its id; null when nothing changed. */
export const keepAct = (
  tx: Tx,
  { clock, actor }: Omit<Doing, "db">,
  kind: Kind,
  personId: string,
  journal: Change[],
  about = "",
): string | null => {
  if (journal.length === 0) return null;
  const id = newId();
  tx.insert(handActs).values({ id, kind, personId, at: clock.iso(), byId: actor.id, journal, about }).run();
  return id;
};

/** One act on one person's own rows, all or nothing. Returns its id, for undoing it; null when nothing changed. */
export const actOn = (doing: Doing, kind: Kind, personId: string, change: (tx: Tx) => void): string | null =>
  write(doing, (tx) => {
    const before = rowsAbout(doing.db, personId);
    change(tx);
    return keepAct(tx, doing, kind, personId, changesBetween(doing.db.$client, before, rowsAbout(doing.db, personId)));
  });

export const getAct = (db: Db, id: string): HandAct =>
  found(db.select().from(handActs).where(eq(handActs.id, id)).get());

/** What was done to this person and not undone, the newest first. */
export const actsOn = (db: Db, personId: string): HandAct[] =>
  db
    .select()
    .from(handActs)
    .where(and(eq(handActs.personId, personId), isNull(handActs.undoneAt)))
    .orderBy(desc(handActs.at), desc(handActs.id))
    .all();

/** What SQLite says when something took a row's place meanwhile. */
const isInTheWay = (error: unknown): boolean =>
  error instanceof Error && "code" in error && String(error.code).startsWith("SQLITE_CONSTRAINT");

const obstacles: readonly (readonly [sign: RegExp, words: string])[] = [
  [/accounts\.login/, "son ancien identifiant sert maintenant à quelqu’un d’autre"],
  [/pupils\.ine/, "son INE est maintenant celui d’un autre élève"],
  [/guardianships/, "un lien entre un responsable et un enfant a été refait entre-temps"],
  [/FOREIGN KEY/, "une classe, un groupe ou une personne dont il parle n’existe plus"],
];

const obstacle = (error: unknown): string => {
  const message = error instanceof Error ? error.message : "";
  return obstacles.find(([sign]) => sign.test(message))?.[1] ?? "ces fiches ont changé entre-temps";
};

/** Undoes an act, then does the rest; what others changed since stays. Throws Conflict that says what stands in the way. */
export const undoAct = (doing: Doing, act: HandAct, rest: (tx: Tx) => void = () => undefined): void => {
  if (act.undoneAt !== null) throw new Conflict("C’est déjà annulé.");
  try {
    write(doing, (tx) => {
      revert(doing.db.$client, act.journal);
      tx.update(handActs).set({ undoneAt: doing.clock.iso(), journal: [] }).where(eq(handActs.id, act.id)).run();
      rest(tx);
      record(tx, doing.actor, "person.undone", { actId: act.id, kind: act.kind, personId: act.personId });
    });
  } catch (error) {
    if (!isInTheWay(error)) throw error;
    throw new Conflict(`Ce n’est plus possible\u00a0: ${obstacle(error)}. Rien n’a été changé.`);
  }
};

const keptDays = 400;

/** What is older than a school year is no longer undone: former names and contacts are not kept for it. */
export const forgetOldActs = ({ db, clock }: Deps): void => {
  if (!clock.isTrusted()) return;
  const limit = new Date(clock.now().getTime() - keptDays * 86_400_000).toISOString();
  write({ db }, (tx) => tx.delete(handActs).where(lt(handActs.at, limit)).run());
};
