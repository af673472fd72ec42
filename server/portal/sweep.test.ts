import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { newName, randomBytes, utf8 } from "../wire/index.ts";
import { digest, type Holder, type Running, SchoolBox, startPortal, temporaryFolder, UAI } from "./fixture.ts";
import { keys } from "./keys.ts";
import { everyItem } from "./store/object-store.ts";
import { sweep } from "./sweep.ts";

const HOUR = 3600 * 1000;
const DAY = 24 * HOUR;

describe("what time takes away", () => {
  let portal: Running;
  let place: Awaited<ReturnType<typeof temporaryFolder>>;
  let box: SchoolBox;
  let reader: Holder;
  beforeEach(async () => {
    place = await temporaryFolder();
    portal = await startPortal(place.folder);
    box = await SchoolBox.enrolled(portal);
    reader = await box.admit();
  });
  afterEach(async () => {
    await portal.close();
    await place.remove();
  });
  const sweepAfter = async (ms: number) => {
    portal.elapsed.ms = ms;
    await sweep(portal.deps);
  };
  const keysUnder = async (prefix: string) => {
    const found: string[] = [];
    for await (const { key } of everyItem(portal.store, prefix)) found.push(key);
    return found;
  };

  it("objects, a day after a commit gave them up", async () => {
    const [kept, dropped] = [newName(), newName()];
    const bytes = randomBytes(5000);
    for (const name of [kept, dropped]) await box.put(box.paths.object(name), bytes, digest(bytes));
    await box.send(box.build({ deletes: [dropped] }));
    await sweepAfter(23 * HOUR);
    assert.equal((await reader.get(reader.paths.object(dropped))).status, 200);
    await sweepAfter(27 * HOUR);
    assert.equal((await reader.get(reader.paths.object(dropped))).status, 404);
    assert.equal((await reader.get(reader.paths.object(kept))).status, 200);
    assert.deepEqual(await keysUnder(keys.of(UAI).trash), []);
  });

  it("commits after ninety days, but never the last; reading and publishing go on", async () => {
    for (let i = 0; i < 3; i++) await box.send(box.build());
    await sweepAfter(89 * DAY);
    assert.equal((await keysUnder(keys.of(UAI).commits)).length, 4);
    await sweepAfter(91 * DAY);
    assert.deepEqual(await keysUnder(keys.of(UAI).commits), [keys.of(UAI).commit(4)]);
    assert.equal((await reader.get(reader.paths.keyring)).status, 200); // nothing expires because the box slept
    assert.equal((await box.send(box.build())).status, 201);
  });

  it("envelopes that are acknowledged and ninety days old: both", async () => {
    const [taken, waiting] = [await reader.envelope(), await reader.envelope()];
    for (const letter of [taken, waiting]) await reader.deposit(letter);
    const entry = { holder: reader.keys.tokenHash, messageId: taken.messageId };
    await box.put(box.paths.acknowledgements, utf8(JSON.stringify([entry])));
    await sweepAfter(89 * DAY);
    assert.equal((await keysUnder(keys.of(UAI).mailbox)).length, 2);
    await sweepAfter(200 * DAY);
    assert.deepEqual(await keysUnder(keys.of(UAI).mailbox), [
      keys.of(UAI).envelope(reader.keys.tokenHash, waiting.messageId),
    ]);
  });

  it("the trace of a revoked keyring", async () => {
    const leaver = await box.admit();
    await box.send(box.build({ revocations: [leaver.keys.tokenHash] }));
    await sweepAfter(92 * DAY);
    assert.deepEqual(await keysUnder(keys.of(UAI).keyrings(leaver.keys.tokenHash)), []);
    assert.equal((await leaver.get(leaver.paths.keyring)).status, 401);
  });

  it("nothing, while the clock may not be believed", async () => {
    await box.send(box.build());
    portal.elapsed.ms = 4000 * DAY;
    await sweep({ ...portal.deps, clock: { ...portal.deps.clock, isTrusted: () => false } });
    assert.equal((await keysUnder(keys.of(UAI).commits)).length, 2);
    await sweep(portal.deps);
    assert.equal((await keysUnder(keys.of(UAI).commits)).length, 1);
  });
});
