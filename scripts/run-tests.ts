import { globSync } from "node:fs";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { parseArgs } from "node:util";
import { paths } from "../server/core/paths.ts";

/**
 * Runs the tests beside the code: node scripts/run-tests.ts [--only unit|journeys|faults] [--shots DIR] [PATTERN…].
 * Journeys (a real browser) and faults (real processes) run one file at a time, the rest two at a time.
 */
const { values, positionals } = parseArgs({
  options: { only: { type: "string" }, shots: { type: "string" } },
  allowPositionals: true,
});
if (values.shots !== undefined) process.env.PREAU_SHOTS = values.shots;

const all = globSync("{server,scripts}/**/*.test.ts", { cwd: paths.root, exclude: ["**/node_modules/**"] }).sort();
const isIn = (folder: string) => (file: string) => file.startsWith(`server/testing/${folder}/`);
const kinds: Record<string, string[]> = {
  unit: all.filter((file) => !isIn("journeys")(file) && !isIn("faults")(file)),
  faults: all.filter(isIn("faults")),
  journeys: all.filter(isIn("journeys")),
};

const runFiles = (
  files: readonly string[],
  concurrency: number,
): Promise<{ passed: number; failed: number; skipped: number }> =>
  new Promise((resolve) => {
    const count = { passed: 0, failed: 0, skipped: 0 };
    if (files.length === 0) return resolve(count);
    const stream = run({ files: [...files], concurrency, timeout: 600_000, cwd: paths.root });
    stream.on("test:pass", ({ skip, details }) => {
      if (details.type === "suite") return;
      if (skip) count.skipped += 1;
      else count.passed += 1;
    });
    stream.on("test:fail", () => {
      count.failed += 1;
    });
    stream.compose(spec()).pipe(process.stdout, { end: false });
    stream.once("end", () => resolve(count));
  });

const wanted = (files: readonly string[]): string[] =>
  files.filter((file) => positionals.length === 0 || positionals.some((pattern) => file.includes(pattern)));

const total = { passed: 0, failed: 0, skipped: 0 };
for (const [kind, files] of Object.entries(kinds)) {
  if (values.only !== undefined && values.only !== kind) continue;
  const count = await runFiles(wanted(files), kind === "unit" ? 2 : 1);
  for (const key of ["passed", "failed", "skipped"] as const) total[key] += count[key];
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
