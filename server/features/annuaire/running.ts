import { Problem } from "../../core/errors.ts";
import type { Doing } from "../../core/feature.ts";
import { rowsOf } from "../../people/import/apart/ask.ts";
import { getImport } from "../../people/import/imports.ts";
import { runImport } from "../../people/import/run.ts";

export interface Progress {
  /** Rows of the files. */
  readonly done: number;
  readonly total: number;
}

/** An import being applied now, in this process. */
interface Run {
  progress: Progress;
  /** Why it was not applied, in French; null while it runs. */
  problem: string | null;
}

const runs = new Map<string, Run>();

/** Lets the page that shows the progress go out before the writing begins. */
const headStartMs = 150;

/** Begins to apply an import; returns at once. Twice the same is once. */
export const startApplying = (doing: Doing, id: string, fingerprint: string): void => {
  if (isRunning(id)) return;
  const total = rowsOf(getImport(doing.db, id));
  const run: Run = { progress: { done: 0, total }, problem: null };
  runs.set(id, run);
  setTimeout(() => finish(doing, id, run, fingerprint), headStartMs);
};

const failed = "L’import a échoué\u202f; rien n’a été changé. Réessayez.";

const finish = async (doing: Doing, id: string, run: Run, fingerprint: string): Promise<void> => {
  if (!doing.db.$client.open) return; // the box was stopped meanwhile: nothing was applied
  const { total } = run.progress;
  try {
    await runImport(doing, id, {
      fingerprint,
      onProgress: (done, of) => {
        run.progress = { done: Math.floor((total * done) / of), total };
      },
    });
    runs.delete(id);
  } catch (error) {
    run.problem = error instanceof Problem ? error.message : failed;
    if (!(error instanceof Problem)) process.emitWarning(error instanceof Error ? error : String(error));
  }
};

export const isRunning = (id: string): boolean => runs.get(id)?.problem === null;

/** How far an import has come; null when it is not running. */
export const progressOf = (id: string): Progress | null => (isRunning(id) ? (runs.get(id)?.progress ?? null) : null);

/** Why the last attempt failed; told once. */
export const takeProblem = (id: string): string | null => {
  const problem = runs.get(id)?.problem ?? null;
  if (problem !== null) runs.delete(id);
  return problem;
};
