import { readFileSync } from "node:fs";
import { join } from "node:path";
import { paths } from "../../server/core/paths.ts";

const measured = /^(NODE_ENV|NODE_OPTIONS|MALLOC_ARENA_MAX)=/;

/** What the installed service sets and what costs or spares memory and time: the bench runs the programs the same way. */
export const serviceEnvironment = (): Record<string, string> => {
  const unit = readFileSync(join(paths.root, "scripts/lib/preau.service"), "utf8");
  const pairs = [...unit.matchAll(/^Environment=(.*)$/gm)].flatMap(([, line = ""]) => line.split(" "));
  return Object.fromEntries(
    pairs
      .filter((pair) => measured.test(pair))
      .map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]),
  );
};
