import { createHash } from "node:crypto";
import type Database from "better-sqlite3";
import session, { type SessionData } from "express-session";
import type { Clock } from "./clock.ts";

const hashed = (id: string): string => createHash("sha256").update(id).digest("hex");

interface Kept {
  session: SessionData;
  /** Monotonic milliseconds of the last request. */
  seenAt: number;
  /** Monotonic milliseconds of the absolute end: a clock that jumps signs nobody out. */
  until: number;
}

/** One device on which a person is signed in. */
export interface SessionLine {
  /** Names the session without opening it. */
  readonly name: string;
  readonly browser: string;
  /** ISO 8601 */
  readonly beganAt: string;
  readonly isSecure: boolean;
  readonly seenMsAgo: number | null;
  readonly isCurrent: boolean;
}
const nameLength = 32;

export interface OpenSession {
  readonly personId: string;
  readonly beganAt: string;
}

/** What a session may still last when the clock cannot tell. */
const longestMs = 10 * 3_600_000;

/** How long a session may sleep, in milliseconds; decided by whoever signs in (pupils less than adults). */
const idleOf = (data: SessionData): number => data.idleMs ?? 60 * 60_000;

/**
 * express-session's store in SQLite. Ids are stored hashed. A page view writes nothing: the last activity and the
 * absolute end live in memory, on the monotonic clock; after a restart idle time starts anew, and the stored end counts
 * if the clock may be believed.
 */
export class SqliteSessionStore extends session.Store {
  readonly #kept = new Map<string, Kept>();
  /** What a session has shown lately ("password"), until when on the monotonic clock. A restart forgets it. */
  readonly #marks = new Map<string, Map<string, number>>();
  readonly #clock: Pick<Clock, "now" | "isTrusted" | "elapsed">;
  readonly #read: Database.Statement;
  readonly #save: Database.Statement;
  readonly #remove: Database.Statement;
  readonly #removeOf: Database.Statement;
  readonly #removePast: Database.Statement;
  readonly #keysOf: Database.Statement;
  readonly #keysOfAll: Database.Statement;

  constructor(client: Database.Database, clock: Pick<Clock, "now" | "isTrusted" | "elapsed">) {
    super();
    client.exec(
      "create table if not exists sessions (id text primary key, person_id text, data text not null, expires_at text not null) without rowid; create index if not exists sessions_person on sessions(person_id)",
    );
    this.#clock = clock;
    this.#read = client.prepare("select data from sessions where id = ?");
    this.#save = client.prepare(
      "insert into sessions values (?, ?, ?, ?) on conflict (id) do update set person_id = excluded.person_id, data = excluded.data",
    );
    this.#remove = client.prepare("delete from sessions where id = ?");
    this.#removeOf = client.prepare("delete from sessions where person_id = ?");
    this.#keysOf = client.prepare("select id from sessions where person_id = ?");
    this.#keysOfAll = client.prepare(
      "select id from sessions where person_id in (select value from json_each(?)) order by id",
    );
    this.#removePast = client.prepare("delete from sessions where expires_at <= ?");
  }

  override get = (id: string, done: (error: unknown, data?: SessionData | null) => void): void => {
    done(null, this.#current(hashed(id)) ?? null);
  };

  #current(key: string): SessionData | undefined {
    const kept = this.#kept.get(key) ?? this.#load(key);
    if (kept === undefined) return undefined;
    if (this.#isAlive(kept)) return kept.session;
    this.#forget(key);
    return undefined;
  }

  #isAlive({ session, seenAt, until }: Kept): boolean {
    const now = this.#clock.elapsed();
    return now - seenAt <= idleOf(session) && now < until;
  }

  #load(key: string): Kept | undefined {
    const row = this.#read.get(key) as { data: string } | undefined;
    if (row === undefined) return undefined;
    const session = JSON.parse(row.data) as SessionData;
    return this.#keep(key, session, this.#clock.isTrusted() ? this.#leftOf(session) : longestMs);
  }

  /** Milliseconds until its absolute end, as the clock says. */
  #leftOf({ endsAt = "" }: SessionData): number {
    return Math.min(longestMs, (Date.parse(endsAt) || 0) - this.#clock.now().getTime());
  }

  #keep(key: string, session: SessionData, leftMs: number): Kept {
    const now = this.#clock.elapsed();
    const kept = { session, seenAt: now, until: now + leftMs };
    this.#kept.set(key, kept);
    return kept;
  }

  override set = (id: string, data: SessionData, done?: (error?: unknown) => void): void => {
    const key = hashed(id);
    const plain = JSON.stringify(data);
    const endsAt = data.endsAt ?? new Date(this.#clock.now().getTime() + longestMs).toISOString();
    const known = this.#kept.get(key);
    this.#sweep();
    this.#save.run(key, data.personId ?? null, plain, endsAt);
    const kept = this.#keep(key, JSON.parse(plain) as SessionData, this.#leftOf({ ...data, endsAt }));
    if (known?.session.endsAt === endsAt) kept.until = known.until;
    done?.();
  };

  override touch = (id: string, _data: SessionData, done?: () => void): void => {
    const kept = this.#kept.get(hashed(id));
    if (kept !== undefined) kept.seenAt = this.#clock.elapsed();
    done?.();
  };

  override destroy = (id: string, done?: (error?: unknown) => void): void => {
    this.#forget(hashed(id));
    done?.();
  };

  /** Remembers for so long that this session has shown something: who sits there knows the password. */
  hold(id: string, mark: string, ms: number): void {
    const marks = this.#marks.get(hashed(id)) ?? new Map<string, number>();
    this.#marks.set(hashed(id), marks.set(mark, this.#clock.elapsed() + ms));
  }

  holds(id: string, mark: string): boolean {
    return this.#clock.elapsed() < (this.#marks.get(hashed(id))?.get(mark) ?? 0);
  }

  #forget(key: string): void {
    this.#kept.delete(key);
    this.#marks.delete(key);
    this.#remove.run(key);
  }

  /** The person's sessions in force, the last seen first. Seen since when is unknown (null) for those not used since the start. */
  listOf(personId: string, currentId: string): SessionLine[] {
    const keys = (this.#keysOf.all(personId) as { id: string }[]).map(({ id }) => id);
    const lines = keys.flatMap((key): SessionLine[] => {
      const seenAt = this.#kept.get(key)?.seenAt;
      const session = this.#current(key);
      if (session === undefined) return [];
      const seenMsAgo = seenAt === undefined ? null : this.#clock.elapsed() - seenAt;
      const { browser = "", beganAt = "", isSecure = false } = session;
      return [
        { name: key.slice(0, nameLength), browser, beganAt, isSecure, seenMsAgo, isCurrent: key === hashed(currentId) },
      ];
    });
    const age = ({ isCurrent, seenMsAgo }: SessionLine): number => (isCurrent ? -1 : (seenMsAgo ?? Number.MAX_VALUE));
    return lines.sort((a, b) => age(a) - age(b));
  }

  /** Ends the person's session of this name. */
  endOne(personId: string, name: string): void {
    for (const { id } of this.#keysOf.all(personId) as { id: string }[])
      if (id.slice(0, nameLength) === name) this.#forget(id);
  }

  /** Sessions of these people that are alive now. Writes nothing and keeps nobody awake. */
  openedBy(personIds: readonly string[]): OpenSession[] {
    const rows = this.#keysOfAll.all(JSON.stringify(personIds)) as { id: string }[];
    return rows.flatMap(({ id }) => {
      const kept = this.#kept.get(id) ?? this.#load(id);
      if (kept === undefined || !this.#isAlive(kept)) return [];
      const { personId, beganAt } = kept.session;
      return [{ personId, beganAt }];
    });
  }

  /** Ends every session of a person: password changed, account closed. */
  endAllOf(personId: string): void {
    for (const [key, kept] of this.#kept) if (kept.session.personId === personId) this.#forget(key);
    this.#removeOf.run(personId);
  }

  /** Removes what is past its absolute limit, with a clock that may be believed. */
  #sweep(): void {
    const now = this.#clock.elapsed();
    for (const [key, { until }] of this.#kept) if (until <= now) this.#forget(key);
    if (this.#clock.isTrusted()) this.#removePast.run(this.#clock.now().toISOString());
  }
}

declare module "express-session" {
  interface SessionData {
    personId: string;
    /** Absolute end, ISO 8601. */
    endsAt: string;
    idleMs: number;
    /** Began over TLS. */
    isSecure?: boolean;
    /** "Firefox, Windows" */
    browser?: string;
    /** When it began, ISO 8601: compared with the account's sessionsNotBefore. */
    beganAt: string;
    /** Mode tableau: the screen is projected. */
    isProjected?: boolean | undefined;
  }
}
