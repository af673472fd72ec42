import { existsSync } from "node:fs";

/**
 * The only source of time. A box may have no clock battery: it never runs behind the newest trusted record, and it
 * knows whether it may be believed. Nothing is purged or expired while it may not.
 */
export interface Clock {
  now(): Date;
  /** The present instant, UTC, ISO 8601 with milliseconds. */
  iso(): string;
  /** The present day in the school's time zone, YYYY-MM-DD. */
  today(): string;
  isTrusted(): boolean;
  /** Milliseconds that only ever grow until the machine restarts, whatever somebody does to the clock; the same for every process. */
  elapsed(): number;
  readonly timeZone: string;
  /** Raises the floor below which the clock never falls (newest trusted record, ISO 8601). */
  notBefore(iso: string): void;
}

const believableDays = 100;
const dayMs = 86_400_000;
/** systemd-timesyncd touches this once the time came from the network. */
const synchronisedMark = "/run/systemd/timesync/synchronized";

const dayFormats = new Map<string, Intl.DateTimeFormat>();

/** Making a format costs more than using it: one for each time zone. */
const dayFormatOf = (timeZone: string): Intl.DateTimeFormat => {
  const format =
    dayFormats.get(timeZone) ??
    new Intl.DateTimeFormat("sv-SE", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
  dayFormats.set(timeZone, format);
  return format;
};

/** The day of an instant in a time zone, YYYY-MM-DD. */
export const dayOf = (instant: Date, timeZone: string): string => dayFormatOf(timeZone).format(instant);

const sinceMachineStarted = (): number => {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
};

export const createClock = (timeZone: string, read: () => number = Date.now, elapsed = sinceMachineStarted): Clock => {
  let floor = 0;
  const ms = (): number => Math.max(read(), floor);
  const isNearFloor = (): boolean => floor === 0 || (read() >= floor && read() - floor < believableDays * dayMs);
  const dayFormat = dayFormatOf(timeZone);
  return {
    timeZone,
    elapsed,
    now: () => new Date(ms()),
    iso: () => new Date(ms()).toISOString(),
    today: () => dayFormat.format(new Date(ms())),
    isTrusted: () => isNearFloor() || (read() >= floor && existsSync(synchronisedMark)),
    notBefore: (iso) => {
      floor = Math.max(floor, Date.parse(iso) || 0);
    },
  };
};
