import { readFileSync } from "node:fs";
import { join } from "node:path";
import { paths } from "../../server/core/paths.ts";

/** `NAME=value` or `"NAME=value with spaces"` */
const variable = /"?\b(NODE_ENV|NODE_OPTIONS|MALLOC_\w+)=([^"\s]*(?:[^"\n]*(?="))?)"?/g;

/** What the installed service sets and what costs or spares memory and time: the bench runs the programs the same way. */
export const serviceEnvironment = (): Record<string, string> => {
  const unit = readFileSync(join(paths.root, "scripts/lib/preau.service"), "utf8");
  const lines = unit.split("\n").filter((line) => line.startsWith("Environment="));
  return Object.fromEntries(
    lines.flatMap((line) => [...line.matchAll(variable)].map(([, name = "", value = ""]) => [name, value])),
  );
};
