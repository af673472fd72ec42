import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { EmptyBox } from "../fixture.ts";
import { mainFolds, unchangedFolds } from "../look/groups.ts";
import type { Dropped } from "../read.ts";
import { expectedOf, sampleFeed, sampleFiles } from "../samples.ts";

const school = "jules-ferry-2026";
const expected = expectedOf(school);
const still = (n: number) => ({ new: 0, changed: 0, unchanged: n, doubtful: 0, rejected: 0 });
const everybody = {
  pupils: still(expected.pupils),
  guardians: { ...still(expected.guardians + expected.guardians_waiting), waiting: 0 },
  staff: still(expected.teachers),
  classrooms: Object.keys(expected.classes).length,
  links: expected.links + expected.links_waiting,
  linksWaiting: 0,
};

/** Every person and link that the files name, once. */
const assertWhole = (box: EmptyBox): void => {
  const guardians = expected.guardians + expected.guardians_waiting;
  assert.equal(box.count("pupils"), expected.pupils);
  assert.equal(box.count("people"), expected.pupils + guardians + expected.teachers);
  assert.equal(box.count("accounts"), expected.pupils + expected.teachers);
  assert.equal(box.count("guardianships"), expected.links + expected.links_waiting);
  assert.equal(box.count("guardianships", "authority = 'held'"), expected.links + expected.links_waiting);
  assert.equal(box.count("people", "join_key is null"), 0);
  assert.equal(box.count("import_waiting"), 0);
  for (const [label, pupils] of Object.entries(expected.classes)) {
    const inClass = `"as" = 'pupil' and classroom_id = (select id from classrooms where label = '${label.replaceAll("'", "''")}')`;
    assert.equal(box.count("memberships", inClass), pupils, label);
  }
};

/** A second run of either file changes nothing and asks nothing. */
const assertStill = (box: EmptyBox, files: readonly Dropped[]): void => {
  const before = box.rows();
  assert.deepEqual(box.counts(files), everybody);
  assert.equal(box.rows(), before);
};

describe("one school as CSV and as AAF", () => {
  it("CSV, then AAF: nobody is doubled, authority is known, what was doubtful is settled", () => {
    const box = new EmptyBox().found();
    box.import(sampleFiles(school));
    assert.equal(box.count("import_waiting", "kind = 'guardians'"), 3);
    assert.equal(box.count("guardianships", "authority = 'held'"), 0);
    const plan = box.import(sampleFeed(school));
    assert.match(unchangedFolds(plan)[0]?.title ?? "", /^220 personnes reconnues dans l’annuaire académique/);
    assert.deepEqual(
      mainFolds(plan).map(({ title }) => title),
      ["1 responsable nouveau", "283 responsables modifiés"],
    );
    assert.equal(plan.guardians.filter(({ state }) => state === "new").length, expected.guardians_waiting);
    assert.deepEqual([plan.leavers, plan.staffLeavers, plan.warnings, plan.notes], [[], [], [], []]);
    assertWhole(box);
    assert.equal(box.count("people", "last_name = 'EL AMRANI' and usage_name = 'ROUX'"), 1, "names at birth are kept");
    assertStill(box, sampleFeed(school));
    const again = box.counts(sampleFiles(school));
    assert.deepEqual(
      [again.guardians.new, again.guardians.changed, again.linksWaiting],
      [0, 1, 0],
      "one has a country now",
    );
    assertWhole(box);
    assertStill(box, sampleFiles(school));
    assertStill(box, sampleFeed(school).reverse());
  });

  it("AAF, then CSV: the same people, with what the CSV alone knows", () => {
    const box = new EmptyBox().found();
    const first = box.counts(sampleFeed(school));
    assert.deepEqual([first.pupils.new, first.guardians.new, first.staff.new], [211, 284, 9]);
    assertWhole(box);
    assert.equal(box.count("school", "structure_key = '9001'"), 1);
    const plan = box.import(sampleFiles(school));
    assert.deepEqual(
      [...plan.pupils, ...plan.guardians, ...plan.staff].filter(({ state }) => state === "new"),
      [],
    );
    assertWhole(box);
    assert.equal(box.count("people", "last_name = 'EL AMRANI' and usage_name = 'ROUX'"), 1, "the CSV knows it");
    assertStill(box, sampleFiles(school));
    assertStill(box, sampleFeed(school));
  });
});
