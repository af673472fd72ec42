import { parentPort, workerData } from "node:worker_threads";
import { openDatabase } from "../../../core/db.ts";
import { prepare } from "../apply.ts";
import { getImport, recordsOf } from "../imports.ts";
import { Moved } from "../run-steps.ts";
import type { Answer, Asked } from "./ask.ts";

/** The thread's side of ask.ts: built as dist/apart-worker.js. It only reads. */
const answer = ({ file, moment, importId, fingerprint }: Asked): Answer => {
  const { now, today, isTrusted } = moment;
  const clock = { iso: () => now, today: () => today, isTrusted: () => isTrusted };
  const db = openDatabase(file, clock);
  try {
    const { yearLabel } = getImport(db, importId);
    const records = recordsOf(db, importId);
    if (records === null) throw new Moved();
    const { counts, slices, seq } = prepare(db, clock, { id: importId, records, yearLabel }, { fingerprint });
    return { prepared: { counts, slices, seq } };
  } catch (error) {
    if (error instanceof Moved) return { moved: true };
    throw error;
  } finally {
    db.$client.close();
  }
};

parentPort?.postMessage(answer(workerData as Asked));
