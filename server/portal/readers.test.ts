import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { fromUtf8, newName, newToken } from "../wire/index.ts";
import { ask, type Holder, type Running, SchoolBox, startPortal, temporaryFolder } from "./fixture.ts";

describe("readers", () => {
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

  it("get their own keyring, and only a new one is sent again", async () => {
    const first = await reader.get(reader.paths.keyring);
    assert.equal(fromUtf8(first.bytes), "ring");
    const etag = first.headers.get("etag") ?? "";
    assert.equal((await reader.get(reader.paths.keyring, { "if-none-match": etag })).status, 304);
    await box.send(box.build({ keyrings: [box.ring(reader, "new ring")] }));
    const second = await reader.get(reader.paths.keyring, { "if-none-match": etag });
    assert.equal(fromUtf8(second.bytes), "new ring");
  });

  it("follow a channel's head", async () => {
    const channel = newName();
    assert.equal((await reader.get(reader.paths.head(channel))).status, 404);
    await box.send(box.build({ heads: [box.head(channel, "one")] }));
    const first = await reader.get(reader.paths.head(channel));
    const unchanged = { "if-none-match": first.headers.get("etag") ?? "" };
    assert.equal((await reader.get(reader.paths.head(channel), unchanged)).status, 304);
    await box.send(box.build({ heads: [box.head(channel, "two")] }));
    assert.equal(fromUtf8((await reader.get(reader.paths.head(channel), unchanged)).bytes), "two");
  });

  it("may not do what a box does", async () => {
    const { paths, keys } = reader;
    for (const path of [paths.tip, paths.commits, paths.commit(1), paths.deposits])
      assert.equal((await reader.get(path)).status, 401, path);
    const body = new Uint8Array(10);
    for (const path of [paths.commit(2), paths.school, paths.acknowledgements])
      assert.equal((await ask(portal.url + path, { token: keys.token, body })).status, 401, path);
  });

  it("who guess are slowed down; a family behind the same address goes on", async () => {
    const guess = () => ask(portal.url + reader.paths.keyring, { token: newToken().token });
    const answers = [];
    for (let i = 0; i < 70; i++) answers.push((await guess()).status);
    assert.equal(answers[0], 401);
    assert.equal(answers.at(-1), 429);
    assert.ok(Number((await guess()).headers.get("retry-after")) > 0);
    assert.equal((await reader.get(reader.paths.keyring)).status, 200);
    portal.elapsed.ms += 61_000;
    assert.equal((await guess()).status, 401);
  });

  it("with a token of another shape are unknown", async () => {
    for (const token of ["x", "AAAA", "=", "é".repeat(3).normalize("NFD").replace(/\W/g, "")])
      assert.equal((await ask(portal.url + reader.paths.keyring, { token })).status, 401);
    const basic = { headers: { authorization: `Basic ${reader.keys.token}` } };
    assert.equal((await ask(portal.url + reader.paths.keyring, basic)).status, 401);
  });
});
