import { and, eq, max } from "drizzle-orm";
import { hourOf } from "../../core/dates.ts";
import { write } from "../../core/db.ts";
import { found } from "../../core/errors.ts";
import { record } from "../../core/events.ts";
import type { Doing } from "../../core/feature.ts";
import { newId } from "../../core/ids.ts";
import { deviceHash } from "../../people/class-computers.ts";
import { classScreens } from "../../people/tables.ts";

type At = Pick<Doing, "db" | "clock">;
type Screen = typeof classScreens.$inferSelect;

export interface ClassScreen {
  readonly id: string;
  readonly number: number;
  readonly isOpen: boolean;
  readonly isHere: boolean;
  /** "19:00"; "" while it is closed. */
  readonly until: string;
}

const minute = 60_000;
const eveningMinutes = 19 * 60;
const shortestMs = 60 * minute;

/** How long "for the day" still lasts: until seven in the evening, an hour at least. */
const restOfDayMs = ({ clock }: At): number => {
  const [hours = 0, minutes = 0] = hourOf(clock.iso(), clock.timeZone).split(/\D+/).map(Number);
  return Math.max(shortestMs, (eveningMinutes - hours * 60 - minutes) * minute);
};

interface Measured {
  readonly endsAt: string;
  /** Milliseconds of Clock.elapsed(). */
  readonly until: number;
}
const kept = new WeakMap<object, Map<string, Measured>>();
const measured = ({ db }: At): Map<string, Measured> => {
  const known = kept.get(db.$client) ?? new Map<string, Measured>();
  kept.set(db.$client, known);
  return known;
};

/**
 * The end is measured while the box runs, so that a clock that somebody sets back opens nothing for longer. After a restart
 * the stored end counts if the clock may be believed; otherwise the screen is closed, and one click opens it again.
 */
const isOpen = (at: At, { id, endsAt }: Pick<Screen, "id" | "endsAt">): boolean => {
  if (endsAt === null) return false;
  const known = measured(at).get(id);
  if (known?.endsAt === endsAt) return at.clock.elapsed() < known.until;
  const left = Date.parse(endsAt) - at.clock.now().getTime();
  if (!at.clock.isTrusted() || left <= 0 || left > 24 * 60 * minute) return false;
  measured(at).set(id, { endsAt, until: at.clock.elapsed() + left });
  return true;
};

/** The screens that this class has ever used, and which of them are open today. */
export const screensOf = (at: At, classroomId: string, device: string): ClassScreen[] =>
  at.db
    .select()
    .from(classScreens)
    .where(eq(classScreens.classroomId, classroomId))
    .orderBy(classScreens.number)
    .all()
    .map((screen) => ({
      id: screen.id,
      number: screen.number,
      isOpen: isOpen(at, screen),
      isHere: screen.deviceHash === deviceHash(device),
      until: isOpen(at, screen) ? hourOf(screen.endsAt ?? "", at.clock.timeZone) : "",
    }));

/** This class's screen at this browser; undefined where it has none. */
export const screenHere = (at: At, classroomId: string, device: string): ClassScreen | undefined =>
  screensOf(at, classroomId, device).find(({ isHere }) => isHere);

/** Opens some of a class's screens until the evening: there a tile alone lets its pupil in. */
export const openScreens = (doing: Doing, classroomId: string, ids: readonly string[]): void => {
  const leftMs = restOfDayMs(doing);
  const endsAt = new Date(doing.clock.now().getTime() + leftMs).toISOString();
  write(doing, (tx) => {
    for (const id of ids) {
      const mine = and(eq(classScreens.id, id), eq(classScreens.classroomId, classroomId));
      tx.update(classScreens).set({ endsAt }).where(mine).run();
      record(tx, doing.actor, "screen.opened", { classroomId, screenId: id });
    }
  });
  for (const id of ids) measured(doing).set(id, { endsAt, until: doing.clock.elapsed() + leftMs });
};

/** « Cet écran »: known from now on as one of the class's. Returns its id. */
export const rememberScreen = (doing: Doing, classroomId: string, device: string): string =>
  write(doing, (tx) => {
    const hash = deviceHash(device);
    const own = eq(classScreens.classroomId, classroomId);
    const known = tx
      .select()
      .from(classScreens)
      .where(and(own, eq(classScreens.deviceHash, hash)))
      .get();
    if (known !== undefined) return known.id;
    const last = tx
      .select({ number: max(classScreens.number) })
      .from(classScreens)
      .where(own)
      .get();
    const id = newId();
    tx.insert(classScreens)
      .values({ id, classroomId, deviceHash: hash, number: (last?.number ?? 0) + 1 })
      .run();
    return id;
  });

export const closeScreens = (doing: Doing, classroomId: string, ids: readonly string[]): void =>
  write(doing, (tx) => {
    for (const id of ids) {
      const mine = and(eq(classScreens.id, id), eq(classScreens.classroomId, classroomId));
      tx.update(classScreens).set({ endsAt: null }).where(mine).run();
      record(tx, doing.actor, "screen.closed", { classroomId, screenId: id });
    }
  });

/** The class that a screen belongs to. Throws NotFound. */
export const classOfScreen = ({ db }: Pick<At, "db">, id: string): string =>
  found(db.select({ classroomId: classScreens.classroomId }).from(classScreens).where(eq(classScreens.id, id)).get())
    .classroomId;
