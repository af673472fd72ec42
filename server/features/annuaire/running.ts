import { Problem } from "../../core/errors.ts";
import type { Doing } from "../../core/feature.ts";
import { applyImport } from "../../people/import/apply.ts";
import { getImport } from "../../people/import/imports.ts";

/** An import being applied now, in this process: it ends in one transaction, so that a stop in between leaves nothing. */
interface Run {
  rows: number;
  startedAt: number;
  /** Why it was not applied, in French; null while it runs. */
  problem: string | null;
}

const runs = new Map<string, Run>();

/** Lets the page that shows the progress go out before the writing begins. */
const headStartMs = 150;

/** Begins to apply an import; returns at once. Twice the same is once. */
export const startApplying = (doing: Doing, id: string, fingerprint: string): void => {
  if (isRunning(id)) return;
  const { records } = getImport(doing.db, id);
  const rows = records === null ? 0 : records.pupils.length + records.guardians.length + records.staff.length;
  const run: Run = { rows, startedAt: doing.clock.now().getTime(), problem: null };
  runs.set(id, run);
  setTimeout(() => finish(doing, id, run, fingerprint), headStartMs);
};

const finish = (doing: Doing, id: string, run: Run, fingerprint: string): void => {
  if (!doing.db.$client.open) return; // the box was stopped meanwhile: nothing was applied
  try {
    const { records } = getImport(doing.db, id);
    if (records !== null) applyImport(doing, id, records, { fingerprint });
    runs.delete(id);
  } catch (error) {
    run.problem = error instanceof Problem ? error.message : "L’import a échoué\u202f; rien n’a été changé. Réessayez.";
    if (!(error instanceof Problem)) process.emitWarning(error instanceof Error ? error : String(error));
  }
};

export const isRunning = (id: string): boolean => runs.get(id)?.problem === null;

/** How many rows are being written. */
export const rowsRunning = (id: string): number => runs.get(id)?.rows ?? 0;

/** Why the last attempt failed; told once. */
export const takeProblem = (id: string): string | null => {
  const problem = runs.get(id)?.problem ?? null;
  if (problem !== null) runs.delete(id);
  return problem;
};
