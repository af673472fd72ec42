import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { createClock } from "../server/core/clock.ts";
import { openDatabase } from "../server/core/db.ts";
import { migrateNow } from "../server/core/migrate.ts";
import { paths } from "../server/core/paths.ts";
import { learnMapping } from "../server/people/import/mapping/store.ts";
import { school } from "../server/people/tables.ts";

const folder = mkdtempSync(join(tmpdir(), "preau-import-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const sample = (name: string): string[] =>
  ["eleves", "enseignants", "responsables"].map((kind) =>
    join(paths.root, "server/people/samples", name, `CSVExtraction-${kind}.csv`),
  );

const run = (...options: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(paths.root, "scripts/import.ts"), ...options], {
    env: { ...process.env, DATA_DIR: folder },
    encoding: "utf8",
  });
  return { status, stdout, stderr };
};

const figures = (stdout: string): Record<string, Record<string, number>> => JSON.parse(stdout);

describe("npm run school:import", () => {
  it("wants a school first", () => {
    const { status, stderr, stdout } = run("--json", ...sample("jules-ferry-2026"));
    assert.deepEqual([status, stdout], [2, ""]);
    assert.match(stderr, /school:create/);
  });

  it("looks, applies, and changes nothing the second time", () => {
    const clock = createClock("Europe/Paris");
    const db = openDatabase(join(folder, "preau.sqlite"), clock);
    migrateNow(db);
    db.insert(school).values({ id: 1, name: "École", uai: "0690078K", zone: "A", createdAt: clock.iso() }).run();
    db.$client.close();

    const dry = run("--dry-run", "--json", ...sample("jules-ferry-2026"));
    assert.equal(dry.status, 0, dry.stderr);
    assert.equal(figures(dry.stdout).pupils?.new, 211);
    const applied = run("--json", ...sample("jules-ferry-2026"));
    assert.equal(applied.stdout, dry.stdout);
    assert.deepEqual(figures(applied.stdout), {
      pupils: { new: 211, changed: 0, unchanged: 0, doubtful: 0, rejected: 0 },
      guardians: { new: 283, changed: 0, unchanged: 0, doubtful: 0, rejected: 0, waiting: 1 },
      staff: { new: 9, changed: 0, unchanged: 0, doubtful: 0, rejected: 0 },
      classrooms: 9,
      links: 402,
      linksWaiting: 3,
    });
    const again = figures(run("--json", ...sample("jules-ferry-2026")).stdout);
    assert.deepEqual([again.pupils?.unchanged, again.guardians?.unchanged, again.staff?.unchanged], [211, 283, 9]);
  });

  it("says to explain an unknown table at the screen, and reads it once that was done", () => {
    const table = join(paths.root, "server/people/samples/autres-outils/tableau-parents.csv");
    const unknown = run("--dry-run", "--json", table);
    assert.deepEqual([unknown.status, unknown.stdout], [2, ""]);
    assert.match(unknown.stderr, /tableau-parents\.csv.*ne reconnaît pas[\s\S]*à l’écran/);
    const clock = createClock("Europe/Paris");
    const db = openDatabase(join(folder, "preau.sqlite"), clock);
    const fields = ["lastName", "firstName", "mobilePhone", "email"];
    const child = ["child.lastName", "child.firstName"];
    const [titles = ""] = readFileSync(table, "utf8").split("\n");
    learnMapping({ db, clock, actor: null }, "guardians", titles.split("|"), [...fields, ...child, ...child, null]);
    db.$client.close();
    const { guardians } = figures(run("--dry-run", "--yes", "--json", table).stdout);
    assert.equal((guardians?.new ?? 0) + (guardians?.waiting ?? 0) + (guardians?.doubtful ?? 0), 2);
  });

  it("refuses another school's files unless somebody is sure, and files that are none", () => {
    const other = run("--json", ...sample("marie-curie-2020"));
    assert.deepEqual([other.status, other.stdout], [2, ""]);
    assert.match(other.stderr, /--yes/);
    const cut = join(folder, "coupé.csv");
    writeFileSync(cut, "Nom élève;Prénom élève;Date naissance;Libellé classe\nROUX;Léa");
    const refused = run("--json", cut, ...sample("jules-ferry-2026"));
    assert.deepEqual([refused.status, refused.stdout], [2, ""]);
    assert.match(refused.stderr, /coupé\.csv.*coupé/);
    assert.equal(run().status, 2);
    assert.equal(run("--nope").status, 2);
    assert.equal(run(join(folder, "absent.csv")).status, 2);
  });
});
