import { parentPort, workerData } from "node:worker_threads";
import { type Dropped, type ReadingContext, readDropped } from "./read.ts";
import { Refused, UnknownColumns } from "./refuse.ts";

export interface ReadingTask {
  dropped: readonly Dropped[];
  context: ReadingContext;
}

/** The thread's side of read-apart.ts: built as dist/import-worker.js. */
const answer = async ({ dropped, context }: ReadingTask): Promise<unknown> => {
  try {
    return { reading: await readDropped(dropped, context) };
  } catch (error) {
    if (error instanceof UnknownColumns) return { unknown: { message: error.message, sheet: error.sheet } };
    if (error instanceof Refused) return { refused: { message: error.message, file: error.file } };
    throw error;
  }
};

parentPort?.postMessage(await answer(workerData));
