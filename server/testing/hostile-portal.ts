import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { after } from "node:test";

/** A portal that has no commit and a mailbox full of what it likes. Remembers what was acknowledged. */
export const hostilePortal = async (envelopes: readonly Uint8Array[]) => {
  const name = (i: number): string => i.toString(16).padStart(32, "0");
  const holder = "e".repeat(64);
  const acknowledged = new Set<string>();
  const server = createServer(async (req, res) => {
    const body = await buffer(req);
    const json = (value: unknown): void => {
      res.setHeader("content-type", "application/json; charset=utf-8").end(JSON.stringify(value));
    };
    const path = req.url ?? "";
    const asked = /\/deposits\/[0-9a-f]{64}\/([0-9a-f]{32})$/.exec(path)?.[1];
    if (path.endsWith("/tip")) return json({ tip: null });
    if (path.endsWith("/acknowledgements")) {
      for (const { messageId } of JSON.parse(body.toString())) acknowledged.add(messageId);
      return json({ ok: true });
    }
    if (asked !== undefined) {
      res.setHeader("content-type", "application/octet-stream").end(envelopes[Number.parseInt(asked, 16)]);
      return;
    }
    if (!path.includes("/deposits")) return json({ ok: true });
    const from = Number.parseInt(new URL(path, "http://x").searchParams.get("after")?.slice(65) ?? "-1", 16) + 1;
    const some = envelopes.map((_, i) => ({ holder, messageId: name(i) })).slice(from, from + 500);
    const last = some.at(-1)?.messageId;
    json({ deposits: some, next: some.length < 500 || last === undefined ? null : `${holder}/${last}` });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, acknowledged };
};
