import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import {
  AT,
  ask,
  digest,
  type Holder,
  type Running,
  SchoolBox,
  startPortal,
  temporaryFolder,
  UAI,
} from "../../portal/fixture.ts";
import { keys } from "../../portal/keys.ts";
import { sweep } from "../../portal/sweep.ts";
import * as wire from "../../wire/index.ts";
import { HostileSchool, OTHER } from "../hostile-school.ts";

const DAY = 24 * 3600 * 1000;

describe("against the portal", () => {
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

  it("a holder deposits two hundred envelopes at the same moment: the quota holds", async () => {
    const { bytes } = await parent.envelope();
    const answers = await Promise.all(
      Array.from({ length: 200 }, () => parent.deposit({ messageId: wire.newName(), bytes })),
    );
    const taken = answers.filter(({ status }) => status === 201).length;
    assert.equal(taken, 30);
    assert.ok(answers.every(({ status }) => status === 201 || status === 429));
    const neighbour = await box.admit();
    assert.equal((await neighbour.deposit(await neighbour.envelope())).status, 201);
  });

  it("a holder deposits at every hour for three months: the portal’s disk is not theirs", async () => {
    const at = keys.of(UAI);
    const { tokenHash } = parent.keys;
    for (let done = 0; done < 2000; done += 50) {
      const some = Array.from({ length: 50 }, () => at.envelope(tokenHash, wire.newName()));
      await Promise.all(some.map((key) => portal.store.put(key, new Uint8Array(1))));
    }
    portal.elapsed.ms = 2 * 3600 * 1000;
    const answer = await parent.deposit(await parent.envelope());
    assert.deepEqual([answer.status, answer.json.reason], [507, "mailbox-full"]);
  });

  it("a school commits what is no base64: refused before the point of no return", async () => {
    const hostile = await HostileSchool.enrolled(portal);
    for (const bytes of ["A", "AA", "AB==", "=", "AAA=A"]) {
      const heads = [{ channel: wire.newName(), bytes }];
      assert.equal((await hostile.commit({ heads }).catch(() => ({ status: 400 }))).status, 400, bytes);
    }
    const keyrings = [{ name: "a".repeat(64), bytes: "AB==" }];
    assert.equal((await hostile.commit({ keyrings })).status, 400);
    assert.equal((await hostile.commit({})).status, 201);
    assert.equal((await ask(portal.url + hostile.paths.tip, { token: hostile.token.token })).status, 200);
  });

  it("one school’s store is damaged: the others are swept all the same", async () => {
    const hostile = await HostileSchool.enrolled(portal);
    await hostile.commit({});
    const gone = wire.newName();
    const bytes = wire.utf8("ciphertext");
    await box.put(box.paths.object(gone), bytes, digest(bytes));
    await box.send(box.build({ deletes: [gone] }));
    await portal.store.put(keys.of(OTHER).commit(2), wire.utf8("damaged"));
    portal.elapsed.ms = 2 * DAY;
    await sweep(portal.deps);
    assert.equal(await portal.store.stat(keys.of(UAI).object(gone)), null);
    assert.match(portal.logged.join(""), /sweep/);
  });

  it("a school reaches nothing of another’s: objects, heads, keyrings, deposits, deletions", async () => {
    const hostile = await HostileSchool.enrolled(portal);
    const [name, channel] = [wire.newName(), wire.newName()];
    const bytes = wire.utf8("ciphertext");
    await box.put(box.paths.object(name), bytes, digest(bytes));
    await box.send(box.build({ heads: [box.head(channel, "head")] }));
    const letter = await parent.envelope();
    await parent.deposit(letter);
    const mine = wire.api(UAI);
    const { tokenHash } = parent.keys;
    for (const path of [
      mine.tip,
      mine.commit(1),
      mine.deposits,
      mine.deposit(tokenHash, letter.messageId),
      mine.head(channel),
      mine.object(name),
      mine.keyring,
      mine.school,
    ])
      assert.equal((await ask(portal.url + path, { token: hostile.token.token })).status, 401, path);
    const other = wire.newName();
    assert.equal((await hostile.put(mine.object(other), bytes, digest(bytes))).status, 401);
    assert.equal((await hostile.commit({ revocations: [tokenHash], deletes: [name] })).status, 201);
    const own = wire.makeCommit(
      {
        v: 1,
        uai: UAI,
        lineage: 1,
        seq: 3,
        prev: box.last?.sha256 ?? null,
        at: AT,
        heads: [],
        keyrings: [],
        revocations: [tokenHash],
        deletes: [],
      },
      hostile.keys.secretKey,
    );
    assert.equal((await box.put(mine.commit(3), own)).status, 403);
    assert.equal((await hostile.put(hostile.paths.commit(2), own)).status, 403);
    portal.elapsed.ms = 2 * DAY;
    await sweep(portal.deps);
    assert.deepEqual((await parent.get(mine.object(name))).bytes, bytes);
    assert.equal((await parent.get(mine.keyring)).status, 200);
  });

  it("a revoked holder: nothing answers any more, and asking for ever is slowed down", async () => {
    const letter = await parent.envelope();
    await parent.deposit(letter);
    const [name, channel] = [wire.newName(), wire.newName()];
    const bytes = wire.utf8("ciphertext");
    await box.put(box.paths.object(name), bytes, digest(bytes));
    await box.send(box.build({ heads: [box.head(channel, "head")], revocations: [parent.keys.tokenHash] }));
    const { paths } = parent;
    for (const path of [
      paths.keyring,
      paths.school,
      paths.head(channel),
      paths.object(name),
      paths.envelope(letter.messageId),
    ])
      assert.equal((await parent.get(path)).status, 401, path);
    assert.equal((await parent.deposit(await parent.envelope())).status, 401);
    const statuses: number[] = [];
    for (let round = 0; round < 80; round++) statuses.push((await parent.get(paths.keyring)).status);
    assert.equal(statuses.at(-1), 429);
    const neighbour = await box.admit();
    assert.equal((await neighbour.get(paths.keyring)).status, 429, "a newcomer behind the same address waits a minute");
    const restarted = await startPortal(place.folder);
    for (let round = 0; round < 80; round++) await ask(restarted.url + paths.keyring, { token: parent.keys.token });
    const boxAnswer = await ask(restarted.url + box.paths.tip, { token: box.token.token });
    await restarted.close();
    assert.equal(boxAnswer.status, 200, "the school’s box, behind that address too, does not");
  });

  it("whoever found a staff sheet tries phrases from every address of one line: the house is counted, not the address", async () => {
    const guess = (from: string) =>
      ask(portal.url + parent.paths.keyring, { token: wire.newToken().token, headers: { "x-forwarded-for": from } });
    for (let n = 1; n <= 60; n += 1)
      assert.equal((await guess(n % 2 ? `2001:db8:0:7::${n}` : `2001:db8:0:7:${n}:0:beef:${n}`)).status, 401);
    for (const from of ["2001:db8:0:7::ffff", "2001:DB8:0:7:1::", "2001:0db8:0000:0007:0:0:0:1"])
      assert.equal((await guess(from)).status, 429, from);
    for (const neighbour of ["2001:db8:0:8::1", "2001:db8::7", "203.0.113.7", "::ffff:203.0.113.8"])
      assert.equal((await guess(neighbour)).status, 401, neighbour);
  });

  it("a holder asks what only the box may, and the box what only a holder may", async () => {
    const { paths } = box;
    const token = parent.keys.token;
    for (const path of [
      paths.tip,
      paths.commits,
      paths.commit(1),
      paths.deposits,
      paths.deposit(parent.keys.tokenHash, wire.newName()),
    ])
      assert.equal((await ask(portal.url + path, { token })).status, 401, path);
    for (const path of [paths.object(wire.newName()), paths.commit(2), paths.school, paths.acknowledgements])
      assert.equal((await ask(portal.url + path, { token, body: wire.utf8("[]") })).status, 401, path);
    assert.equal((await box.get(paths.keyring)).status, 401);
    assert.equal((await box.get(paths.head(wire.newName()))).status, 401);
  });
});
