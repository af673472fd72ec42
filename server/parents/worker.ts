import { parentPort } from "node:worker_threads";
import { type JobName, jobs } from "./jobs.ts";

/** The thread's side of apart.ts: built as dist/parents-worker.js. */
const run = async ({ id, name, given }: { id: number; name: JobName; given: never }): Promise<void> => {
  try {
    parentPort?.postMessage({ id, result: await jobs[name](given) });
  } catch (error) {
    parentPort?.postMessage({ id, fault: error instanceof Error ? error.message : String(error) });
  }
};

parentPort?.on("message", run);
