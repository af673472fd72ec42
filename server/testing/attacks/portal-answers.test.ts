import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import {
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
import * as wire from "../../wire/index.ts";

describe("the portal’s answers", () => {
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

  it("paths of other shapes, methods and bodies that unfold: a word, never a fault, never another folder", async () => {
    const shapes = [
      "/api/0690078k/keyring",
      "/api/٠٦٩٠٠٧٨K/keyring",
      `/api/${UAI}/objects/..%2f..%2f..%2fregistry%2f${UAI}`,
      `/api/${UAI}/objects/%2e%2e`,
      `/api/${UAI}/objects/${"a".repeat(32)}%00`,
      `/api/${UAI}/heads/__proto__`,
      `/api/${UAI}/objects/constructor`,
      `/api/..%2f..%2f/keyring`,
      `/api/${UAI}%2f..%2fregistry/keyring`,
      `/api/__proto__/keyring`,
      `/api/${UAI}/commits/1e999`,
      `/api/${UAI}/commits/-1`,
      `/api/${UAI}/commits?after=-1`,
      `/api/${UAI}/deposits?after=../../registry`,
      `/app/..%2f..%2f..%2fpackage.json`,
      `/static/..%2f..%2fpackage.json`,
      `/static/%2e%2e/%2e%2e/package.json`,
    ];
    for (const path of shapes)
      for (const token of [parent.keys.token, box.token.token]) {
        const answer = await ask(portal.url + path, { token });
        assert.ok(answer.status >= 400 && answer.status < 500, `${path}: ${answer.status}`);
        assert.doesNotMatch(Buffer.from(answer.bytes).toString(), /publicKey|dependencies/);
      }
    const deep = wire.utf8("[".repeat(60_000));
    assert.equal((await box.put(box.paths.acknowledgements, deep)).status, 400);
    assert.equal(
      (await box.put(box.paths.acknowledgements, wire.utf8(`[{"holder":${"[".repeat(9000)}${"]".repeat(9000)}}]`)))
        .status,
      400,
    );
    assert.equal(
      (await box.put(box.paths.acknowledgements, gzipSync("[]"), { "content-encoding": "gzip" })).status,
      415,
    );
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    assert.ok((await box.put(box.paths.school, bomb, { "content-encoding": "gzip" })).status < 500);
    for (const method of ["POST", "DELETE", "PATCH", "TRACE"].slice(0, 3))
      assert.equal((await ask(portal.url + box.paths.tip, { method, token: box.token.token })).status, 404, method);
  });

  it("no answer lets another site read it, is kept by a proxy, or may run", async () => {
    const name = wire.newName();
    const bytes = wire.utf8("<script>alert(1)</script>");
    await box.put(box.paths.object(name), bytes, digest(bytes));
    const { paths } = parent;
    const origin = { origin: "https://evil.example", "access-control-request-method": "GET" };
    const answers = [
      await parent.get(paths.keyring, origin),
      await parent.get(paths.object(name), origin),
      await parent.get(paths.object(wire.newName()), origin),
      await box.get(box.paths.tip),
      await ask(portal.url + paths.keyring, { headers: origin }),
      await ask(portal.url + paths.keyring, { method: "OPTIONS", headers: origin }),
      await ask(portal.url + paths.keyring.toUpperCase().replace("/API", "/API"), {
        token: parent.keys.token,
        headers: origin,
      }),
      await parent.deposit(await parent.envelope()),
    ];
    for (const { status, headers } of answers) {
      for (const header of ["access-control-allow-origin", "access-control-allow-credentials", "set-cookie"])
        assert.equal(headers.get(header), null);
      assert.match(headers.get("cache-control") ?? "", /no-store|^private/, String(status));
      assert.match(headers.get("content-security-policy") ?? "", /^default-src 'none'/);
      assert.equal(headers.get("x-content-type-options"), "nosniff");
      assert.equal(headers.get("cross-origin-resource-policy"), "same-origin");
      assert.doesNotMatch(headers.get("content-type") ?? "", /html|svg|javascript/);
    }
  });

  it("its log names nobody: no token, no school, no object, no message, no address", async () => {
    const letter = await parent.envelope();
    await parent.deposit(letter);
    await parent.get(`${parent.paths.keyring}?token=${parent.keys.token}`);
    await parent.get(parent.paths.object(letter.messageId));
    await ask(`${portal.url}/e/${UAI}?code=AAAA-BBBB`);
    await portal.store.put(keys.school(UAI), wire.utf8("damaged"));
    assert.equal((await box.get(box.paths.tip)).status, 500);
    const log = portal.logged.join("");
    const secrets = [
      UAI,
      letter.messageId,
      parent.keys.token,
      parent.keys.tokenHash,
      box.token.token,
      "127.0.0.1",
      "AAAA-BBBB",
    ];
    for (const secret of secrets) assert.equal(log.includes(secret), false, secret);
  });
});
