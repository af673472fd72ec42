import { once } from "node:events";
import type { IncomingHttpHeaders } from "node:http";
import { request } from "node:https";
import { isIP } from "node:net";
import { text } from "node:stream/consumers";
import { checkServerIdentity, connect } from "node:tls";

export interface TlsAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The certificate shown, SHA-256. */
  readonly fingerprint: string;
}

export interface TlsAsk {
  readonly port: number;
  /** PEM of the only authority that is trusted. */
  readonly ca: string;
  /** The name or address that the browser believes it calls. */
  readonly host?: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** One request to this machine over TLS, verified as a browser does: the chain, the name, the dates. Throws what the check found. */
export const askOverTls = async (path: string, asked: TlsAsk): Promise<TlsAnswer> => {
  const { port, ca, host = "preau.local", method = "GET", headers = {}, body } = asked;
  const sending = request({
    createConnection: () =>
      connect({
        host: "127.0.0.1",
        port,
        ca,
        ...(isIP(host) === 0 ? { servername: host } : {}),
        checkServerIdentity: (_called, certificate) => checkServerIdentity(host, certificate),
      }),
    path,
    method,
    headers: { host: `${host}:${port}`, ...headers },
  });
  sending.end(body);
  const [response] = await once(sending, "response");
  const { fingerprint256 } = response.socket.getPeerCertificate();
  return {
    status: response.statusCode,
    headers: response.headers,
    text: await text(response),
    fingerprint: fingerprint256,
  };
};
