import assert from "node:assert/strict";
import { describe, it, mock } from "node:test";
import { newCode, newName } from "../../../wire/index.ts";
import { accountFrom } from "./account.ts";
import { Portal, Revoked, Unreachable } from "./portal.ts";

const account = accountFrom(newCode(), "0690078K");

/** The portal answers with this status, whatever is asked. */
const answering = (status: number) => {
  const fetched = mock.method(globalThis, "fetch", async () => new Response(status === 304 ? null : "{}", { status }));
  return { portal: new Portal(account), fetched };
};

describe("what a phone makes of the portal’s words", () => {
  it("only three of them say that an envelope will never be taken; a proxy’s own refusal is worth another try", async () => {
    for (const [status, outcome] of [
      [201, "deposited"],
      [200, "deposited"],
      [400, "refused"],
      [409, "refused"],
      [413, "refused"],
      [403, "later"],
      [404, "later"],
      [405, "later"],
      [429, "later"],
      [502, "later"],
      [507, "later"],
    ] as const) {
      const { portal } = answering(status);
      assert.equal(await portal.deposit(newName(), new Uint8Array(9)), outcome, String(status));
    }
    await assert.rejects(answering(401).portal.deposit(newName(), new Uint8Array(9)), Revoked);
  });

  it("nothing but a good answer passes for bytes", async () => {
    for (const status of [400, 403, 500, 503])
      await assert.rejects(answering(status).portal.object(newName()), Unreachable, String(status));
    assert.equal(await answering(404).portal.object(newName()), null);
    assert.equal(await answering(304).portal.keyring("x"), "same");
  });

  it("asks without cookies, caches or redirections, and shows its token in a header alone", async () => {
    const { portal, fetched } = answering(200);
    await portal.object(newName());
    const call = fetched.mock.calls[0] ?? assert.fail("nothing was asked");
    const [path, init] = [...call.arguments] as unknown as [string, RequestInit];
    assert.deepEqual([init.credentials, init.cache, init.redirect], ["omit", "no-store", "error"]);
    assert.equal(path.includes(account.token) || path.includes(account.id), false);
    assert.match(path, /^\/api\/0690078K\/objects\//);
    assert.equal(new Headers(init.headers).get("authorization"), `Bearer ${account.token}`);
  });
});
