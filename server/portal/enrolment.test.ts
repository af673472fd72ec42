import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { promisify } from "node:util";
import { paths } from "../core/paths.ts";
import { newToken } from "../wire/index.ts";
import { type Running, SchoolBox, startPortal, temporaryFolder, UAI } from "./fixture.ts";
import { inviteSchool } from "./schools.ts";

describe("a box makes itself known", () => {
  let portal: Running;
  let place: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeEach(async () => {
    place = await temporaryFolder();
    portal = await startPortal(place.folder);
  });
  afterEach(async () => {
    await portal.close();
    await place.remove();
  });
  const invite = (mayReplaceKey = false) => inviteSchool(portal.deps, UAI, mayReplaceKey);

  it("with its invitation, typed without care, and again when the answer was lost", async () => {
    const box = new SchoolBox(portal.url);
    const invitation = (await invite()).toLowerCase().replace(/(.{4})/g, "$1-");
    assert.equal((await box.get(box.paths.tip)).status, 401);
    assert.equal((await box.enrol(invitation)).status, 200);
    assert.equal((await box.enrol(invitation)).status, 200);
    assert.deepEqual((await box.get(box.paths.tip)).json, { tip: null });
  });

  it("with the code that portal:add-school printed for a school that exists", async () => {
    const addSchool = (uai: string) => {
      const env = { ...process.env, STORE: `file:${place.folder}` };
      const script = join(paths.root, "scripts/portal-add-school.ts");
      return promisify(execFile)(process.execPath, [script, "--uai", uai, "--json"], { env });
    };
    const { token, uai } = JSON.parse((await addSchool(UAI)).stdout);
    assert.equal(uai, UAI);
    assert.equal((await new SchoolBox(portal.url).enrol(token)).status, 200);
    await assert.rejects(addSchool("0690078A"), { code: 2 });
  });

  it("not with a made-up invitation, nor with one that another box has spent", async () => {
    assert.equal((await new SchoolBox(portal.url).enrol("8566-SAQP-YFZK-12VY-6T7B")).status, 403);
    const invitation = await invite();
    assert.equal((await new SchoolBox(portal.url).enrol(invitation)).status, 200);
    const thief = await new SchoolBox(portal.url).enrol(invitation);
    assert.equal(thief.json.reason, "unknown-invitation");
  });

  it("one of two boxes that spend an invitation at the same moment", async () => {
    const invitation = await invite();
    const answers = await Promise.all([1, 2, 3].map(() => new SchoolBox(portal.url).enrol(invitation)));
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  });

  it("not after thirty days", async () => {
    const invitation = await invite();
    portal.elapsed.ms = 31 * 24 * 3600 * 1000;
    assert.equal((await new SchoolBox(portal.url).enrol(invitation)).json.reason, "expired-invitation");
  });

  it("with the same key and a new token after a restore; the old token is dead", async () => {
    const box = await SchoolBox.enrolled(portal);
    const restored = Object.assign(new SchoolBox(portal.url), { keys: box.keys, token: newToken() });
    assert.equal((await restored.enrol(await invite())).status, 200);
    assert.equal((await restored.get(box.paths.tip)).status, 200);
    assert.equal((await box.get(box.paths.tip)).status, 401);
  });

  it("with another key only when the operator said so", async () => {
    await SchoolBox.enrolled(portal);
    const other = new SchoolBox(portal.url);
    assert.equal((await other.enrol(await invite())).json.reason, "other-key");
    assert.equal((await other.enrol(await invite(true))).status, 200);
  });

  it("not by presenting somebody else's key", async () => {
    const known = await SchoolBox.enrolled(portal);
    const thief = new SchoolBox(portal.url);
    Object.assign(thief, { keys: { ...thief.keys, publicKey: known.keys.publicKey } });
    assert.equal((await thief.enrol(await invite())).json.reason, "bad-signature");
  });
});
