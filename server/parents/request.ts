import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";

/** Nobody who speaks our language answered: no line, a captive portal, a fault on the other side. Worth trying again. */
export class Unreachable extends Error {
  readonly retryAfterSeconds: number;
  constructor(detail: string, retryAfterSeconds = 0) {
    super(detail);
    this.name = "Unreachable";
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export interface Request {
  readonly method: "GET" | "PUT";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | undefined;
  /** Bytes of an answer's body; more is not read. */
  readonly longest?: number | undefined;
}

export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly retryAfterSeconds: number;
  readonly body: Uint8Array;
}

const connectMs = 3_000;
const totalMs = 20_000;
/** A village school's slowest line, bytes in a millisecond: a photo may take longer than twenty seconds. */
const slowest = 16;
const longestJson = 1024 * 1024;

export interface Caller {
  send(request: Request): Promise<Reply>;
  close(): void;
}

/** Requests over connections that are kept open. Throws Unreachable and nothing else. */
export const createCaller = (): Caller => {
  const options = { keepAlive: true, maxSockets: 6, keepAliveMsecs: 5_000, timeout: totalMs };
  const agents = { "http:": new HttpAgent(options), "https:": new HttpsAgent(options) };
  const once = (wanted: Request): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const url = new URL(wanted.url);
      const isSecure = url.protocol === "https:";
      const send = isSecure ? httpsRequest : httpRequest;
      const request = send(url, {
        method: wanted.method,
        agent: isSecure ? agents["https:"] : agents["http:"],
        headers: { ...wanted.headers, ...(wanted.body && { "content-length": wanted.body.length }) },
      });
      const fail = (error: Error): void => reject(Object.assign(error, { mayRepeat: request.reusedSocket }));
      const limit = totalMs + (wanted.body?.length ?? 0) / slowest;
      const total = setTimeout(() => request.destroy(new Error("no answer in time")), limit);
      let connecting: NodeJS.Timeout | undefined;
      let hasAnswer = false;
      request.on("socket", (socket) => {
        if (!socket.connecting) return;
        connecting = setTimeout(() => request.destroy(new Error("no connection in time")), connectMs);
        socket.once(isSecure ? "secureConnect" : "connect", () => clearTimeout(connecting));
      });
      request.on("error", fail);
      request.on("close", () => {
        clearTimeout(total);
        clearTimeout(connecting);
        if (!hasAnswer) fail(new Error("the connection was closed"));
      });
      request.on("response", (response) => {
        hasAnswer = true;
        readAll(response, wanted.longest ?? longestJson).then(resolve, fail);
      });
      request.end(wanted.body);
    });
  let isClosed = false;
  return {
    send: async (wanted) => {
      try {
        if (isClosed) throw new Error("the box is stopping");
        return await once(wanted).catch((error: unknown) => {
          // The portal may have closed a connection that was kept open; every request of ours may be repeated.
          if (error instanceof Error && "mayRepeat" in error && error.mayRepeat === true) return once(wanted);
          throw error;
        });
      } catch (error) {
        throw new Unreachable(error instanceof Error ? error.message : String(error));
      }
    },
    close: () => {
      isClosed = true;
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
};

const readAll = async (response: IncomingMessage, longest: number): Promise<Reply> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    size += chunk.length;
    if (size > longest) throw new Error("the answer is too long");
    chunks.push(chunk);
  }
  return {
    status: response.statusCode ?? 0,
    type: response.headers["content-type"] ?? "",
    retryAfterSeconds: Number(response.headers["retry-after"] ?? 0) || 0,
    body: Buffer.concat(chunks),
  };
};
