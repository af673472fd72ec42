import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { demoSchool, seeded, temporaryFolder } from "./demo-school.ts";
import { PowerDisk } from "./power-disk.ts";
import { is, Writers } from "./writers.ts";

/** scripts/soak asks for a hundred. */
const CUTS = Number(process.env.CUTS ?? 8);

const made = PowerDisk.make();
const skip = typeof made === "string" ? made : false;
const disk = made as PowerDisk;

/** Sessions may be lost, and this test holds them open: they lie on another disk. */
const openOnDisk = (): ReturnType<typeof demoSchool> => {
  const dataDir = join(disk.folder, "box");
  mkdirSync(dataDir);
  symlinkSync(join(temporaryFolder(), "sessions.sqlite"), join(dataDir, "sessions.sqlite"));
  return demoSchool({ dataDir, env: { LOG_LEVEL: "fatal" } });
};

test(`${CUTS} power cuts during writes lose nothing that was acknowledged, and damage nothing`, { skip }, async (t) => {
  const school = await openOnDisk();
  const writers = new Writers(school, seeded(Number(process.env.SEED ?? 42)));
  const { kept, upTo, acknowledged } = writers;
  let cuts = 0;
  let cutOff = 0;
  let forgotten = 0;
  for (let i = 0; i < CUTS; i++) {
    const witness = join(disk.folder, `temoin-${i}`);
    const word = "écrit, et par personne mis à l’abri";
    const [goal, count] = i % 4 === 3 ? [1 + upTo(3), () => kept.photos.size] : [1 + upTo(40), acknowledged];
    cutOff += await writers.until(goal, count, () => {
      // The box stops at the same moment as its disk: one that lived on could be told by a dying ext4 that all is safe, and say so.
      school.box.process.kill("SIGSTOP");
      writeFileSync(witness, word); // nobody flushes it
      disk.cut();
      school.box.process.kill("SIGKILL");
    });
    cuts += 1;
    await school.box.kill();
    disk.unplug();
    disk.plugIn();
    if (!existsSync(witness) || readFileSync(witness, "utf8") !== word) forgotten += 1;
    await school.start();
    writers.nothingIsLost(cuts);
    await writers.photosAreWhole();
    writers.moveOn();
  }
  is(200, await writers.head.get("/liaison"));
  const counts = writers.counts();
  t.diagnostic(
    `${cuts} cuts, ${forgotten} of which lost what nobody had flushed, ${cutOff} requests cut off, acknowledged: ${JSON.stringify(counts)}`,
  );
  assert.equal(cuts, CUTS);
  assert.ok(forgotten > CUTS / 2, "the cut takes away what was not flushed");
  assert.ok(cutOff > 0 && acknowledged() > CUTS * 3);
  for (const [what, size] of Object.entries(counts)) assert.ok(size > 0, what);
});
