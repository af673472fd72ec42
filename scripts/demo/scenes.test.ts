import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { createClock } from "../../server/core/clock.ts";
import { loadConfig } from "../../server/core/config.ts";
import { openDatabase } from "../../server/core/db.ts";
import { FileStore } from "../../server/core/files.ts";
import { migrateNow } from "../../server/core/migrate.ts";
import { features } from "../../server/features.ts";
import { fillBox } from "./fill.ts";

const openOn = (startsAt: string) => {
  const folder = mkdtempSync(join(tmpdir(), "preau-demo-"));
  const config = loadConfig({ DATA_DIR: folder, PORTAL_URL: "http://localhost:1", LOG_LEVEL: "silent" });
  const clock = createClock("Europe/Paris", () => Date.parse(startsAt));
  const db = openDatabase(":memory:", clock);
  migrateNow(db);
  after(() => {
    db.$client.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const count = (sql: string): number => (db.$client.prepare(sql).get() as { n: number }).n;
  return { deps: { db, clock, config, files: new FileStore(join(folder, "files")) }, count };
};

test("the living demo shows families as they are, a group, a replacement, a guest, a PAI", async () => {
  const { deps, count } = openOn("2026-11-20T09:00:00Z");
  const sheet = await fillBox(deps, features);
  assert.deepEqual(
    sheet.signIns.map(({ role }) => role),
    ["direction", "enseignant", "responsable", "élève", "élève"],
  );
  assert.match(sheet.team?.url ?? "", /^http:\/\/localhost:1\/e\/\w{8}#/);
  const scenes: Readonly<Record<string, string>> = {
    "a group across two classes": `select count(distinct c.classroom_id) = 2 as n from memberships g
      join memberships c on c.person_id = g.person_id and c.classroom_id is not null and c."as" = 'pupil'
      where g.group_id in (select id from groups where label = 'Chorale')`,
    "two households": "select count(distinct household) = 2 as n from guardianships where household is not null",
    "a foster carer": "select count(*) = 1 as n from guardianships where kind = 'foster'",
    "a hidden address": "select count(*) = 1 as n from hidden_contacts",
    "who may fetch": "select count(*) = 2 as n from pickup_people",
    "a health note": "select count(*) = 1 as n from health_notes",
    "opened contacts": "select count(*) > 10 as n from contact_choices where audience = 'parents'",
    "a replacement from Monday": `select count(*) = 1 as n from memberships where "as" = 'teacher' and starts_on = '2026-11-23' and ends_on = '2026-11-27'`,
    "a guest": "select count(*) = 1 as n from people where last_name = 'TANGUY' and left_on = '2026-12-20'",
  };
  for (const [what, sql] of Object.entries(scenes)) assert.equal(count(sql), 1, what);
});

test("a demo that is begun in the holidays is filled all the same", async () => {
  const { deps, count } = openOn("2027-08-20T09:00:00Z");
  await fillBox(deps, features);
  assert.ok(count("select count(*) as n from pupils") > 200);
});
