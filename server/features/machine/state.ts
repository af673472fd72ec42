import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import type { Db } from "../../core/db.ts";
import type { Visit } from "../../core/http.ts";
import { jobRuns } from "../../core/jobs.ts";
import { lastLogLines } from "../../core/log.ts";
import { fingerprintGroups, folderOf, readAuthority } from "../../people/https/authority.ts";

export interface HttpsState {
  /** Where it answers; null: it does not listen. */
  readonly origin: string | null;
  /** ISO 8601; null: no certificate. */
  readonly until: string | null;
  readonly fingerprint: string;
}

const leafEnd = (config: Visit["config"]): string | null => {
  try {
    return new X509Certificate(readFileSync(join(folderOf(config), "box.crt"))).validToDate.toISOString();
  } catch {
    return null; // https never listened here
  }
};

export const readHttps = ({ config, secureOrigin }: Pick<Visit, "config" | "secureOrigin">): HttpsState => {
  const authority = readAuthority(config);
  return {
    origin: secureOrigin,
    until: leafEnd(config),
    fingerprint: authority === undefined ? "" : fingerprintGroups(authority).join(" "),
  };
};

export interface Backup {
  readonly name: string;
  readonly bytes: number;
  /** ISO 8601 */
  readonly at: string;
}

/** Copies in data/backups, the newest first; each was opened and checked when it was made. */
export const listBackups = async (dataDir: string): Promise<Backup[]> => {
  const folder = join(dataDir, "backups");
  const names = await readdir(folder).catch(() => []); // none was made yet
  const files = await Promise.all(
    names
      .filter((name) => !name.startsWith("."))
      .map(async (name) => {
        const { size, mtime } = await stat(join(folder, name));
        return { name, bytes: size, at: mtime.toISOString() };
      }),
  );
  return files.sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, 20);
};

export interface JobLine {
  readonly name: string;
  readonly lastSuccessAt: string | null;
  readonly hasFailed: boolean;
}

/** Whether the night's work succeeds; its errors stay in the log. */
export const lastJobs = (db: Db): JobLine[] =>
  db
    .select()
    .from(jobRuns)
    .orderBy(jobRuns.name)
    .all()
    .map(({ name, lastSuccessAt, lastError }) => ({ name, lastSuccessAt, hasFailed: lastError !== null }));

export interface LogLine {
  readonly at: string;
  readonly level: number;
  readonly text: string;
}

const Logged = z.object({
  time: z.string(),
  level: z.number(),
  msg: z.string().default(""),
  pattern: z.string().optional(),
  err: z.object({ type: z.string().optional(), code: z.string().optional() }).optional(),
});

const told = (line: string): LogLine[] => {
  const read = Logged.safeParse(JSON.parse(line));
  if (!read.success) return [];
  const { time, level, msg, pattern, err } = read.data;
  const parts = [msg, pattern, err?.type, err?.code].filter(
    (part): part is string => typeof part === "string" && part !== "",
  );
  return [{ at: time, level, text: parts.join(" · ") }];
};

const mostLogs = 30;

/** The last lines of the log, the newest first: what happened and what kind of error, never an error's own words, which may quote somebody. */
export const lastLogs = (): LogLine[] => lastLogLines().slice(-mostLogs).flatMap(told).reverse();
