import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { buffer } from "node:stream/consumers";

/**
 * fetch, from another address than the box's own loopback (127.0.0.1): as a PC of the school's network would. For pages
 * and forms without files.
 */
export const fetchFromElsewhere = async (url: string, init: RequestInit): Promise<Response> => {
  const sending = request(url, { method: init.method ?? "GET", localAddress: "127.0.0.2", agent: false });
  const { body, headers } = new Request(url, init);
  for (const [name, value] of [...headers, ...Object.entries(init.headers ?? {})]) sending.setHeader(name, value);
  sending.end(body === null ? undefined : Buffer.from(await new Response(body).arrayBuffer()));
  const [answer] = (await once(sending, "response")) as [IncomingMessage];
  const pairs = Object.entries(answer.headersDistinct).flatMap(([name, values = []]) =>
    values.map((value): [string, string] => [name, value]),
  );
  const bytes = await buffer(answer);
  return new Response(answer.statusCode === 204 ? null : bytes, { status: answer.statusCode ?? 0, headers: pairs });
};
