import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** The reference: node:http and nothing else, answering the bytes and headers that it is sent on standard input. */
const chunks: Buffer[] = [];
for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
const { headers, body } = JSON.parse(Buffer.concat(chunks).toString("utf8")) as {
  headers: Record<string, string>;
  body: string;
};

const server = createServer((_req, res) => {
  res.writeHead(200, headers);
  res.end(body);
});
server.listen(0, "127.0.0.1", () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
