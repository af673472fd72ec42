import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { secretIn } from "./secret.ts";

test("the secret stays the same, and one that a power cut left empty or cut short is made anew", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "preau-secret-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "session-secret");
  const first = secretIn(folder);
  assert.deepEqual(secretIn(folder), first);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  for (const left of [new Uint8Array(), first.subarray(0, 7)]) {
    writeFileSync(file, left);
    const made = secretIn(folder);
    assert.equal(made.length, 32);
    assert.notDeepEqual(made, first);
    assert.deepEqual(secretIn(folder), made);
  }
});
