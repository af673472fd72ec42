import { parentPort, workerData } from "node:worker_threads";
import { openDatabase } from "../../../core/db.ts";
import { Moved } from "../run-steps.ts";
import type { Answer, Asked } from "./ask.ts";
import { tasks } from "./tasks.ts";

/** The thread's side of ask.ts: built as dist/apart-worker.js. It only reads. */
const answer = ({ file, moment, task, importId, fingerprint }: Asked): Answer => {
  const { now, today, isTrusted } = moment;
  const clock = { iso: () => now, today: () => today, isTrusted: () => isTrusted };
  const db = openDatabase(file, clock);
  try {
    return { done: tasks[task](db, clock, importId, fingerprint) };
  } catch (error) {
    if (error instanceof Moved) return { moved: true };
    throw error;
  } finally {
    db.$client.close();
  }
};

parentPort?.postMessage(answer(workerData as Asked));
