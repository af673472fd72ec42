import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Encrypter } from "age-encryption";
import fc from "fast-check";
import * as wire from "./index.ts";
import { open, seal } from "./sealed.ts";
import { authenticate } from "./signed.ts";
import { vectors } from "./vectors.ts";

const bytes = wire.fromBase64;
const { school, channel } = vectors;
const holder = wire.deriveHolderKeys(vectors.holder.code, school.uai);
const author = { holder: vectors.reply.value.holder, key: holder.replyKey, name: holder.tokenHash };
const secretKey = wire.fromHex(vectors.signed.secretKey);

const refusedFor =
  (...reasons: wire.Reason[]) =>
  (error: unknown): boolean =>
    error instanceof wire.Refused && reasons.includes(error.reason);

describe("codes", () => {
  it("survive being printed, typed without care, and read back", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("-", " ", "", ".", " - "),
        fc.boolean(),
        fc.boolean(),
        (separator, lower, confused) => {
          const code = wire.newCode();
          let typed = wire.formatCode(code).replaceAll("-", separator);
          if (confused) typed = typed.replaceAll("0", "O").replaceAll("1", "l");
          assert.equal(wire.parseCode(lower ? typed.toLowerCase() : typed), code);
        },
      ),
    );
  });

  it("notice most single mistakes: one in 32 slips through, no more", () => {
    const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let slipped = 0;
    const rounds = 4000;
    for (let i = 0; i < rounds; i++) {
      const code = wire.newCode();
      const at = i % 20;
      const wrong = alphabet[(alphabet.indexOf(code.charAt(at)) + 1 + (i % 31)) % 32] ?? "";
      if (wire.parseCode(code.slice(0, at) + wrong + code.slice(at + 1)) !== null) slipped++;
    }
    assert.ok(slipped > 0 && slipped < rounds / 16, `${slipped} of ${rounds}`);
  });

  it("give other keys in another school", () => {
    const code = wire.newCode();
    const here = wire.deriveHolderKeys(code, "0690078K");
    const there = wire.deriveHolderKeys(code, "0690079L");
    assert.notEqual(here.tokenHash, there.tokenHash);
    assert.equal(wire.tokenHashOf(here.token), here.tokenHash);
  });
});

describe("padding", () => {
  it("never shortens, costs at most 12 %, and hides lengths in few steps", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 64 * 1024 * 1024 }), (length) => {
        const padded = wire.paddedLength(length);
        assert.ok(padded >= length && padded >= 4096);
        assert.ok(padded <= Math.max(4096, length * 1.12));
        assert.equal(wire.paddedLength(padded), padded);
      }),
    );
  });

  it("leaves JSON readable", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const padded = wire.paddedJson(value);
        assert.equal(padded.length, wire.paddedLength(padded.length));
        assert.deepEqual(JSON.parse(wire.fromUtf8(padded)), JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe("keys", () => {
  it("a holder who came later skips what was sealed before", async () => {
    const late = { ...channel, keys: channel.keys.filter(({ n }) => n !== vectors.entry.ref.key) };
    await assert.rejects(wire.openEntry(bytes(vectors.entry.bytes), vectors.entry.ref, late), refusedFor("no-key"));
  });

  it("one channel's key opens nothing of another's", async () => {
    const stranger = { id: channel.id, keys: [wire.newChannelKey(1), wire.newChannelKey(2)] };
    await assert.rejects(
      wire.openEntry(bytes(vectors.entry.bytes), vectors.entry.ref, stranger),
      refusedFor("unopenable"),
    );
  });
});

describe("replies", () => {
  const envelope = (body: wire.ReplyBody, key: Uint8Array) => wire.makeReply(body, key, school.replyRecipient);
  const reply = vectors.reply.value;
  const other = wire.deriveHolderKeys(wire.newCode(), school.uai);
  const neighbour = { holder: wire.newName(), key: other.replyKey, name: other.tokenHash };
  const read = (received: Uint8Array) =>
    wire.openReply(received, school.replyIdentity, school.uai, [neighbour, author]);

  it("are found their author among all", async () => {
    assert.equal((await read(await envelope(reply, author.key))).body.holder, author.holder);
  });

  it("are told apart by the sheet that wrote them, where one person has two", async () => {
    const own = { ...neighbour, holder: author.holder };
    const read = (received: Uint8Array) => wire.openReply(received, school.replyIdentity, school.uai, [own, author]);
    assert.equal((await read(await envelope(reply, author.key))).by, author.name);
    assert.equal((await read(await envelope(reply, own.key))).by, own.name);
  });

  it("in another's name, for another school, or under an unknown key are refused", async () => {
    await assert.rejects(read(await envelope(reply, neighbour.key)), refusedFor("bad-mac"));
    await assert.rejects(read(await envelope(reply, wire.randomBytes(32))), refusedFor("bad-mac"));
    await assert.rejects(read(await envelope({ ...reply, uai: "0690079L" }, author.key)), refusedFor("wrong-school"));
  });

  it("of another shape, though rightly authenticated, are refused", async () => {
    for (const text of ["", "null", "[]", "{}", '{"v":2}', "\u0000", JSON.stringify({ ...reply, action: "<b>" })]) {
      const sealed = await seal(authenticate("reply", wire.utf8(text), author.key), school.replyRecipient);
      await assert.rejects(read(sealed), refusedFor("malformed"));
    }
  });
});

describe("a sealed file's header", () => {
  it("is refused with a password, with two recipients, or too long", async () => {
    const password = new Encrypter();
    password.setPassphrase("x");
    password.setScryptWorkFactor(1);
    const pair = new Encrypter();
    const identity = wire.newIdentity();
    for (const one of [identity, wire.newIdentity()]) pair.addRecipient(wire.recipientOf(one));
    for (const encrypter of [password, pair]) {
      await assert.rejects(open(await encrypter.encrypt("text"), identity), refusedFor("malformed"));
    }
    const long = wire.utf8(`age-encryption.org/v1\n-> X25519 ${"A".repeat(5000)}\nAAAA\n--- AAAA\n`);
    await assert.rejects(open(long, identity), refusedFor("malformed"));
  });
});

describe("builders", () => {
  it("refuse to send what no reader would accept", () => {
    const head = vectors.head.value;
    assert.throws(() => wire.makeHead({ ...head, uai: "école" }, secretKey), refusedFor("malformed"));
    assert.throws(() => wire.makeHead({ ...head, seq: 0 }, secretKey), refusedFor("malformed"));
    const refs = Array.from({ length: 101 }, () => vectors.entry.ref);
    const [key] = channel.keys;
    assert.ok(key);
    assert.throws(() => wire.makePage({ ...vectors.page.value, entries: refs }, key), refusedFor("malformed"));
  });
});
