import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { demoSchool, seeded } from "./demo-school.ts";
import { is, Writers } from "./writers.ts";

/** scripts/soak asks for more. */
const ROUNDS = Number(process.env.ROUNDS ?? 200);

const school = await demoSchool({ env: { LOG_LEVEL: "warn" } });
const writers = new Writers(school, seeded(Number(process.env.SEED ?? 42)));
const { kept, upTo, acknowledged } = writers;

test(`${ROUNDS} × kill -9 during writes lose nothing that was acknowledged`, async (t) => {
  let kills = 0;
  let cut = 0;
  for (let i = 0; i < ROUNDS; i++) {
    const { process } = school.box;
    const [goal, count] = i % 20 === 19 ? [1 + upTo(3), () => kept.photos.size] : [1 + upTo(14), acknowledged];
    cut += await writers.until(goal, count, () => process.kill("SIGKILL"));
    kills += 1;
    await school.start();
    if (kills % 10 === 0 || kills === ROUNDS) writers.nothingIsLost(kills); // what is lost stays lost
    writers.moveOn();
  }
  await writers.photosAreWhole();
  const counts = writers.counts();
  t.diagnostic(`${kills} kills, ${cut} requests cut off, acknowledged: ${JSON.stringify(counts)}`);
  assert.ok(kills === ROUNDS && cut > ROUNDS / 2 && acknowledged() > ROUNDS * 3);
  for (const [what, size] of Object.entries(counts)) assert.ok(size > 0, what);
});

test("no verb was half done: what is published has its event, and every signature too", async () => {
  const orphans = school.rows(
    `select id from notices n where state = 'published' and not exists (select 1 from events e where e.type = 'notice.published' and json_extract(e.data, '$.noticeId') = n.id)
     union all
     select id from notice_signatures s where not exists (select 1 from events e where e.type = 'notice.signed' and json_extract(e.data, '$.noticeId') = s.notice_id
       and json_extract(e.data, '$.pupilId') = s.pupil_id and json_extract(e.data, '$.guardianId') = s.guardian_id)`,
  );
  assert.deepEqual(orphans, []);
  assert.equal(
    school.rows(
      "select * from notices n where state <> 'draft' and title like 'Mot numéro%' and not exists (select 1 from notice_targets t where t.notice_id = n.id)",
    ).length,
    0,
  );
});

test("the box still answers, and nothing half written is left behind", async () => {
  await school.start();
  is(200, await writers.head.get("/liaison"));
  assert.equal(/"level":[56]0/.test(school.box.log()), false, school.box.log());
  const leftovers = readdirSync(school.dataDir, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.tmp$|^tmp\/./.test(name),
  );
  assert.deepEqual(leftovers, []);
});
