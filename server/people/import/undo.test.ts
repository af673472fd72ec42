import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { decideWaiting } from "./decide.ts";
import { EmptyBox } from "./fixture.ts";
import { forgetPreviews, getImport, pastImports } from "./imports.ts";
import type { Dropped } from "./read.ts";
import { runImport } from "./run.ts";
import { type SampleSchool, sampleFiles } from "./samples.ts";
import { canUndo, obstaclesTo, undoImport } from "./undo.ts";

const nobody = () => [];
const undo = (box: EmptyBox, id: string): void => undoImport(box.importing, id, nobody);
const obstacles = (box: EmptyBox, id: string): string[] =>
  obstaclesTo(box.db, getImport(box.db, id), nobody).map(({ text }) => text);

interface Excerpt {
  school: SampleSchool;
  which: number[];
  start: number;
  length: number;
}

/** Some rows of some of a school's files. */
const excerpt: fc.Arbitrary<Excerpt> = fc.record({
  school: fc.constantFrom("jules-ferry-2026", "jules-ferry-2027", "emile-combes-ancien"),
  which: fc.subarray([0, 1, 2], { minLength: 1 }),
  start: fc.nat(60),
  length: fc.integer({ min: 20, max: 90 }),
});

const filesOf = ({ school, which, start, length }: Excerpt): Dropped[] =>
  sampleFiles(school).flatMap(({ name, bytes }, nth) => {
    const [head = "", ...rows] = Buffer.from(bytes).toString("latin1").trimEnd().split("\r\n");
    const some = rows.slice(start, start + length);
    const text = `${[head, ...some].join("\r\n")}\r\n`;
    return which.includes(nth) && some.length > 0 ? [{ name, bytes: Buffer.from(text, "latin1") }] : [];
  });

describe("undoing an import", () => {
  it("puts every row back as it was, whatever was there before and whatever came; applying again is the same import", () => {
    let changed = 0;
    fc.assert(
      fc.property(fc.array(excerpt, { maxLength: 2 }), excerpt, fc.boolean(), (before, last, isNextYear) => {
        const files = filesOf(last);
        fc.pre(files.length > 0);
        const box = new EmptyBox("2026-09-03T08:00:00.000Z");
        for (const earlier of before.map(filesOf)) if (earlier.length > 0) box.import(earlier);
        if (isNextYear) box.travelTo("2027-09-02T08:00:00.000Z");
        const rows = box.rows();
        const id = box.stage(files);
        const plan = box.apply(id);
        const after = box.count("people");
        if (box.rows() !== rows) {
          changed += 1;
          undo(box, id);
        }
        assert.equal(box.rows(), rows);
        const again = box.apply(box.stage(files));
        assert.equal(box.count("people"), after);
        assert.deepEqual(again.links, plan.links);
        box.db.$client.close();
      }),
      { numRuns: 40 },
    );
    assert.ok(changed > 20, `${changed} imports changed something`);
  });

  it("takes the answers given later back as well, and may be applied and undone again", () => {
    const box = new EmptyBox();
    const before = box.rows();
    const id = box.stage(sampleFiles("jules-ferry-2026"));
    const plan = box.apply(id);
    const doubt = plan.guardians.flatMap(({ children }) => children.flatMap((child) => child.doubt ?? []))[0];
    assert.ok(doubt?.choices[0]);
    const links = box.count("guardianships");
    decideWaiting(box.importing, { [doubt.key]: doubt.choices[0].value });
    assert.equal(box.count("guardianships"), links + 1);
    undo(box, id);
    assert.equal(box.rows(), before);
    assert.deepEqual(
      pastImports(box.db, 5).map(({ appliedAt, undoneAt, hasRecords }) => [appliedAt, undoneAt !== null, hasRecords]),
      [[null, true, true]],
    );
    box.apply(id);
    assert.equal(box.count("guardianships"), links + 1, "the answer is remembered");
    undo(box, id);
    assert.equal(box.rows(), before);
  });

  it("says what stands in the way, with its number, and then changes nothing", () => {
    const box = new EmptyBox();
    const first = box.stage(sampleFiles("jules-ferry-2026"));
    box.apply(first);
    assert.deepEqual(obstacles(box, first), []);
    const run = (text: string) => box.db.$client.prepare(text).run();
    run("update people set mobile_phone = '0600000000' where id in (select id from people order by id limit 2)");
    run("update accounts set password_hash = 'x' where person_id = (select min(person_id) from accounts)");
    run(`insert into access_keys (id, person_id, kind, token_hash, recipient, ring_key, reply_key, issued_at)
      select 'k', max(guardian_id), 'guardian', 't', 'r', 'k', 'k', '2026-11-23' from guardianships`);
    const before = box.rows();
    assert.deepEqual(obstacles(box, first), [
      "2 fiches corrigées à la main depuis",
      "1 compte activé, ou code distribué",
      "1 lettre imprimée",
    ]);
    assert.throws(() => undo(box, first), /ne peut pas être annulé.*2 fiches corrigées/);
    assert.equal(box.rows(), before);
  });

  it("a later import is undone first; a link added by hand stands in the way", () => {
    const box = new EmptyBox("2026-09-03T08:00:00.000Z");
    const first = box.stage(sampleFiles("jules-ferry-2026"));
    box.apply(first);
    box.travelTo("2027-09-02T08:00:00.000Z");
    const second = box.stage(sampleFiles("jules-ferry-2027"));
    box.apply(second);
    assert.match(obstacles(box, first)[0] ?? "", /1 import plus récent/);
    undo(box, second);
    assert.equal(box.count("school_years"), 1);
    assert.deepEqual(obstacles(box, first), []);
    box.db.$client
      .prepare(
        `insert into guardianships (id, guardian_id, pupil_id, starts_on)
         select 'by-hand', p.id, (select min(person_id) from pupils), '2026-09-04' from people p
         where p.id not in (select guardian_id from guardianships) limit 1`,
      )
      .run();
    assert.deepEqual(obstacles(box, first), ["1 lien ou classe ajouté à la main"]);
  });

  it("is over when the journal is: after three months what files said is kept nowhere", () => {
    const box = new EmptyBox();
    const id = box.stage(sampleFiles("jules-ferry-2026"));
    box.apply(id);
    forgetPreviews(box.importing);
    assert.ok(canUndo(box.db, getImport(box.db, id)));
    box.travelTo("2027-02-25T09:00:00.000Z");
    forgetPreviews(box.importing);
    assert.ok(!canUndo(box.db, getImport(box.db, id)));
    assert.equal(box.count("import_slices"), 0);
    assert.throws(() => undo(box, id), /ne peut plus être annulé/);
  });
});

describe("an import in slices", () => {
  it("is the same import; nobody of it is to be seen before the last slice", async () => {
    const [whole, sliced] = [new EmptyBox(), new EmptyBox()];
    whole.import(sampleFiles("jules-ferry-2026"));
    const id = sliced.stage(sampleFiles("jules-ferry-2026"));
    const seen: number[] = [];
    await runImport(sliced.importing, id, {
      onProgress: (done, total) => {
        seen.push(done / total);
        assert.equal(sliced.count("people", "left_on is null"), 0);
        assert.equal(sliced.count("memberships") + sliced.count("classrooms"), 0);
      },
    });
    assert.ok(seen.length > 2 && seen.every((share, nth) => share > (seen[nth - 1] ?? 0)));
    for (const table of ["people", "pupils", "accounts", "memberships", "guardianships", "classrooms"])
      assert.equal(sliced.count(table), whole.count(table), table);
    assert.equal(sliced.count("people", "left_on is not null"), 0);
    assert.equal(sliced.count("imports", "started_at is not null"), 0);
    assert.equal(sliced.db.$client.pragma("synchronous", { simple: true }), 2, "other writes stay as safe as before");
  });

  it("is taken back as a whole when somebody changes the directory meanwhile", async () => {
    const box = new EmptyBox();
    const id = box.stage(sampleFiles("jules-ferry-2026"));
    const before = box.rows();
    let isChanged = false;
    const note = box.db.$client.prepare(
      "insert into events (at, type, data) values ('2026-11-23', 'person.corrected', '{}')",
    );
    const onProgress = () => {
      if (!isChanged) note.run();
      isChanged = true;
    };
    await assert.rejects(runImport(box.importing, id, { onProgress }), /L’annuaire a changé/);
    assert.equal(box.rows(), before);
    await runImport(box.importing, id);
    assert.equal(box.count("pupils"), 211);
  });

  it("does not begin while another one runs, nor twice", async () => {
    const box = new EmptyBox();
    const id = box.stage(sampleFiles("jules-ferry-2026"));
    const running = runImport(box.importing, id);
    await assert.rejects(runImport(box.importing, id), /en cours/);
    assert.throws(() => box.apply(id), /en cours/);
    await running;
    await assert.rejects(runImport(box.importing, id), /déjà fait/);
    assert.equal(box.count("pupils"), 211);
  });
});
