import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { type Db, generationOf } from "../../../core/db.ts";
import { paths } from "../../../core/paths.ts";
import type { Moment } from "../apply.ts";
import type { Import } from "../imports.ts";
import type { Preview } from "../look/preview.ts";
import { Moved } from "../run-steps.ts";
import { type Outcome, type TaskName, tasks } from "./tasks.ts";

/** What the thread is asked (worker.ts). */
export interface Asked {
  readonly file: string;
  readonly moment: { readonly now: string; readonly today: string; readonly isTrusted: boolean };
  readonly task: TaskName;
  readonly importId: string;
  readonly fingerprint: string | undefined;
}

export type Answer = { readonly done: Outcome<TaskName> } | { readonly moved: true };

const longestMs = 120_000;
/** Fewer rows are thought out in less time than a thread takes to start. */
const fewRows = 1000;

const workerFile = (): string =>
  paths.isBundle ? join(paths.dist, "apart-worker.js") : join(import.meta.dirname, "worker.ts");

const ask = (asked: Asked): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(workerFile(), { workerData: asked, resourceLimits: { maxOldGenerationSizeMb: 384 } });
    const timer = setTimeout(() => worker.terminate(), longestMs);
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", (code) => {
      clearTimeout(timer);
      reject(new Error(`the thread that thinks an import out ended (${code})`));
    });
  });

export const rowsOf = ({ files }: Pick<Import, "files">): number => files.reduce((sum, { rows }) => sum + rows, 0);

const isSmall = (db: Db, row: Import): boolean => db.$client.memory || rowsOf(row) < fewRows;

const work = async <T extends TaskName>(
  task: T,
  db: Db,
  clock: Moment,
  row: Import,
  fingerprint?: string,
): Promise<Outcome<T>> => {
  if (isSmall(db, row)) return tasks[task](db, clock, row.id, fingerprint) as Outcome<T>;
  const moment = { now: clock.iso(), today: clock.today(), isTrusted: clock.isTrusted() };
  const answer = await ask({ file: db.$client.name, moment, task, importId: row.id, fingerprint });
  if ("moved" in answer) throw new Moved();
  return answer.done as Outcome<T>;
};

/**
 * An import thought out to the last row, in a thread of its own where it takes long: pages keep being served. Throws Moved
 * when it is no longer what was agreed to.
 */
export const prepareApart = (db: Db, clock: Moment, row: Import, fingerprint?: string): Promise<Outcome<"prepare">> =>
  work("prepare", db, clock, row, fingerprint);

let kept: { db: Db; key: string; preview: Promise<Preview> } | null = null;

/** What an import would do, worked out once as long as nothing is written; null when what its files say is gone. */
export const lookAt = async (
  { db, clock }: { readonly db: Db; readonly clock: Moment },
  row: Import,
): Promise<Preview | null> => {
  if (!row.hasRecords) return null;
  const key = `${row.id} ${generationOf(db)} ${clock.today()}`;
  if (kept?.db === db && kept.key === key) return kept.preview;
  const preview = work("preview", db, clock, row);
  kept = { db, key, preview };
  preview.catch(() => {
    if (kept?.preview === preview) kept = null;
  });
  return preview;
};
