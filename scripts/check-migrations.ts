import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { paths } from "../server/core/paths.ts";

/** Fails when the tables in the code have moved on without their migration (npm run db:generate). */
const migrationsIn = (folder: string): string =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .sort()
    .join(" ");

const copy = mkdtempSync(join(tmpdir(), "preau-migrations-"));
cpSync(paths.migrations, copy, { recursive: true });
const before = migrationsIn(paths.migrations);
const { status, stderr, stdout } = spawnSync(
  "drizzle-kit",
  ["generate", "--config", "migrations/drizzle.config.ts", "--name", "drift"],
  {
    cwd: paths.root,
    encoding: "utf8",
  },
);
const drifted = migrationsIn(paths.migrations) !== before;
if (drifted) {
  rmSync(paths.migrations, { recursive: true });
  cpSync(copy, paths.migrations, { recursive: true });
}
rmSync(copy, { recursive: true });
if (status !== 0) {
  process.stderr.write(stdout + stderr);
  process.exit(1);
}
if (drifted) {
  process.stderr.write("Tables have changed without a migration: run npm run db:generate and commit what it writes.\n");
  process.exit(1);
}
console.log("Migrations match the tables.");
