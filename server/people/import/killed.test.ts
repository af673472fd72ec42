import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, it } from "node:test";
import { EmptyBox } from "./fixture.ts";
import { sampleFiles } from "./samples.ts";
import { takeBackInterrupted } from "./undo.ts";

const folder = mkdtempSync(join(tmpdir(), "preau-killed-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Applies the import of a file in a process of its own; says each slice. */
const program = (id: string, file: string): string => `
  import { EmptyBox } from ${JSON.stringify(join(import.meta.dirname, "fixture.ts"))};
  import { runImport } from ${JSON.stringify(join(import.meta.dirname, "run.ts"))};
  const box = new EmptyBox("2027-09-02T08:00:00.000Z", ${JSON.stringify(file)});
  await runImport(box.importing, ${JSON.stringify(id)}, { onProgress: (done, of) => console.log(done, of) });
  console.log("end");
`;

it("killed between two slices, an import was never there after the next start", async () => {
  const file = join(folder, "preau.sqlite");
  const box = new EmptyBox("2026-09-03T08:00:00.000Z", file);
  box.import(sampleFiles("jules-ferry-2026"));
  box.travelTo("2027-09-02T08:00:00.000Z");
  const id = box.stage(sampleFiles("jules-ferry-2027"));
  const before = box.rows();

  const child = spawn(process.execPath, ["--input-type=module", "-e", program(id, file)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    child.kill("SIGKILL");
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  assert.ok(said.length > 0 && !said.includes("end"), `it was killed in the middle: ${said.join()}`);
  assert.notEqual(box.rows(), before, "something of it had been written");

  assert.equal(takeBackInterrupted(box.importing), 1);
  assert.equal(box.rows(), before);
  assert.equal(takeBackInterrupted(box.importing), 0);
  box.apply(id);
  assert.equal(box.count("pupils"), 211 + 22);
  box.db.$client.close();
});
