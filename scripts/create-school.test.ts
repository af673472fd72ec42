import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

const folder = mkdtempSync(join(tmpdir(), "preau-create-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const run = (...options: string[]) =>
  spawnSync(process.execPath, [join(import.meta.dirname, "create-school.ts"), ...options], {
    encoding: "utf8",
    env: { ...process.env, DATA_DIR: folder },
  });
const options = ["--name", "École Jules-Ferry", "--uai", "0690078K", "--zone", "A", "--head", "Éloïse de la Tour"];

test("what is missing or wrong is refused in one line, and nothing is created", () => {
  for (const wrong of [[], options.slice(2), [...options, "--zone", "D"], [...options, "--uai", "0690078A"], ["--x"]]) {
    const { status, stderr, stdout } = run(...wrong);
    assert.equal(status, 2, stderr);
    assert.match(stderr, /^[^\n]+\n$/);
    assert.equal(stdout, "");
  }
});

test("an empty folder gets a school; the same folder is then refused", () => {
  const { status, stdout, stderr } = run(...options, "--json");
  assert.equal(status, 0, stderr);
  const { school, uai, head, activationCode } = JSON.parse(stdout);
  assert.deepEqual({ school, uai }, { school: "École Jules-Ferry", uai: "0690078K" });
  assert.deepEqual(head, { name: "Éloïse de la Tour", identifiant: "eloise.delatour" });
  assert.match(activationCode, /^[abcdefghjkmnprstvwxyz3456789]{8}$/);
  const again = run(...options);
  assert.equal(again.status, 2);
  assert.match(again.stderr, /^[^\n]*contient déjà une école[^\n]*\n$/);
});
