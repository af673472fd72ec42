import assert from "node:assert/strict";
import { createHash, hkdfSync } from "node:crypto";
import { describe, it } from "node:test";
import argon2 from "argon2";
import fc from "fast-check";
import * as wire from "./index.ts";
import { staffSecret } from "./stretch.ts";
import { vectors } from "./vectors.ts";

describe("a member of staff’s sheet and passphrase", () => {
  for (const vector of vectors.staffCodes) {
    const { code, printed, phrase, typed, uai, paper, salt, stretched, ...expected } = vector;

    it(`code ${printed}`, async () => {
      assert.equal(wire.formatCode(code), printed);
      assert.equal(wire.parseStaffCode(printed.toLowerCase()), code);
      const all = await Promise.all([phrase, ...typed].map((text) => staffSecret(code, text, uai)));
      for (const secret of all) assert.equal(wire.toHex(secret), paper + stretched);
      const { ringKey, replyKey, ...keys } = wire.keysFrom(wire.fromHex(paper + stretched), uai);
      assert.deepEqual({ ...keys, ringKey: wire.toHex(ringKey), replyKey: wire.toHex(replyKey) }, expected);
    });

    it(`code ${printed}, by Node’s cryptography and the box’s argon2`, async () => {
      const derive = (secret: string | Buffer, info: string, length = 32) =>
        Buffer.from(hkdfSync("sha256", secret, `preau/1/${uai}`, info, length));
      const onPaper = derive(code.slice(0, -1), "paper");
      assert.equal(onPaper.toString("hex"), paper);
      assert.equal(derive(onPaper, "stretch", 16).toString("hex"), salt);
      const options = {
        type: argon2.argon2id,
        memoryCost: 19_456,
        timeCost: 2,
        parallelism: 1,
        hashLength: 32,
      } as const;
      const made = await argon2.hash(Buffer.from(phrase.normalize("NFKC")), {
        ...options,
        salt: Buffer.from(salt, "hex"),
        raw: true,
      });
      assert.equal(made.toString("hex"), stretched);
      const token = derive(Buffer.concat([onPaper, made]), "token");
      assert.equal(token.toString("base64url"), expected.token);
      assert.equal(createHash("sha256").update(token).digest("hex"), expected.tokenHash);
    });
  }

  it("every key needs both: neither another phrase nor another sheet gives a single one of them", async () => {
    const [code, other] = [wire.newStaffCode(), wire.newStaffCode()];
    const keysOf = async (sheet: string, phrase: string) =>
      Object.values(wire.keysFrom(await staffSecret(sheet, phrase, "0690078K"), "0690078K")).map(String);
    const all = [
      await keysOf(code, "un banc sous le platane"),
      await keysOf(code, "Un banc sous le platane"),
      await keysOf(other, "un banc sous le platane"),
    ];
    assert.equal(new Set(all.flat()).size, all.flat().length);
  });

  it("a family’s code and a member of staff’s never pass for each other, however they are typed", () => {
    fc.assert(
      fc.property(fc.constantFrom(" ", "-", ".", " / "), (separator) => {
        const [code, family] = [wire.newStaffCode(), wire.newCode()];
        const typed = (text: string) =>
          wire.formatCode(text).toLowerCase().replaceAll("-", separator).replaceAll("0", "o");
        assert.deepEqual([wire.parseStaffCode(typed(code)), wire.parseCode(typed(code))], [code, null]);
        assert.deepEqual([wire.parseCode(typed(family)), wire.parseStaffCode(typed(family))], [family, null]);
      }),
    );
  });
});
