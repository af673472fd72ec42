import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Db } from "../../../core/db.ts";
import { paths } from "../../../core/paths.ts";
import { type Moment, type Prepared, prepare } from "../apply.ts";
import { type Import, recordsOf } from "../imports.ts";
import { Moved } from "../run-steps.ts";

/** What the thread is asked (worker.ts). */
export interface Asked {
  readonly file: string;
  readonly moment: { readonly now: string; readonly today: string; readonly isTrusted: boolean };
  readonly importId: string;
  readonly fingerprint: string | undefined;
}

export type Answer = { readonly prepared: Prepared } | { readonly moved: true };

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

/** `prepare`, in a thread of its own where it takes long: pages keep being served. Throws Moved likewise. */
export const prepareApart = async (
  db: Db,
  clock: Moment,
  row: Import,
  fingerprint: string | undefined,
): Promise<Prepared> => {
  if (isSmall(db, row)) {
    const records = recordsOf(db, row.id);
    if (records === null) throw new Moved();
    return prepare(db, clock, { id: row.id, records, yearLabel: row.yearLabel }, { fingerprint });
  }
  const moment = { now: clock.iso(), today: clock.today(), isTrusted: clock.isTrusted() };
  const answer = await ask({ file: db.$client.name, moment, importId: row.id, fingerprint });
  if ("moved" in answer) throw new Moved();
  return answer.prepared;
};
