import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { applyImport } from "./apply.ts";
import { countPlan } from "./counts.ts";
import { EmptyBox } from "./fixture.ts";
import { stageImport } from "./imports.ts";
import { type Dropped, type Reading, readFiles } from "./read.ts";
import { Refused } from "./refuse.ts";
import { type SampleSchool, sampleFiles } from "./samples.ts";

type Mangle = (bytes: Buffer) => Buffer;

const lines = (bytes: Buffer): string[] => bytes.toString("latin1").split("\r\n");
const joined = (parts: readonly string[]): Buffer => Buffer.from(parts.join("\r\n"), "latin1");
const at = (share: number, length: number): number => Math.min(length - 1, Math.floor(share * length));
const share = fc.double({ min: 0, max: 1, noNaN: true });

const cut = share.map(
  (where): Mangle =>
    (bytes) =>
      bytes.subarray(0, at(where, bytes.length)),
);
const dropByte = share.map(
  (where): Mangle =>
    (bytes) => {
      const place = at(where, bytes.length);
      return Buffer.concat([bytes.subarray(0, place), bytes.subarray(place + 1)]);
    },
);
const putSign = fc.tuple(share, fc.constantFrom('"', ";", "\n", "\0", "é", "=1+1", "\uFEFF")).map(
  ([where, sign]): Mangle =>
    (bytes) => {
      const place = at(where, bytes.length);
      return Buffer.concat([bytes.subarray(0, place), Buffer.from(sign), bytes.subarray(place)]);
    },
);
const repeatRows = fc.tuple(share, fc.integer({ min: 1, max: 40 })).map(
  ([where, count]): Mangle =>
    (bytes) => {
      const all = lines(bytes);
      const start = 1 + at(where, all.length - 1);
      return joined([...all.slice(0, start + count), ...all.slice(start, start + count), ...all.slice(start + count)]);
    },
);
const loseRows = fc.tuple(share, fc.integer({ min: 1, max: 40 })).map(
  ([where, count]): Mangle =>
    (bytes) => {
      const all = lines(bytes);
      return joined(all.toSpliced(1 + at(where, all.length - 1), count));
    },
);
const moveColumns = fc.tuple(share, share).map(
  ([from, to]): Mangle =>
    (bytes) => {
      const rows = lines(bytes).map((line) => line.split(";"));
      const width = rows[0]?.length ?? 1;
      const moved = rows.map((cells) => {
        if (cells.length < 2) return cells.join(";");
        const padded = [...cells, ...Array<string>(Math.max(0, width - cells.length)).fill("")];
        const [cell] = padded.splice(at(from, width), 1);
        padded.splice(at(to, width), 0, cell ?? "");
        return padded.join(";");
      });
      return joined(moved);
    },
);

const mangles = fc.array(fc.oneof(cut, dropByte, putSign, repeatRows, loseRows, moveColumns), {
  minLength: 1,
  maxLength: 3,
});
const schools = fc.constantFrom<SampleSchool>("emile-combes-ancien", "jules-ferry-2026", "marie-curie-2020");

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
      fc.property(schools, fc.nat(2), mangles, (school, which, changes) => {
        const files = sampleFiles(school).map((one, nth) =>
          nth === which
            ? { ...one, bytes: changes.reduce<Buffer>((bytes, mangle) => mangle(bytes), Buffer.from(one.bytes)) }
            : one,
        );
        const reading = readOrRefuse(files);
        if (reading === null) {
          refused += 1;
          return;
        }
        imported += 1;
        const box = new EmptyBox();
        const run = () => applyImport(box.importing, stageImport(box.importing, reading), reading.records);
        const first = countPlan(run());
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
