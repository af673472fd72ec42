import { type Db, generationOf } from "./db.ts";
import type { Deps, Feature } from "./feature.ts";
import type { Job } from "./jobs.ts";

/** A file is named by a row in the request that brings it; two days more than make up for what was forgotten here. */
const keptMs = 2 * 86_400_000;

/**
 * Deletes the files of the store that no feature names and nobody has put there for two days. Returns how many. Nothing goes while
 * the clock may not be believed.
 */
export const sweepFiles = async (
  { db, files, clock }: Pick<Deps, "db" | "files" | "clock">,
  features: readonly Feature[],
): Promise<number> => {
  if (!clock.isTrusted()) return 0;
  const before = new Date(clock.now().getTime() - keptMs);
  const named = namedNow(db, features);
  let swept = 0;
  for (const sha256 of await files.list())
    if (!named().has(sha256) && (await files.deleteUnused(sha256, before))) swept += 1;
  return swept;
};

/** What the rows name, read again after each write: a night's sweep does not stop the school. */
const namedNow = (db: Db, features: readonly Feature[]): (() => ReadonlySet<string>) => {
  let generation = -1;
  let named = new Set<string>();
  return () => {
    if (generation !== generationOf(db)) {
      generation = generationOf(db);
      named = new Set(features.flatMap(({ files }) => [...(files?.(db) ?? [])]));
    }
    return named;
  };
};

export const sweepJob = (features: readonly Feature[]): Job => ({
  name: "files.sweep",
  cron: "10 4 * * *",
  run: async (deps) => void (await sweepFiles(deps, features)),
});
