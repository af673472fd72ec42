import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { type Commit, fromUtf8, makeSchoolHead, newName, newSigningKeys, verifyCommit } from "../wire/index.ts";
import { applyCommit } from "./apply.ts";
import { Holder, type Running, SchoolBox, startPortal, temporaryFolder, UAI } from "./fixture.ts";
import { keys } from "./keys.ts";

describe("commits", () => {
  let portal: Running;
  let place: Awaited<ReturnType<typeof temporaryFolder>>;
  let box: SchoolBox;
  let reader: Holder;
  const channel = newName();

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

  const headText = async () => fromUtf8((await reader.get(reader.paths.head(channel))).bytes);
  const publish = (text: string, changes: Partial<Commit> = {}) =>
    box.build({ heads: [box.head(channel, text)], ...changes });
  const read = (bytes: Uint8Array) => verifyCommit(bytes, { uai: UAI, publicKeys: [box.keys.publicKey] });

  it("the same bytes again succeed, now and later", async () => {
    const first = publish("one");
    assert.equal((await box.send(first)).status, 201);
    assert.equal((await box.send(first)).status, 200);
    await box.send(publish("two"));
    assert.equal((await box.send(first)).status, 200);
    assert.equal(await headText(), "two");
  });

  it("other bytes under a number that is taken are refused, with the tip", async () => {
    const rival = box.peek({ heads: [box.head(channel, "rival")] });
    await box.send(publish("one"));
    const answer = await box.send(rival);
    assert.equal(answer.status, 409);
    assert.deepEqual(answer.json, {
      reason: "other-bytes",
      tip: { lineage: 1, seq: box.last?.seq, sha256: box.last?.sha256 },
    });
    assert.equal(await headText(), "one");
  });

  it("a gap, a wrong predecessor, a number that is not the commit's own", async () => {
    const { seq, bytes } = box.peek();
    assert.equal((await box.send(box.peek({ seq: seq + 1 }))).json.reason, "gap");
    assert.equal((await box.send(box.peek({ prev: "0".repeat(64) }))).json.reason, "wrong-predecessor");
    assert.equal((await box.send(box.peek({ prev: null }))).json.reason, "wrong-predecessor");
    assert.equal((await box.send({ seq: seq + 1, bytes })).status, 400);
  });

  it("an altered or foreign signature, another school's number, a contradiction", async () => {
    const { seq, bytes } = publish("forged");
    for (const at of [0, 63, 64, bytes.length - 2]) {
      const altered = bytes.slice();
      altered[at] = (altered[at] ?? 0) ^ 1;
      const answer = await box.send({ seq, bytes: altered });
      assert.equal(answer.json.reason, "bad-signature");
    }
    const thief = Object.assign(new SchoolBox(portal.url), { keys: newSigningKeys(), token: box.token });
    assert.equal((await box.send(thief.peek({ seq }))).json.reason, "bad-signature");
    assert.equal((await box.send(box.peek({ seq, uai: "0690079L" }))).json.reason, "wrong-school");
    const both = { keyrings: [box.ring(reader, "x")], revocations: [reader.keys.tokenHash] };
    assert.equal((await box.send(box.peek({ seq, ...both }))).status, 400);
    assert.equal((await reader.get(reader.paths.head(channel))).status, 404);
  });

  it("a restored box takes the next lineage; the box that it replaces is refused and told why", async () => {
    await box.send(publish("one"));
    const replaced = Object.assign(new SchoolBox(portal.url), { ...box });
    box.lineage = 2;
    assert.equal((await box.send(publish("restored"))).status, 201);
    const late = replaced.peek({ heads: [box.head(channel, "late")] });
    const answer = await box.send(late);
    assert.equal(answer.status, 409);
    assert.equal(answer.json.reason, "older-lineage");
    assert.deepEqual(answer.json.tip, { lineage: 2, seq: box.last?.seq, sha256: box.last?.sha256 });
    assert.equal(await headText(), "restored");
  });

  it("of a restored and a replaced box at the same moment exactly one wins", async () => {
    const replaced = Object.assign(new SchoolBox(portal.url), { ...box });
    const old = replaced.peek({ heads: [box.head(channel, "old")] });
    const restored = box.peek({ lineage: 2, heads: [box.head(channel, "restored")] });
    const answers = await Promise.all([old, restored, old, restored].map((commit) => box.send(commit)));
    const [first, second] = [answers[0], answers[1]];
    assert.ok(first && second);
    assert.notEqual(first.status < 300, second.status < 300);
    assert.equal(await headText(), first.status < 300 ? "old" : "restored");
  });

  it("killed between the creation and the application: the same bytes again finish it", async () => {
    const commit = publish("one");
    await portal.store.putIfAbsent(keys.of(UAI).commit(commit.seq), commit.bytes);
    assert.equal((await reader.get(reader.paths.head(channel))).status, 404);
    assert.equal((await box.send(commit)).status, 200);
    assert.equal(await headText(), "one");
  });

  it("killed between the creation and the application: the next commit finishes it first", async () => {
    const newcomer = new Holder(portal.url);
    const accepted = box.build({ keyrings: [box.ring(newcomer, "ring")], heads: [box.head(channel, "one")] });
    await portal.store.putIfAbsent(keys.of(UAI).commit(accepted.seq), accepted.bytes);
    const other = newName();
    assert.equal((await box.send(box.build({ heads: [box.head(other, "two")] }))).status, 201);
    assert.equal(await headText(), "one");
    assert.equal((await newcomer.get(newcomer.paths.keyring)).status, 200);
  });

  it("killed in the middle of the application: nothing is half done in the end", async () => {
    const holders = Array.from({ length: 20 }, () => new Holder(portal.url));
    const commit = box.build({ keyrings: holders.map((holder) => box.ring(holder, "ring")) });
    await portal.store.putIfAbsent(keys.of(UAI).commit(commit.seq), commit.bytes);
    const half = { ...read(commit.bytes), keyrings: read(commit.bytes).keyrings.slice(0, 7) };
    await applyCommit(portal.deps, UAI, half);
    assert.equal((await box.send(commit)).status, 200);
    const answers = await Promise.all(holders.map((holder) => holder.get(holder.paths.keyring)));
    assert.ok(answers.every(({ status }) => status === 200));
  });

  it("a process that applies late puts nothing old back: no head, no revoked keyring", async () => {
    const leaver = new Holder(portal.url);
    const admitted = publish("one", { keyrings: [box.ring(leaver, "ring")] });
    await box.send(admitted);
    assert.equal((await leaver.get(leaver.paths.keyring)).status, 200);
    await box.send(publish("two", { revocations: [leaver.keys.tokenHash] }));
    await applyCommit(portal.deps, UAI, read(admitted.bytes));
    assert.equal(await headText(), "two");
    assert.equal((await leaver.get(leaver.paths.keyring)).status, 401);
    assert.equal((await leaver.get(leaver.paths.head(channel))).status, 401);
  });

  it("revocation closes every door at once, and leaves no byte of the keyring", async () => {
    const leaver = await box.admit();
    const letter = await leaver.envelope();
    assert.equal((await leaver.deposit(letter)).status, 201);
    await box.send(box.build({ revocations: [leaver.keys.tokenHash] }));
    const { paths } = leaver;
    for (const path of [paths.keyring, paths.school, paths.head(channel), paths.object(newName())])
      assert.equal((await leaver.get(path)).status, 401, path);
    assert.equal((await leaver.deposit(await leaver.envelope())).status, 401);
    const left = await portal.store.list(keys.of(UAI).keyrings(leaver.keys.tokenHash));
    assert.deepEqual(
      left.items.map(({ size }) => size),
      [0],
    );
    const { deposits } = (await box.get(box.paths.deposits)).json;
    assert.deepEqual(deposits, [{ holder: leaver.keys.tokenHash, messageId: letter.messageId }]); // what was deposited stays
  });

  it("a restored box reads its commits again, page after page", async () => {
    const sent = [1, 2, 3].map((n) => publish(`${n}`));
    for (const commit of sent) await box.send(commit);
    const { commits, next } = (await box.get(`${box.paths.commits}?after=1`)).json;
    assert.deepEqual(
      commits,
      sent.map(({ seq }) => seq),
    );
    assert.equal(next, null);
    for (const { seq, bytes } of sent) assert.deepEqual((await box.get(box.paths.commit(seq))).bytes, bytes);
    assert.equal((await box.get(`${box.paths.commits}?after=-1`)).status, 400);
  });

  it("the school's head is signed, and not older than the last commit", async () => {
    const head = (seq: number, secretKey = box.keys.secretKey) =>
      makeSchoolHead({ v: 1, uai: UAI, lineage: 1, seq, at: "2026-11-23T18:02:00Z" }, secretKey);
    const tip = box.last?.seq ?? 0;
    assert.equal((await box.put(box.paths.school, head(tip))).status, 200);
    assert.equal((await box.put(box.paths.school, head(tip, newSigningKeys().secretKey))).status, 403);
    await box.send(publish("one"));
    assert.equal((await box.put(box.paths.school, head(tip))).json.reason, "older");
    assert.deepEqual((await reader.get(reader.paths.school)).bytes, head(tip));
  });
});
