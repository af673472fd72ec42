import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import * as wire from "./index.ts";
import { vectors } from "./vectors.ts";

const bytes = wire.fromBase64;
const { school, channel } = vectors;
const check = { uai: school.uai, publicKeys: [school.publicKey] };
const holder = wire.deriveHolderKeys(vectors.holder.code, school.uai);
const author = { holder: vectors.reply.value.holder, key: holder.replyKey, name: holder.tokenHash };
const secretKey = wire.fromHex(vectors.signed.secretKey);

const refusedFor =
  (...reasons: wire.Reason[]) =>
  (error: unknown): boolean =>
    error instanceof wire.Refused && reasons.includes(error.reason);

/** Everything that a portal could hand out, and how it is read. */
const readers: Record<string, { honest: Uint8Array; read: (received: Uint8Array) => unknown }> = {
  keyring: { honest: bytes(vectors.keyring.bytes), read: (b) => wire.openKeyring(b, holder, check) },
  head: { honest: bytes(vectors.head.bytes), read: (b) => wire.verifyHead(b, channel.id, check) },
  "school head": { honest: bytes(vectors.schoolHead.bytes), read: (b) => wire.verifySchoolHead(b, check) },
  commit: { honest: bytes(vectors.commit.bytes), read: (b) => wire.verifyCommit(b, check) },
  page: { honest: bytes(vectors.page.bytes), read: (b) => wire.openPage(b, vectors.page.ref, channel) },
  entry: { honest: bytes(vectors.entry.bytes), read: (b) => wire.openEntry(b, vectors.entry.ref, channel) },
  media: { honest: bytes(vectors.media.bytes), read: (b) => wire.openMedia(b, vectors.media.ref) },
  reply: {
    honest: bytes(vectors.reply.bytes),
    read: (b) => wire.openReply(b, school.replyIdentity, school.uai, [author]),
  },
};

describe("altered on the way", () => {
  for (const [name, { honest, read }] of Object.entries(readers)) {
    it(`${name}: one byte altered, or the end cut off, is refused`, async () => {
      await read(honest); // the honest one is read
      await fc.assert(
        fc.asyncProperty(fc.nat({ max: honest.length - 1 }), fc.integer({ min: 1, max: 255 }), async (at, change) => {
          const altered = honest.slice();
          altered[at] = (altered[at] ?? 0) ^ change;
          await assert.rejects(async () => read(altered), wire.Refused);
          await assert.rejects(async () => read(honest.slice(0, at)), wire.Refused);
        }),
        { numRuns: 60 },
      );
    });
  }

  it("random bytes are refused, never a crash", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), async (noise) => {
        for (const { read } of Object.values(readers)) await assert.rejects(async () => read(noise), wire.Refused);
      }),
      { numRuns: 50 },
    );
  });
});

describe("a portal that cheats", () => {
  const position = { lineage: 1, seq: 8 };

  it("an older keyring or head than one already seen", async () => {
    await assert.rejects(
      wire.openKeyring(bytes(vectors.keyring.bytes), holder, { ...check, seen: position }),
      refusedFor("older"),
    );
    assert.throws(
      () => wire.verifyHead(bytes(vectors.head.bytes), channel.id, { ...check, seen: position }),
      refusedFor("older"),
    );
    const restored = { ...check, seen: { lineage: 1, seq: 900 } };
    const head = wire.makeHead({ ...vectors.head.value, lineage: 2, seq: 3 }, secretKey);
    assert.equal(wire.verifyHead(head, channel.id, restored).lineage, 2);
  });

  it("one channel's head, page or entry for another's", async () => {
    const other = { ...channel, id: wire.newName() };
    assert.throws(() => wire.verifyHead(bytes(vectors.head.bytes), other.id, check), refusedFor("wrong-channel"));
    const [key] = channel.keys;
    assert.ok(key);
    const page = await wire.makePage({ ...vectors.page.value, channel: other.id }, key);
    await assert.rejects(wire.openPage(page.bytes, page.ref, channel), refusedFor("wrong-channel"));
  });

  it("two families' objects swapped", async () => {
    const [key] = channel.keys;
    assert.ok(key);
    const one = await wire.makeEntryObject({ ...vectors.entry.value, id: wire.newName() }, key);
    const two = await wire.makeEntryObject({ ...vectors.entry.value, id: wire.newName() }, key);
    const ref = { ...vectors.entry.ref, ...one.ref };
    await assert.rejects(wire.openEntry(two.bytes, ref, channel), refusedFor("bad-hash"));
  });

  it("a signature of one type for another, another school's, another key's", () => {
    assert.throws(() => wire.verifySchoolHead(bytes(vectors.head.bytes), check), refusedFor("bad-signature"));
    const elsewhere = wire.makeSchoolHead({ ...vectors.schoolHead.value, uai: "0690079L" }, secretKey);
    assert.throws(() => wire.verifySchoolHead(elsewhere, check), refusedFor("wrong-school"));
    const forged = wire.makeSchoolHead(vectors.schoolHead.value, wire.newSigningKeys().secretKey);
    assert.throws(() => wire.verifySchoolHead(forged, check), refusedFor("bad-signature"));
  });

  it("another holder's keyring", async () => {
    const neighbour = wire.deriveHolderKeys(wire.newCode(), school.uai);
    await assert.rejects(wire.openKeyring(bytes(vectors.keyring.bytes), neighbour, check), refusedFor("bad-mac"));
  });
});
