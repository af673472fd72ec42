import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { after } from "node:test";

export interface Heard {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** Stands before the portal and remembers every byte that anybody sends it. */
export const record = async (portalUrl: string, heard: Heard[]): Promise<string> => {
  const server = createServer(async (req, res) => {
    const body = await buffer(req).catch(() => Buffer.alloc(0));
    const { method = "", url = "", headers } = req;
    heard.push({ method, url, headers, body });
    const onward = request(portalUrl + url, { method, headers, agent: false }, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(res);
    });
    onward.on("error", () => res.destroy());
    onward.end(body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://localhost:${(server.address() as AddressInfo).port}`;
};
