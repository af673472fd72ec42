import { and, eq, gt } from "drizzle-orm";
import type { Role } from "../../core/actor.ts";
import { write } from "../../core/db.ts";
import type { Doing } from "../../core/feature.ts";
import type { Visit } from "../../core/http.ts";
import { loadActor } from "../../people/actor.ts";
import { isClassComputer } from "../../people/class-computers.ts";
import { confirmedMs } from "../../people/sensitive.ts";
import { accounts } from "../../people/tables.ts";

const minute = 60_000;
const hour = 60 * minute;

/** Pupils share PCs: 30 minutes without a touch, half a day in all. Adults: an hour, ten hours. */
export const sessionLimits = (role: Role): { idleMs: number; absoluteMs: number } =>
  role === "pupil" ? { idleMs: 30 * minute, absoluteMs: 5 * hour } : { idleMs: hour, absoluteMs: 10 * hour };

/** A clock that once ran ahead must not keep somebody out: what ended "in the future" ended now. */
const settleClock = ({ db, clock }: Pick<Doing, "db" | "clock">, personId: string): void => {
  const isAhead = and(eq(accounts.personId, personId), gt(accounts.sessionsNotBefore, clock.iso()));
  if (db.select({ id: accounts.personId }).from(accounts).where(isAhead).get() === undefined) return;
  write({ db }, (tx) => {
    tx.update(accounts).set({ sessionsNotBefore: clock.iso() }).where(isAhead).run();
  });
};

/** Whoever has just typed or chosen their password is not asked for it again at once. */
export const beginWithPassword = async (visit: Visit, personId: string, wasProjected = false): Promise<boolean> => {
  const isIn = await beginSession(visit, personId, wasProjected);
  if (isIn) visit.session.hold("password", confirmedMs);
  return isIn;
};

/**
 * Opens a new session, with a new id, for whoever is still of the school; false otherwise. On a classroom's computer, or
 * where the screen was projected before, an adult's begins in mode tableau.
 */
export const beginSession = async (visit: Visit, personId: string, wasProjected = false): Promise<boolean> => {
  const actor = loadActor(visit.db, personId, visit.clock.today());
  if (actor === undefined) return false;
  settleClock(visit, personId);
  const isProjected = actor.isStaff && (wasProjected || isClassComputer(visit.db, visit.device));
  await visit.session.signIn(personId, { ...sessionLimits(actor.role), isProjected });
  return true;
};
