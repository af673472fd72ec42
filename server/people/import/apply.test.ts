import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { countPlan } from "./counts.ts";
import { EmptyBox } from "./fixture.ts";
import { forgetPreviews, stageImport } from "./imports.ts";
import { readFiles } from "./read.ts";
import { expectedOf, sampleFiles, sampleSchools } from "./samples.ts";

const still = (n: number) => ({ new: 0, changed: 0, unchanged: n, doubtful: 0, rejected: 0 });

describe("importing the sample schools", () => {
  for (const school of sampleSchools) {
    it(`${school}: reaches its counts, and a second run changes nothing`, () => {
      const box = new EmptyBox();
      const expected = expectedOf(school);
      const first = box.counts(sampleFiles(school));
      const only = (n: number) => ({ ...still(0), new: n });
      assert.deepEqual(first, {
        pupils: only(expected.pupils),
        guardians: { ...only(expected.guardians), waiting: expected.guardians_waiting },
        staff: only(expected.teachers),
        classrooms: Object.keys(expected.classes).length,
        links: expected.links,
        linksWaiting: expected.links_waiting,
      });
      assert.equal(box.count("pupils"), expected.pupils);
      assert.equal(box.count("guardianships"), expected.links);
      assert.equal(box.count("people"), expected.pupils + expected.guardians + expected.teachers);
      assert.equal(box.count("accounts"), expected.pupils + expected.teachers);
      for (const [label, pupils] of Object.entries(expected.classes)) {
        const inClass = `"as" = 'pupil' and classroom_id = (select id from classrooms where label = '${label.replaceAll("'", "''")}')`;
        assert.equal(box.count("memberships", inClass), pupils, label);
      }

      const before = box.rows();
      const again = box.counts(sampleFiles(school).reverse());
      assert.deepEqual(again, {
        ...first,
        pupils: still(expected.pupils),
        guardians: { ...still(expected.guardians), waiting: expected.guardians_waiting },
        staff: still(expected.teachers),
      });
      assert.equal(box.rows(), before);
    });
  }

  it("gives every order of the files the same result", () => {
    const [a, b, c] = sampleFiles("jules-ferry-2026");
    assert.ok(a && b && c);
    const orders = [
      [a, b, c],
      [b, c, a],
      [c, b, a],
    ].map((files) => countPlan(new EmptyBox().look(files)));
    assert.deepEqual(orders[1], orders[0]);
    assert.deepEqual(orders[2], orders[0]);
  });

  it("creates waiting guardians when their children arrive in a later file", () => {
    const box = new EmptyBox();
    const [pupils, staff, guardians] = sampleFiles("jules-ferry-2026");
    assert.ok(pupils && staff && guardians);
    assert.equal(box.counts([guardians]).guardians.waiting, 284);
    const { guardians: counts, links } = box.counts([staff, pupils]);
    assert.deepEqual({ new: counts.new, waiting: counts.waiting, links }, { new: 283, waiting: 1, links: 402 });
  });
});

describe("previews", () => {
  it("that nobody applied are forgotten after a week", () => {
    const box = new EmptyBox();
    stageImport(box.importing, readFiles(sampleFiles("jules-ferry-2026")));
    forgetPreviews(box.importing);
    assert.equal(box.count("imports", "records is not null"), 1);
    box.travelTo("2026-12-02T09:00:00.000Z");
    forgetPreviews(box.importing);
    assert.equal(box.count("imports", "records is not null"), 0);
  });
});

describe("the next school year", () => {
  it("moves classes, keeps everybody's account, adds arrivals, lists leavers", () => {
    const box = new EmptyBox("2026-09-03T08:00:00.000Z");
    box.import(sampleFiles("jules-ferry-2026"));
    const logins = box.count("accounts");
    box.travelTo("2027-09-02T08:00:00.000Z");
    const plan = box.import(sampleFiles("jules-ferry-2027"));
    const { pupils, guardians } = countPlan(plan);
    assert.deepEqual(
      { new: pupils.new, changed: pupils.changed, doubtful: pupils.doubtful },
      { new: 22, changed: 163, doubtful: 0 },
    );
    assert.deepEqual(guardians, { new: 24, changed: 2, unchanged: 240, doubtful: 0, rejected: 0, waiting: 3 });
    assert.equal(plan.leavers.length, 211 - 163);
    assert.equal(box.count("pupils"), 211 + 22);
    const left = plan.departures.map(({ kind }) => kind);
    const leaving = (kind: string) => left.filter((one) => one === kind).length;
    assert.deepEqual([leaving("pupils"), leaving("staff")], [211 - 163, 9]);
    assert.equal(box.count("people", "left_on = '2027-07-31'"), left.length);
    const allGone = "pupil_id in (select id from people where left_on is null)";
    assert.equal(
      box.count("people", `left_on is null and id in (select guardian_id from guardianships)`),
      box.count("people", `id in (select guardian_id from guardianships where ${allGone})`),
      "guardians leave with their last child",
    );
    assert.equal(box.count("accounts"), logins + 22 + 9);
    assert.equal(box.count("school_years"), 2);
    assert.equal(box.count("classrooms"), 18);
    assert.equal(box.count("memberships", `"as" = 'pupil' and ends_on is null`), 185);
    assert.equal(box.count("memberships", `"as" = 'pupil' and ends_on = '2027-07-31'`), 211);
    const again = countPlan(box.import(sampleFiles("jules-ferry-2027")));
    assert.deepEqual(again.pupils, still(185));
    assert.equal(again.guardians.unchanged, 266);
  });

  it("begins with the pupils' file: staff imported in September end no class", () => {
    const box = new EmptyBox("2026-09-03T08:00:00.000Z");
    box.import(sampleFiles("jules-ferry-2026"));
    box.travelTo("2027-09-02T08:00:00.000Z");
    const [pupils, staff] = sampleFiles("jules-ferry-2027");
    assert.ok(pupils && staff);
    assert.deepEqual(
      box.import([staff]).warnings.filter(({ text }) => text.includes("commence")),
      [],
    );
    assert.equal(box.count("school_years"), 1);
    assert.equal(box.count("memberships", `"as" = 'pupil' and ends_on is null`), 211);
    assert.match(box.look([pupils]).warnings[0]?.text ?? "", /2027-2028 commence/);
  });

  it("asks before importing another school's files", () => {
    const box = new EmptyBox();
    box.import(sampleFiles("jules-ferry-2026"));
    assert.deepEqual(box.look(sampleFiles("jules-ferry-2027")).warnings, []);
    const [warning] = box.look(sampleFiles("marie-curie-2020")).warnings;
    assert.equal(warning?.asks, true);
    assert.match(warning?.text ?? "", /211 élèves.*aucun/);
  });
});
