import { parentPort, workerData } from "node:worker_threads";
import { type Dropped, readFiles } from "./read.ts";
import { Refused } from "./refuse.ts";

/** The thread's side of read-apart.ts: built as dist/import-worker.js. */
const answer = (dropped: readonly Dropped[]): unknown => {
  try {
    return { reading: readFiles(dropped) };
  } catch (error) {
    if (error instanceof Refused) return { refused: { message: error.message, file: error.file } };
    throw error;
  }
};

parentPort?.postMessage(answer(workerData));
