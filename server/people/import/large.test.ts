import assert from "node:assert/strict";
import { it } from "node:test";
import { largeSchool } from "../../testing/large-school.ts";
import { countPlan } from "./counts.ts";
import { EmptyBox } from "./fixture.ts";

it("3,000 pupils and 4,500 guardians come in, and nobody is doubled afterwards", () => {
  const box = new EmptyBox();
  const files = largeSchool();
  const first = countPlan(box.import(files));
  assert.deepEqual([first.pupils.new, first.guardians.new + first.guardians.waiting], [3000, 4500]);
  const again = countPlan(box.import(files));
  assert.deepEqual([again.pupils.unchanged, again.guardians.unchanged], [3000, first.guardians.new]);
  assert.deepEqual([again.pupils.new, again.guardians.new, again.links], [0, 0, first.links]);
});
