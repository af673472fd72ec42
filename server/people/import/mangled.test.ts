import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { applyImport } from "./apply.ts";
import { countPlan } from "./counts.ts";
import { EmptyBox } from "./fixture.ts";
import { getImport, stageImport } from "./imports.ts";
import { mangledFiles } from "./mangles.ts";
import { type Dropped, type Reading, readFiles } from "./read.ts";
import { Refused } from "./refuse.ts";
import { canUndo, undoImport } from "./undo.ts";

const readOrRefuse = (files: readonly Dropped[]): Reading | null => {
  try {
    return readFiles(files);
  } catch (error) {
    assert.ok(error instanceof Refused, String(error));
    assert.ok(error.message.length > 20);
    return null;
  }
};

const people = (box: EmptyBox): number => box.count("people");

describe("mangled files", () => {
  it("are refused, or imported whole once: never an exception, never a doubled person at the second run", () => {
    let imported = 0;
    let refused = 0;
    fc.assert(
      fc.property(mangledFiles, (files) => {
        const reading = readOrRefuse(files);
        if (reading === null) {
          refused += 1;
          return;
        }
        imported += 1;
        const box = new EmptyBox();
        const empty = box.rows();
        const id = stageImport(box.importing, reading);
        const run = () => applyImport(box.importing, stageImport(box.importing, reading), reading.records);
        const first = countPlan(applyImport(box.importing, id, reading.records));
        assert.equal(people(box), first.pupils.new + first.guardians.new + first.staff.new);
        assert.equal(box.count("guardianships"), first.links);
        const before = box.rows();
        const second = countPlan(run());
        assert.equal(box.rows(), before);
        for (const kind of ["pupils", "guardians", "staff"] as const) {
          assert.deepEqual([second[kind].new, second[kind].changed], [0, 0]);
          assert.equal(second[kind].unchanged, first[kind].new);
          assert.equal(second[kind].doubtful, first[kind].doubtful);
        }
        if (canUndo(box.db, getImport(box.db, id))) undoImport(box.importing, id, () => []);
        assert.equal(box.rows(), empty);
        box.db.$client.close();
      }),
      { numRuns: 60 },
    );
    assert.ok(imported > 5, `${imported} imported`);
    assert.ok(refused > 5, `${refused} refused`);
  });

  it("bytes that mean nothing are refused", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => {
        assert.equal(readOrRefuse([{ name: "bruit.csv", bytes }]), null);
      }),
      { numRuns: 300 },
    );
  });
});
