import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { after } from "node:test";

export interface Lie {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly bytes?: Uint8Array;
}

/** A portal whose operator answers some requests himself, and lets the true portal answer the others. */
export const lyingPortal = async (portalUrl: string) => {
  const asked: string[] = [];
  const liar = { url: "", asked, lie: (_method: string, _path: string): Lie | undefined => undefined };
  const server = createServer(async (req, res) => {
    const [method, path] = [req.method ?? "", req.url ?? ""];
    const body = await buffer(req);
    asked.push(`${method} ${path}`);
    const lie = liar.lie(method, path);
    if (lie === undefined) {
      const headers = { ...req.headers, host: new URL(portalUrl).host };
      const onwards = request(portalUrl + path, { method, headers }, (answer) => {
        res.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(res);
      });
      onwards.on("error", () => res.destroy());
      onwards.end(body);
      return;
    }
    const type = lie.bytes === undefined ? "application/json; charset=utf-8" : "application/octet-stream";
    res.writeHead(lie.status ?? 200, { "content-type": type, ...lie.headers });
    res.on("error", () => undefined);
    res.end(lie.bytes ?? JSON.stringify(lie.json));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  liar.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return liar;
};
