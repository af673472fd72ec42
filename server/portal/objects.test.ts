import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { newName, sha256Hex } from "../wire/index.ts";
import {
  ask,
  cutOff,
  digest,
  type Holder,
  type Running,
  SchoolBox,
  startPortal,
  temporaryFolder,
  UAI,
} from "./fixture.ts";
import { keys } from "./keys.ts";
import { LARGEST_OBJECT, storeObject } from "./objects.ts";

describe("objects", () => {
  let portal: Running;
  let place: Awaited<ReturnType<typeof temporaryFolder>>;
  let box: SchoolBox;
  let reader: Holder;
  before(async () => {
    place = await temporaryFolder();
    portal = await startPortal(place.folder);
    box = await SchoolBox.enrolled(portal);
    reader = await box.admit();
  });
  after(async () => {
    await portal.close();
    await place.remove();
  });

  const temporaryFiles = () => readdir(`${place.folder}/.tmp`);

  it("travel whole, may be sent again, and keep for ever", async () => {
    const name = newName();
    const bytes = randomBytes(50_000);
    assert.equal((await box.put(box.paths.object(name), bytes, digest(bytes))).status, 201);
    assert.equal((await box.put(box.paths.object(name), bytes, digest(bytes))).status, 200);
    const answer = await reader.get(reader.paths.object(name));
    assert.equal(sha256Hex(answer.bytes), sha256Hex(bytes));
    assert.match(answer.headers.get("cache-control") ?? "", /immutable/);
    assert.equal(answer.headers.get("content-type"), "application/octet-stream");
  });

  it("are never replaced", async () => {
    const name = newName();
    const [first, second] = [randomBytes(5000), randomBytes(5000)];
    await box.put(box.paths.object(name), first, digest(first));
    assert.equal((await box.put(box.paths.object(name), second, digest(second))).json.reason, "other-bytes");
    assert.equal(sha256Hex((await reader.get(reader.paths.object(name))).bytes), sha256Hex(first));
  });

  it("are not kept without a digest, with a wrong one, or under a name that is none", async () => {
    const bytes = randomBytes(5000);
    const path = box.paths.object(newName());
    assert.equal((await box.put(path, bytes)).json.reason, "no-digest");
    assert.equal((await box.put(path, bytes, digest(randomBytes(3)))).json.reason, "wrong-digest");
    assert.equal((await reader.get(path)).status, 404);
    for (const name of ["..%2f..%2ftip", "x", `${newName()}0`, "%00", newName().toUpperCase().replace(/^./, "F")])
      assert.equal((await box.put(box.paths.object(name), bytes, digest(bytes))).status, 404, name);
    assert.deepEqual(await temporaryFiles(), []);
  });

  it("cut off on the way leave nothing behind", async () => {
    const bytes = randomBytes(200_000);
    const name = newName();
    for (const sent of [0, 1, 100_000, 199_999])
      await cutOff(portal.url + box.paths.object(name), box.token.token, bytes, sent, digest(bytes));
    assert.equal((await reader.get(reader.paths.object(name))).status, 404);
    assert.equal((await box.put(box.paths.object(name), bytes, digest(bytes))).status, 201);
    assert.deepEqual(await temporaryFiles(), []);
  });

  it("above 64 MB are refused in the stream, and nothing is kept", async () => {
    async function* endless() {
      for (;;) yield new Uint8Array(1024 * 1024);
    }
    const key = keys.of(UAI).object(newName());
    await assert.rejects(storeObject(portal.store, key, endless(), "0".repeat(64)), { reason: "too-large" });
    assert.equal(await portal.store.stat(key), null);
    assert.deepEqual(await temporaryFiles(), []);
    assert.ok(LARGEST_OBJECT > 50 * 1024 * 1024 * 1.12, "a padded film of 50 MB fits");
  });

  it("are for the box to write and for holders to read, not for anybody else", async () => {
    const bytes = randomBytes(5000);
    const name = newName();
    const path = portal.url + box.paths.object(name);
    const init = { body: bytes, headers: digest(bytes) };
    assert.equal((await ask(path, init)).status, 401);
    assert.equal((await ask(path, { ...init, token: reader.keys.token })).status, 401);
    assert.equal((await ask(path, { ...init, token: box.token.token })).status, 201);
    assert.equal((await ask(path)).status, 401);
    assert.equal((await ask(path.replace(UAI, "0690079L"), { token: reader.keys.token })).status, 401);
    assert.equal(sha256Hex((await ask(path, { token: reader.keys.token })).bytes), sha256Hex(bytes));
  });
});
