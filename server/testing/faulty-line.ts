import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { after } from "node:test";

/** What the way to the portal does to one request. */
export const faults = [
  "refuse",
  "cut-request",
  "lose-answer",
  "cut-answer",
  "twice",
  "fault-after",
  "captive",
  "too-busy",
] as const;
/** "hang": taken in and never answered, until the test hangs up. */
export type Fault = (typeof faults)[number] | "hang" | "pass";

export interface FaultyLine {
  readonly url: string;
  /** Faults for the next requests, in order; afterwards everything passes. */
  next(schedule: readonly Fault[]): void;
  /** Asked for each request before the schedule: "METHOD /path". */
  watch: (what: string) => Fault | undefined;
  /** Ends the requests that hang. */
  hangUp(): void;
  /** Faults that took place since the start. */
  readonly injected: Fault[];
  /** "METHOD /path" of all that came through, and the size of their bodies. */
  readonly seen: { what: string; size: number }[];
}

/** A line between box and portal that does harm on demand. */
export const faultyLine = async (portalUrl: string): Promise<FaultyLine> => {
  let schedule: Fault[] = [];
  const hanging = new Set<Socket>();
  const line = {
    watch: (_what: string): Fault | undefined => undefined,
    injected: [] as Fault[],
    seen: [] as { what: string; size: number }[],
  };
  const server = createServer(async (req, res) => {
    const body = await buffer(req).catch(() => Buffer.alloc(0));
    const what = `${req.method} ${req.url}`;
    const fault = line.watch(what) ?? schedule.shift() ?? "pass";
    if (fault !== "pass") line.injected.push(fault);
    line.seen.push({ what, size: body.length });
    if (fault === "hang") return void hanging.add(req.socket);
    await suffer(fault, portalUrl, req, res, body).catch(() => req.socket.destroy()); // the portal itself is away
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const next = (faults: readonly Fault[]): void => {
    schedule = [...faults];
  };
  const hangUp = (): void => {
    for (const socket of hanging) socket.destroy();
    hanging.clear();
  };
  return Object.assign(line, { url, next, hangUp });
};

const suffer = async (
  fault: Fault,
  portalUrl: string,
  req: IncomingMessage,
  res: ServerResponse,
  body: Buffer,
): Promise<void> => {
  const cut = (): Socket => req.socket.destroy();
  if (fault === "refuse") return void cut();
  if (fault === "captive") {
    res.writeHead(200, { "content-type": "text/html" }).end("<html><title>Bienvenue sur notre Wi-Fi</title></html>");
    return;
  }
  if (fault === "too-busy") return void res.writeHead(503, { "retry-after": "1" }).end();
  if (fault === "cut-request") {
    await forward(portalUrl, req, body, Math.floor(body.length / 2)).catch(() => undefined);
    return void cut();
  }
  const answer = await forward(portalUrl, req, body, body.length);
  if (fault === "lose-answer") return void cut();
  if (fault === "fault-after") return void res.writeHead(500, { "content-type": "text/plain" }).end("oops");
  const last = fault === "twice" ? await forward(portalUrl, req, body, body.length) : answer;
  res.writeHead(last.status, { "content-type": last.type, "content-length": last.body.length });
  if (fault !== "cut-answer") return void res.end(last.body);
  res.write(last.body.subarray(0, Math.floor(last.body.length / 2)), () => void cut());
};

/** Sends the request on, or the first `sent` bytes of it. */
const forward = (
  portalUrl: string,
  req: IncomingMessage,
  body: Buffer,
  sent: number,
): Promise<{ status: number; type: string; body: Buffer }> =>
  new Promise((resolve, reject) => {
    const { host: _, connection: __, ...headers } = req.headers;
    const onward = request(portalUrl + req.url, { method: req.method, headers, agent: false });
    onward.on("error", reject);
    onward.on("response", async (response) => {
      const type = response.headers["content-type"] ?? "";
      resolve({ status: response.statusCode ?? 0, type, body: await buffer(response) });
    });
    if (sent === body.length) return void onward.end(body);
    onward.write(body.subarray(0, sent), () => onward.destroy());
  });
