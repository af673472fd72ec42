import { parentPort, workerData } from "node:worker_threads";
import { print } from "./print.ts";
import type { Said } from "./print-apart.ts";

/** The thread's side of print-apart.ts: built as dist/letters-worker.js. */
const say = (said: Said): void => parentPort?.postMessage(said);

say({ bytes: await print(workerData, (done) => say({ done })) });
