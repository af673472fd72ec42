import { Cron } from "croner";
import { eq } from "drizzle-orm";
import { sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Db } from "./db.ts";
import { write } from "./db.ts";
import type { Deps } from "./feature.ts";
import type { Log } from "./log.ts";

export interface Job {
  readonly name: string;
  /** croner pattern, in the school's time zone. */
  readonly cron: string;
  run(deps: Deps): Promise<void> | void;
}

/** Remembers when each job last succeeded, so that one missed while the box was off runs at the next start. */
export const jobRuns = sqliteTable("job_runs", {
  name: text().primaryKey(),
  lastStartAt: text("last_start_at").notNull(),
  lastSuccessAt: text("last_success_at"),
  lastError: text("last_error"),
});

const note = (db: Db, name: string, values: Partial<typeof jobRuns.$inferInsert>, now: string): void =>
  write({ db }, (tx) => {
    tx.insert(jobRuns)
      .values({ name, lastStartAt: now, ...values })
      .onConflictDoUpdate({ target: jobRuns.name, set: values })
      .run();
  });

/** Runs the jobs on their schedule, one at a time. Returns the way to stop: it waits for the job that is running. */
export const startJobs = (deps: Deps, jobs: readonly Job[], log: Log): (() => Promise<void>) => {
  let queue: Promise<void> = Promise.resolve();
  let isStopped = false;
  const enqueue = (job: Job): void => {
    queue = queue.then(() => (isStopped ? undefined : runOne(deps, job, log)));
  };
  const timers = jobs.map((job) => new Cron(job.cron, { timezone: deps.clock.timeZone }, () => enqueue(job)));
  for (const [index, job] of jobs.entries()) if (wasMissed(deps, job, timers[index])) enqueue(job);
  return async () => {
    isStopped = true;
    for (const timer of timers) timer.stop();
    await queue;
  };
};

const runOne = async (deps: Deps, job: Job, log: Log): Promise<void> => {
  const { db, clock } = deps;
  note(db, job.name, { lastStartAt: clock.iso() }, clock.iso());
  try {
    await job.run(deps);
    note(db, job.name, { lastSuccessAt: clock.iso(), lastError: null }, clock.iso());
  } catch (error) {
    log.error({ job: job.name, err: error }, "job failed");
    note(db, job.name, { lastError: error instanceof Error ? error.message : String(error) }, clock.iso());
  }
};

const wasMissed = ({ db, clock }: Deps, job: Job, timer: Cron | undefined): boolean => {
  const last = db.select().from(jobRuns).where(eq(jobRuns.name, job.name)).get()?.lastSuccessAt;
  if (last === undefined || last === null) return false;
  const due = timer?.nextRun(new Date(last));
  return due !== undefined && due !== null && due <= clock.now();
};
