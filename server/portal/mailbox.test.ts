import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { newName, toHex, utf8 } from "../wire/index.ts";
import { type Holder, type Running, SchoolBox, startPortal, temporaryFolder, UAI } from "./fixture.ts";
import { keys } from "./keys.ts";
import { acknowledge } from "./mailbox.ts";

const HOUR = 3600 * 1000;

describe("the mailbox", () => {
  let portal: Running;
  let place: Awaited<ReturnType<typeof temporaryFolder>>;
  let box: SchoolBox;
  let parent: Holder;
  beforeEach(async () => {
    place = await temporaryFolder();
    portal = await startPortal(place.folder);
    box = await SchoolBox.enrolled(portal);
    parent = await box.admit();
  });
  afterEach(async () => {
    await portal.close();
    await place.remove();
  });

  const stateOf = async (messageId: string) => {
    const answer = await parent.get(parent.paths.envelope(messageId));
    return answer.status === 404 ? "gone" : answer.json.state;
  };
  const listed = async (query = "") => (await box.get(box.paths.deposits + query)).json.deposits;
  const acknowledgement = (deposits: unknown) => box.put(box.paths.acknowledgements, utf8(JSON.stringify(deposits)));

  it("carries a reply: deposited, read, acknowledged, kept for a restore", async () => {
    const letter = await parent.envelope();
    assert.equal(await stateOf(letter.messageId), "gone");
    assert.equal((await parent.deposit(letter)).status, 201);
    assert.equal(await stateOf(letter.messageId), "waiting");
    const entry = { holder: parent.keys.tokenHash, messageId: letter.messageId };
    assert.deepEqual(await listed(), [entry]);
    assert.deepEqual((await box.get(box.paths.deposit(entry.holder, entry.messageId))).bytes, letter.bytes);
    assert.equal((await acknowledgement([entry])).status, 200);
    assert.equal((await acknowledgement([entry])).status, 200);
    assert.deepEqual(await listed(), []);
    assert.equal(await stateOf(letter.messageId), "taken");
    assert.deepEqual(await listed("?retained=1"), [entry]);
  });

  it("takes the same envelope twice, not another one under its name", async () => {
    const letter = await parent.envelope();
    const other = await parent.envelope(letter.messageId);
    await parent.deposit(letter);
    assert.equal((await parent.deposit(letter)).status, 200);
    assert.equal((await parent.deposit(other)).json.reason, "other-bytes");
    const neighbour = await box.admit();
    assert.equal((await neighbour.deposit(other)).status, 201); // a stolen or repeated id harms nobody else
    assert.deepEqual((await box.get(box.paths.deposit(parent.keys.tokenHash, letter.messageId))).bytes, letter.bytes);
  });

  it("refuses what is not sealed, what is too large, and strangers", async () => {
    const { messageId, bytes } = await parent.envelope();
    assert.equal((await parent.deposit({ messageId, bytes: utf8("Bonjour, Léa est malade") })).status, 400);
    const large = new Uint8Array(64 * 1024 + 1);
    large.set(bytes);
    assert.equal((await parent.deposit({ messageId, bytes: large })).status, 413);
    Object.assign(parent, { keys: (await box.admit()).keys });
    await box.send(box.build({ revocations: [parent.keys.tokenHash] }));
    assert.equal((await parent.deposit({ messageId, bytes })).status, 401);
    assert.deepEqual(await listed(), []);
  });

  it("takes thirty an hour; what it refuses, it takes an hour later; what it took, it keeps", async () => {
    const letters = await Promise.all(Array.from({ length: 31 }, () => parent.envelope()));
    const answers = [];
    for (const letter of letters) answers.push((await parent.deposit(letter)).status);
    assert.deepEqual([answers.filter((status) => status === 201).length, answers.at(-1)], [30, 429]);
    const [first, last] = [letters[0], letters[30]];
    assert.ok(first && last);
    assert.equal((await parent.deposit(first)).status, 200); // a repeat is not a new one
    portal.elapsed.ms = HOUR + 1000;
    assert.equal((await parent.deposit(last)).status, 201);
    assert.equal(await stateOf(first.messageId), "waiting");
  });

  it("holds two hundred of one holder, and refuses rather than put one out", async () => {
    const at = keys.of(UAI);
    for (let i = 0; i < 200; i++) {
      const messageId = newName();
      await portal.store.put(at.pending(parent.keys.tokenHash, messageId), new Uint8Array());
    }
    const letter = await parent.envelope();
    const refused = await parent.deposit(letter);
    assert.deepEqual([refused.status, refused.json.reason], [507, "mailbox-full"]);
    assert.equal((await (await box.admit()).deposit(await parent.envelope())).status, 201);
    assert.equal(await stateOf(letter.messageId), "gone");
  });

  it("is listed page after page, each envelope once", async () => {
    const at = keys.of(UAI);
    const expected = new Set<string>();
    for (let i = 0; i < 620; i++) {
      const [holder, messageId] = [toHex(new Uint8Array(32).fill(i % 7)), newName()];
      expected.add(`${holder}/${messageId}`);
      await portal.store.put(at.pending(holder, messageId), new Uint8Array());
    }
    const first = (await box.get(box.paths.deposits)).json;
    const second = (await box.get(`${box.paths.deposits}?after=${encodeURIComponent(String(first.next))}`)).json;
    assert.ok(Array.isArray(first.deposits) && Array.isArray(second.deposits));
    assert.equal(first.deposits.length, 500);
    const all = [...first.deposits, ...second.deposits].map(({ holder, messageId }) => `${holder}/${messageId}`);
    assert.deepEqual([all.length, new Set(all)], [620, expected]);
    assert.equal(second.next, null);
    assert.equal((await box.get(`${box.paths.deposits}?after=../tip`)).status, 400);
  });

  it("killed between the mark and the envelope: the sender completes it, and the box loses nothing meanwhile", async () => {
    const letter = await parent.envelope();
    const entry = { holder: parent.keys.tokenHash, messageId: letter.messageId };
    await portal.store.put(keys.of(UAI).pending(entry.holder, entry.messageId), new Uint8Array());
    assert.equal(await stateOf(letter.messageId), "gone");
    assert.deepEqual(await listed(), [entry]);
    assert.equal((await box.get(box.paths.deposit(entry.holder, entry.messageId))).status, 404);
    await acknowledge(portal.deps, UAI, [entry]); // a hasty box
    assert.equal((await parent.deposit(letter)).status, 201);
    assert.deepEqual(await listed(), [entry]);
    assert.equal(await stateOf(letter.messageId), "waiting");
  });
});
