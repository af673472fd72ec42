import { createHash } from "node:crypto";
import type Database from "better-sqlite3";
import session, { type SessionData } from "express-session";

const hashed = (id: string): string => createHash("sha256").update(id).digest("hex");

interface Kept {
  session: SessionData;
  /** Monotonic milliseconds of the last request. */
  seenAt: number;
}

/** How long a session may sleep, in milliseconds; decided by whoever signs in (pupils less than adults). */
const idleOf = (data: SessionData): number => data.idleMs ?? 60 * 60_000;

/**
 * express-session's store in SQLite. Ids are stored hashed. A page view writes nothing: the last activity lives in
 * memory, on the monotonic clock, and get() refuses an idle session; after a restart idle time starts anew. Only the
 * absolute limit is stored.
 */
export class SqliteSessionStore extends session.Store {
  readonly #kept = new Map<string, Kept>();
  readonly #now: () => Date;
  readonly #read: Database.Statement;
  readonly #save: Database.Statement;
  readonly #remove: Database.Statement;
  readonly #removeOf: Database.Statement;
  readonly #sweep: Database.Statement;

  constructor(client: Database.Database, now: () => Date) {
    super();
    client.exec(
      "create table if not exists sessions (id text primary key, person_id text, data text not null, expires_at text not null) without rowid; create index if not exists sessions_person on sessions(person_id)",
    );
    this.#now = now;
    this.#read = client.prepare("select data from sessions where id = ? and expires_at > ?");
    this.#save = client.prepare(
      "insert into sessions values (?, ?, ?, ?) on conflict (id) do update set person_id = excluded.person_id, data = excluded.data",
    );
    this.#remove = client.prepare("delete from sessions where id = ?");
    this.#removeOf = client.prepare("delete from sessions where person_id = ?");
    this.#sweep = client.prepare("delete from sessions where expires_at <= ?");
  }

  override get = (id: string, done: (error: unknown, data?: SessionData | null) => void): void => {
    done(null, this.#current(hashed(id)) ?? null);
  };

  #current(key: string): SessionData | undefined {
    const kept = this.#kept.get(key) ?? this.#load(key);
    if (kept === undefined) return undefined;
    const isIdle = performance.now() - kept.seenAt > idleOf(kept.session);
    if (!isIdle && (kept.session.endsAt ?? "") > this.#now().toISOString()) return kept.session;
    this.#forget(key);
    return undefined;
  }

  #load(key: string): Kept | undefined {
    const row = this.#read.get(key, this.#now().toISOString()) as { data: string } | undefined;
    if (row === undefined) return undefined;
    const kept = { session: JSON.parse(row.data) as SessionData, seenAt: performance.now() };
    this.#kept.set(key, kept);
    return kept;
  }

  override set = (id: string, data: SessionData, done?: (error?: unknown) => void): void => {
    const key = hashed(id);
    const plain = JSON.stringify(data);
    const endsAt = data.endsAt ?? new Date(this.#now().getTime() + 10 * 3_600_000).toISOString();
    this.#save.run(key, data.personId ?? null, plain, endsAt);
    this.#kept.set(key, { session: JSON.parse(plain) as SessionData, seenAt: performance.now() });
    done?.();
  };

  override touch = (id: string, _data: SessionData, done?: () => void): void => {
    const kept = this.#kept.get(hashed(id));
    if (kept !== undefined) kept.seenAt = performance.now();
    done?.();
  };

  override destroy = (id: string, done?: (error?: unknown) => void): void => {
    this.#forget(hashed(id));
    done?.();
  };

  #forget(key: string): void {
    this.#kept.delete(key);
    this.#remove.run(key);
  }

  /** Ends every session of a person: password changed, account closed. */
  endAllOf(personId: string): void {
    for (const [key, kept] of this.#kept) if (kept.session.personId === personId) this.#kept.delete(key);
    this.#removeOf.run(personId);
  }

  /** Removes what is past its absolute limit; run by a job, with a clock that may be believed. */
  sweep(): void {
    const now = this.#now().toISOString();
    for (const [key, kept] of this.#kept) if ((kept.session.endsAt ?? "") <= now) this.#kept.delete(key);
    this.#sweep.run(now);
  }
}

declare module "express-session" {
  interface SessionData {
    personId: string;
    /** Absolute end, ISO 8601. */
    endsAt: string;
    idleMs: number;
    /** When it began, ISO 8601: compared with the account's sessionsNotBefore. */
    beganAt: string;
  }
}
