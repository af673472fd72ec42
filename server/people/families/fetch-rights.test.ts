import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import Database from "better-sqlite3";
import { paths } from "../../core/paths.ts";

const statementsOf = (file: string): string[] =>
  readFileSync(join(paths.migrations, file), "utf8").split("--> statement-breakpoint");

test("a box of before: parents may fetch and be called, whom a decision touched may not", () => {
  const db = new Database(":memory:");
  const files = readdirSync(paths.migrations)
    .filter((name) => name.endsWith(".sql"))
    .sort();
  const ours = files.findIndex((name) => name.endsWith("fetch_rights.sql"));
  for (const file of files.slice(0, ours)) for (const statement of statementsOf(file)) db.exec(statement);
  const person = db.prepare(
    "insert into people (id, public_id, last_name, first_name, name_key, created_at) values (?, ?, 'X', 'Y', 'xy', '')",
  );
  for (const id of ["claire", "rachid", "marc", "tante", "lea"]) person.run(id, id);
  const relation = db.prepare(
    "insert into guardianships (id, guardian_id, pupil_id, kind, authority, decision_note, starts_on) values (?, ?, 'lea', ?, ?, ?, '2026-08-01')",
  );
  relation.run("1", "claire", "parent", "presumed", null);
  relation.run("2", "rachid", "parent", "none", null);
  relation.run("3", "marc", "parent", "held", "Jugement");
  relation.run("4", "tante", "relative", "presumed", null);
  for (const statement of statementsOf(files[ours] ?? "")) db.exec(statement);
  const rights = db.prepare("select guardian_id, may_fetch, is_emergency from guardianships order by id").raw().all();
  assert.deepEqual(rights, [
    ["claire", 1, 1],
    ["rachid", 0, 0],
    ["marc", 0, 0],
    ["tante", 0, 0],
  ]);
  db.close();
});
