import assert from "node:assert/strict";
import { createHash, createHmac, createPrivateKey, sign as ed25519Sign, hkdfSync } from "node:crypto";
import { describe, it } from "node:test";
import * as wire from "./index.ts";
import { authenticate, checkMac, sign, verify } from "./signed.ts";
import { vectors } from "./vectors.ts";

const bytes = wire.fromBase64;
const { school, channel } = vectors;
const check = { uai: school.uai, publicKeys: [school.publicKey] };
const holder = wire.deriveHolderKeys(vectors.holder.code, school.uai);

describe("vectors", () => {
  for (const { code, printed, typed, uai, ...expected } of vectors.codes) {
    it(`code ${printed}`, () => {
      assert.equal(wire.formatCode(code), printed);
      for (const text of typed) assert.equal(wire.parseCode(text), code);
      const { ringKey, replyKey, ...keys } = wire.deriveHolderKeys(code, uai);
      assert.deepEqual({ ...keys, ringKey: wire.toHex(ringKey), replyKey: wire.toHex(replyKey) }, expected);
    });

    it(`code ${printed}, by Node's own cryptography`, () => {
      const secret = code.slice(0, 19);
      const derive = (info: string) => Buffer.from(hkdfSync("sha256", secret, `preau/1/${uai}`, info, 32));
      assert.equal(derive("token").toString("base64url"), expected.token);
      assert.equal(createHash("sha256").update(derive("token")).digest("hex"), expected.tokenHash);
      assert.equal(derive("ring").toString("hex"), expected.ringKey);
      assert.equal(derive("reply").toString("hex"), expected.replyKey);
    });
  }

  it("what is not a code", () => {
    for (const text of vectors.refusedCodes) assert.equal(wire.parseCode(text), null, text);
  });

  it("padding", () => {
    for (const { length, padded } of vectors.padding) assert.equal(wire.paddedLength(length), padded, String(length));
  });

  it("content hash, whatever the order of the keys", () => {
    const { data, hash } = vectors.contentHash;
    assert.equal(wire.contentHash(data), hash);
    assert.equal(wire.contentHash(Object.fromEntries(Object.entries(data).reverse())), hash);
  });

  it("signature, here and by Node", () => {
    const { secretKey, publicKey, body, signed } = vectors.signed;
    assert.equal(wire.publicKeyOf(wire.fromHex(secretKey)), publicKey);
    assert.equal(wire.toBase64(sign("school", bytes(body), wire.fromHex(secretKey))), signed);
    assert.deepEqual(verify("school", bytes(signed), [publicKey]), bytes(body));
    const der = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), Buffer.from(secretKey, "hex")]);
    const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
    const message = Buffer.concat([Buffer.from("preau/1/school\n"), bytes(body)]);
    assert.deepEqual(ed25519Sign(null, message, key), Buffer.from(bytes(signed).subarray(0, 64)));
  });

  it("MAC, here and by Node", () => {
    const { key, body, authenticated } = vectors.authenticated;
    assert.equal(wire.toBase64(authenticate("reply", bytes(body), wire.fromHex(key))), authenticated);
    assert.deepEqual(checkMac("reply", bytes(authenticated), wire.fromHex(key)), bytes(body));
    const mac = createHmac("sha256", wire.fromHex(key)).update("preau/1/reply\n").update(bytes(body)).digest();
    assert.deepEqual(mac, Buffer.from(bytes(authenticated).subarray(0, 32)));
  });

  it("keyring", async () => {
    assert.deepEqual(await wire.openKeyring(bytes(vectors.keyring.bytes), holder, check), vectors.keyring.value);
  });

  it("heads and commit", () => {
    assert.deepEqual(wire.verifyHead(bytes(vectors.head.bytes), channel.id, check), vectors.head.value);
    assert.deepEqual(wire.verifySchoolHead(bytes(vectors.schoolHead.bytes), check), vectors.schoolHead.value);
    assert.deepEqual(wire.verifyCommit(bytes(vectors.commit.bytes), check), vectors.commit.value);
  });

  it("page, entry and media", async () => {
    assert.deepEqual(await wire.openPage(bytes(vectors.page.bytes), vectors.page.ref, channel), vectors.page.value);
    assert.deepEqual(await wire.openEntry(bytes(vectors.entry.bytes), vectors.entry.ref, channel), vectors.entry.value);
    const file = await wire.openMedia(bytes(vectors.media.bytes), vectors.media.ref);
    assert.equal(wire.fromUtf8(file), vectors.media.text);
  });

  it("reply", async () => {
    const author = { holder: vectors.reply.value.holder, key: holder.replyKey, name: holder.tokenHash };
    const read = await wire.openReply(bytes(vectors.reply.bytes), school.replyIdentity, school.uai, [author]);
    assert.deepEqual(read, { body: vectors.reply.value, by: holder.tokenHash });
  });
});
