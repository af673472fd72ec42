import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { paths } from "../core/paths.ts";
import type { JobName, Jobs } from "./jobs.ts";

export interface Apart {
  run<N extends JobName>(name: N, given: Parameters<Jobs[N]>[0]): ReturnType<Jobs[N]>;
  close(): Promise<void>;
}

const idleMs = 15_000;
const workerFile = (): string =>
  paths.isBundle ? join(paths.dist, "parents-worker.js") : join(import.meta.dirname, "worker.ts");

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** A thread for what is heavy. It is started when first needed and ended after a while without work: it costs 30 MB. */
export const createApart = (): Apart => {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let idle: NodeJS.Timeout | undefined;
  let lastId = 0;

  const end = async (): Promise<void> => {
    clearTimeout(idle);
    const ended = worker;
    worker = null;
    await ended?.terminate();
  };
  const settle = ({ id, result, fault }: { id: number; result?: unknown; fault?: string }): void => {
    const job = waiting.get(id);
    waiting.delete(id);
    if (fault === undefined) job?.resolve(result);
    else job?.reject(new Error(fault));
    if (waiting.size > 0) return;
    worker?.unref();
    idle = setTimeout(end, idleMs).unref();
  };
  const start = (): Worker => {
    const started = new Worker(workerFile(), {
      resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 8 },
    });
    started.on("message", settle);
    started.on("error", () => undefined); // "exit" follows, and says so to whoever waits
    started.once("exit", () => {
      if (worker === started) worker = null;
      for (const { reject } of waiting.values()) reject(new Error("the sealing thread ended"));
      waiting.clear();
    });
    return started;
  };

  return {
    run: ((name: JobName, given: unknown) =>
      new Promise((resolve, reject) => {
        clearTimeout(idle);
        worker ??= start();
        worker.ref(); // the process stays while something is asked of it
        lastId += 1;
        waiting.set(lastId, { resolve, reject });
        worker.postMessage({ id: lastId, name, given });
      })) as Apart["run"],
    close: end,
  };
};
