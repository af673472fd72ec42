import { once } from "node:events";
import { type IncomingHttpHeaders, request } from "node:http";
import { connect, type Socket } from "node:net";
import { buffer } from "node:stream/consumers";

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** A request exactly as it is written: fetch would tidy the path, the Host and the Origin. */
export const ask = (
  url: string,
  path: string,
  { method = "GET", headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: Buffer } = {},
): Promise<RawAnswer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const sending = request({ hostname, port, path, method, headers, agent: false });
    let isAnswered = false;
    sending.on("response", async (response) => {
      isAnswered = true;
      const text = (await buffer(response).catch(() => Buffer.alloc(0))).toString("utf8");
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
    });
    sending.on("error", (error) => {
      if (!isAnswered) reject(error); // once answered, the box may hang up on the rest of a body
    });
    sending.setTimeout(30_000, () => sending.destroy(new Error("no answer within thirty seconds")));
    sending.end(body);
  });

/** A connection that has sent only this. */
export const openSocket = async (url: string, start: string): Promise<Socket> => {
  const { port } = new URL(url);
  const socket = connect(Number(port), "127.0.0.1");
  socket.on("error", () => socket.destroy());
  socket.resume();
  await once(socket, "connect");
  socket.write(start);
  return socket;
};

export const percentile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;
