import type { RequestListener } from "node:http";
import type { Server, ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";
import { type Certified, toPem } from "../../core/certificates/certificate.ts";
import type { Clock } from "../../core/clock.ts";
import type { Config } from "../../core/config.ts";
import type { Log } from "../../core/log.ts";
import { addresses } from "../lan.ts";
import { ensureAuthority } from "./authority.ts";
import { ensureLeaf, hostsOf, isFit } from "./leaf.ts";

export interface Serving {
  readonly config: Pick<Config, "DATA_DIR" | "LAN_NAME" | "HOST" | "HTTPS_PORT">;
  readonly clock: Pick<Clock, "now">;
  readonly log: Pick<Log, "warn" | "info">;
  readonly app: RequestListener;
  readonly limits: ServerOptions;
  readonly mostConnections: number;
  /** The box's addresses of the moment; other than the machine's in tests. */
  readonly look?: (() => string[]) | undefined;
  readonly lookEveryMs?: number | undefined;
}

export interface Https {
  readonly port: number;
  /** Looks whether the addresses or the date ask for a new certificate, and shows it from now on. */
  refresh(): Promise<void>;
  /** Takes nobody new. */
  stop(): void;
  /** Ends what is still open. */
  end(): void;
}

const contextOf = (leaf: Certified) => {
  const { certificate: cert, key } = toPem(leaf);
  return { cert, key, minVersion: "TLSv1.2" } as const;
};

const listen = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });

/**
 * The same pages over https, beside http. Nothing here is fatal: a port that is taken or a key that cannot be kept leaves
 * a box that speaks http, and says so in its log. Null: no https.
 */
export const serveHttps = async (serving: Serving): Promise<Https | null> => {
  const { HTTPS_PORT } = serving.config;
  if (HTTPS_PORT === "off") return null;
  try {
    return await open(serving, HTTPS_PORT);
  } catch (error) {
    serving.log.warn({ err: error, port: HTTPS_PORT }, "https does not listen");
    return null;
  }
};

const open = async (serving: Serving, wanted: number): Promise<Https> => {
  const { config, clock, log, limits, look = addresses, lookEveryMs = 15_000 } = serving;
  const { createServer } = await import("node:https");
  const authority = await ensureAuthority(config);
  let leaf = await ensureLeaf(config, authority, hostsOf(config, look()), clock);
  const server = createServer({ ...limits, ...contextOf(leaf), handshakeTimeout: 10_000 }, serving.app);
  server.maxConnections = serving.mostConnections;
  const port = await listen(server, wanted, config.HOST);
  server.on("error", (error) => log.warn({ err: error }, "https failed"));
  const refresh = async (): Promise<void> => {
    const hosts = hostsOf(config, look());
    if (isFit(leaf, authority, hosts, clock)) return;
    leaf = await ensureLeaf(config, authority, hosts, clock);
    server.setSecureContext(contextOf(leaf));
    log.info({ hosts: hosts.length }, "https shows a new certificate");
  };
  const timer = setInterval(() => {
    refresh().catch((error: unknown) => log.warn({ err: error }, "https keeps its former certificate"));
  }, lookEveryMs).unref();
  return {
    port,
    refresh,
    stop: () => {
      clearInterval(timer);
      server.close();
      server.closeIdleConnections();
    },
    end: () => server.closeAllConnections(),
  };
};
