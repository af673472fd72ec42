import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { paths } from "../../core/paths.ts";
import { type Order, print } from "./print.ts";

export type Said = { readonly done: number } | { readonly bytes: Uint8Array };

/** Up to here drawing takes less than starting a thread. */
const few = 4;

const workerFile = (): string =>
  paths.isBundle ? join(paths.dist, "letters-worker.js") : join(import.meta.dirname, "worker.ts");

const printInThread = (order: Order, onProgress: (done: number) => void): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const limits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 };
    const worker = new Worker(workerFile(), { workerData: order, resourceLimits: limits });
    worker.on("message", (said: Said) => ("bytes" in said ? resolve(said.bytes) : onProgress(said.done)));
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`printing ended early (${code})`)));
  });

/**
 * The PDF's bytes, drawn in a thread of its own when there is much to draw: pages keep being served and the memory is
 * given back. `onProgress` is told how many sheets are done.
 */
export const printApart = (order: Order, onProgress: (done: number) => void = () => undefined): Promise<Uint8Array> =>
  (order.kind === "families" ? order.letters : order.sheets).length <= few
    ? print(order, onProgress)
    : printInThread(order, onProgress);
