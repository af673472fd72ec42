import { createHash } from "node:crypto";
import { and, asc, desc, eq, isNull } from "drizzle-orm";
import { found, type Tx, write } from "../../core/db.ts";
import { Invalid, NotFound } from "../../core/errors.ts";
import { record } from "../../core/events.ts";
import type { Doing } from "../../core/feature.ts";
import type { SessionMark, Visit } from "../../core/http.ts";
import { newId } from "../../core/ids.ts";
import { newCode, parseCode } from "../../wire/codes.ts";
import { pochetteOpenings, pochettes } from "./tables.ts";

type Reading = Pick<Doing, "db" | "clock">;
export type Opening = typeof pochetteOpenings.$inferSelect;
export type Pochette = typeof pochettes.$inferSelect;

const hashOf = (code: string): string => createHash("sha256").update(`pochette\n${code}`).digest("hex");

export interface Sealed {
  readonly classroomId: string;
  /** As printed: the only copy. */
  readonly code: string;
}

/** A fresh code for each class, not in force yet. */
export const prepareSheets = (classroomIds: readonly string[]): Sealed[] =>
  classroomIds.map((classroomId) => ({ classroomId, code: newCode() }));

/** Puts printed sheets in force. Those printed before die; what they have opened today stays open until tonight. */
export const sealSheets = (doing: Doing, sheets: readonly Sealed[]): void =>
  write(doing, (tx) => {
    const now = doing.clock.iso();
    for (const { classroomId, code } of sheets) {
      const id = newId();
      tx.update(pochettes)
        .set({ revokedAt: now })
        .where(and(eq(pochettes.classroomId, classroomId), isNull(pochettes.revokedAt)))
        .run();
      tx.insert(pochettes)
        .values({ id, classroomId, codeHash: hashOf(parseCode(code) ?? code), printedAt: now })
        .run();
      record(tx, doing.actor, "pochette.printed", { pochetteId: id, classroomId });
    }
  });

/** Each class's sheet in force. */
export const sealedSheets = ({ db }: Pick<Reading, "db">): Map<string, Pochette> =>
  new Map(
    db
      .select()
      .from(pochettes)
      .where(isNull(pochettes.revokedAt))
      .orderBy(asc(pochettes.printedAt))
      .all()
      .map((row) => [row.classroomId, row]),
  );

const refused = (): Invalid =>
  new Invalid("code", "Ce code n’ouvre rien : recopiez-le, ou demandez une nouvelle feuille à la direction.");

/**
 * The sheet that a code opens now. It opens on one day; on a day that the clock is not sure of, once.
 * Throws Invalid("code").
 */
const sheetOf = ({ db, clock }: Reading, typed: string): Pochette => {
  const code = parseCode(typed);
  const sheet =
    code &&
    db
      .select()
      .from(pochettes)
      .where(eq(pochettes.codeHash, hashOf(code)))
      .get();
  if (!sheet || sheet.revokedAt !== null) throw refused();
  const isUsable = sheet.usedOn === null || (sheet.usedOn === clock.today() && clock.isTrusted());
  if (!isUsable) throw refused();
  return sheet;
};

type Opened = Pick<Opening, "classroomId" | "pochetteId" | "personId" | "name">;

const open = (at: Reading & { readonly actor: Doing["actor"] | null }, opened: Opened): string =>
  write(at, (tx) => {
    const id = newId();
    const { classroomId, pochetteId } = opened;
    const day = at.clock.today();
    tx.insert(pochetteOpenings)
      .values({ id, ...opened, day, at: at.clock.iso() })
      .run();
    if (pochetteId !== null) tx.update(pochettes).set({ usedOn: day }).where(eq(pochettes.id, pochetteId)).run();
    record(tx, at.actor, "pochette.opened", { openingId: id, classroomId, pochetteId });
    return id;
  });

/** Opens a class by its sheet, for whoever says they are `name`. Returns the opening. Throws Invalid("code"). */
export const openByCode = (visit: Pick<Visit, "db" | "clock" | "actor">, typed: string, name: string): string => {
  const { id, classroomId } = sheetOf(visit, typed);
  return open(visit, { classroomId, pochetteId: id, personId: visit.actor?.id ?? null, name });
};

/** A colleague opens a class with their own account. */
export const openAsColleague = (doing: Doing, classroomId: string): string =>
  open(doing, { classroomId, pochetteId: null, personId: doing.actor.id, name: doing.actor.displayName });

/** What a session holds once it has opened a class. */
export const markOf = (openingId: string): SessionMark => `pochette ${openingId}`;

/**
 * The opening, while this session may still see it: until midnight, until it is closed, and while who opened it with an account
 * is still signed in to it. Throws NotFound.
 */
export const openedHere = (visit: Pick<Visit, "db" | "clock" | "session" | "actor">, openingId: string): Opening => {
  if (!visit.session.holds(markOf(openingId))) throw new NotFound();
  const opening = found(
    visit.db
      .select()
      .from(pochetteOpenings)
      .where(and(eq(pochetteOpenings.id, openingId), isNull(pochetteOpenings.closedAt)))
      .get(),
  );
  const isTheirs = opening.personId === null || opening.personId === visit.actor?.id;
  if (opening.day !== visit.clock.today() || !isTheirs) throw new NotFound();
  return opening;
};

type Closing = Reading & { readonly actor: Doing["actor"] | null };

const closeIn = (tx: Tx, at: Closing, openingId: string): Opening => {
  const one = eq(pochetteOpenings.id, openingId);
  const opening = found(tx.select().from(pochetteOpenings).where(one).get());
  tx.update(pochetteOpenings).set({ closedAt: at.clock.iso() }).where(one).run();
  record(tx, at.actor, "pochette.closed", { openingId, classroomId: opening.classroomId });
  return opening;
};

/** Whoever opened it ends it before tonight; their sheet opens it again today. */
export const closeOpening = (at: Closing, openingId: string): void =>
  write(at, (tx) => {
    closeIn(tx, at, openingId);
  });

/** The head ends it for good: the sheet that opened it, here and on other screens, is dead. */
export const shutOpening = (doing: Doing, openingId: string): void =>
  write(doing, (tx) => {
    const { pochetteId } = closeIn(tx, doing, openingId);
    if (pochetteId === null) return;
    const now = doing.clock.iso();
    const others = and(eq(pochetteOpenings.pochetteId, pochetteId), isNull(pochetteOpenings.closedAt));
    tx.update(pochetteOpenings).set({ closedAt: now }).where(others).run();
    const inForce = and(eq(pochettes.id, pochetteId), isNull(pochettes.revokedAt));
    tx.update(pochettes).set({ revokedAt: now }).where(inForce).run();
  });

/** What was opened today, newest first. */
export const openedToday = ({ db, clock }: Reading): Opening[] =>
  db
    .select()
    .from(pochetteOpenings)
    .where(eq(pochetteOpenings.day, clock.today()))
    .orderBy(desc(pochetteOpenings.at))
    .all();
