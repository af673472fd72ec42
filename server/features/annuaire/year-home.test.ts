import assert from "node:assert/strict";
import { after, it } from "node:test";
import type { Deps } from "../../core/feature.ts";
import { createLog } from "../../core/log.ts";
import { features } from "../../features.ts";
import { createParents } from "../../parents/index.ts";
import { applyImport, fingerprintOf, planNow } from "../../people/import/apply.ts";
import { recordsOf, stageImport } from "../../people/import/imports.ts";
import { chooseYear, prepareYear } from "../../people/import/prepared.ts";
import { readFiles } from "../../people/import/read.ts";
import { noRecords } from "../../people/import/records.ts";
import { homeWorld } from "../../testing/from-home.ts";
import { newYearFiles, secrets } from "../../testing/new-year.ts";
import { published } from "../../testing/notices.ts";
import type { Phone } from "../../testing/phone.ts";

const yearLabel = "2027-2028";

/** Everything that a sheet opens at the portal: the keyring, each entry of each channel, the answers. */
const readableBy = async (holder: Phone): Promise<string> =>
  JSON.stringify([await holder.keyring(), await holder.entries(), await holder.answers()]);

it("nothing of a prepared year can be decrypted before it opens; last year’s shares end with it", async () => {
  const home = await homeWorld({ startsAt: "2027-07-02T09:00:00.000Z", features });
  const { w } = home;
  const deps: Deps = { ...w, config: { ...w.config, PORTAL_URL: home.portal.url } };
  const parents = createParents({ deps, features, log: createLog("silent") });
  after(() => parents.stop());
  const holders = [await home.phone("claire"), await home.phone("lea"), await home.phone("anne")];
  const [claire, lea] = holders;
  const leaver = await home.phone("paul");
  published(w, "gaelle", { title: "La kermesse", targets: [{ type: "classroom", targetId: w.ids.ce2 }] });
  await parents.once();
  const before = await Promise.all(holders.map(readableBy));

  const doing = w.doing("gaelle");
  const reading = readFiles(newYearFiles);
  const id = stageImport(doing, reading);
  chooseYear(doing, id, yearLabel);
  const fingerprint = fingerprintOf(planNow(w.db, w.clock, reading.records, yearLabel));
  await prepareYear(doing, id, { yearLabel, opensOn: "2027-08-30", fingerprint });
  await parents.once();
  for (const [nth, holder] of holders.entries()) {
    const text = await readableBy(holder);
    for (const secret of secrets) assert.ok(!text.includes(secret), `« ${secret} » can be decrypted`);
    assert.deepEqual(
      (await holder.keyring()).channels.length,
      JSON.parse(before[nth] ?? "[]")[0].channels.length,
      "no channel was opened ahead",
    );
  }
  assert.match(before[0] ?? "", /La kermesse/);

  applyImport(doing, id, recordsOf(w.db, id) ?? noRecords(), { yearLabel });
  w.travel(86_400_000);
  await parents.once();
  assert.ok(claire && lea);
  const opened = await claire.keyring();
  assert.deepEqual(opened.children.map(({ firstName }) => firstName).sort(), ["Hugo", "Léa", "Nino"]);
  assert.match(JSON.stringify(opened.children), /CM1 des Étoiles/);
  for (const holder of [claire, lea]) assert.doesNotMatch(await readableBy(holder), /La kermesse/);
  await assert.rejects(leaver.keyring(), "a leaver's sheet opens nothing");
});
