import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { paths } from "../../core/paths.ts";
import type { Sheet } from "./mapping/guess.ts";
import { type Dropped, type Reading, type ReadingContext, readFiles } from "./read.ts";
import { Refused, refuseSize, UnknownColumns } from "./refuse.ts";
import { isZip } from "./unzip.ts";
import type { ReadingTask } from "./worker.ts";

type Answer =
  | { reading: Reading }
  | { refused: { message: string; file: string | null } }
  | { unknown: { message: string; sheet: Sheet } };

const longestMs = 60_000;
/** Below this, reading takes a few milliseconds: less than starting a thread. */
const smallBytes = 128 * 1024;

const workerFile = (): string =>
  paths.isBundle ? join(paths.dist, "import-worker.js") : join(import.meta.dirname, "worker.ts");

const tooHard = (): Refused =>
  new Refused("Préau n’a pas réussi à lire ces fichiers. Téléchargez-les à nouveau depuis ONDE, puis recommencez.");

const ask = (task: ReadingTask): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(workerFile(), { workerData: task, resourceLimits: { maxOldGenerationSizeMb: 256 } });
    const timer = setTimeout(() => worker.terminate(), longestMs);
    worker.once("message", resolve);
    worker.once("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "ERR_WORKER_OUT_OF_MEMORY" ? tooHard() : error),
    );
    worker.once("exit", () => {
      clearTimeout(timer);
      reject(tooHard());
    });
  });

/** Reading takes longer to tell to a thread than to do; an archive may hold anything. */
const isQuick = (dropped: readonly Dropped[]): boolean =>
  dropped.reduce((sum, { bytes }) => sum + bytes.byteLength, 0) <= smallBytes &&
  !dropped.some(({ bytes }) => isZip(bytes));

/** readDropped, in a thread of its own when there is much to read: pages keep being served. Throws Refused likewise. */
export const readApart = async (dropped: readonly Dropped[], context: ReadingContext): Promise<Reading> => {
  for (const { name, bytes } of dropped) refuseSize(bytes.byteLength, name);
  if (isQuick(dropped)) return readFiles(dropped, context);
  const answer = await ask({ dropped, context });
  if ("unknown" in answer) throw new UnknownColumns(answer.unknown.message, answer.unknown.sheet);
  if ("refused" in answer) throw new Refused(answer.refused.message, answer.refused.file);
  return answer.reading;
};
