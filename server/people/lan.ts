import { EventEmitter } from "node:events";
import { type NetworkInterfaceInfo, networkInterfaces } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { Bonjour } from "bonjour-service";
import type { Config } from "../core/config.ts";
import type { Log } from "../core/log.ts";

type Interfaces = NodeJS.Dict<NetworkInterfaceInfo[]>;

/** Networks of containers and tunnels: no classroom PC stands there. */
const isVirtual = (name: string): boolean => /^(docker|br-|veth|virbr|tun|tap|wg|tailscale)/.test(name);

/** The box's IPv4 addresses on the school's network. Empty while no cable and no Wi-Fi is connected. */
export const addresses = (interfaces: Interfaces = networkInterfaces()): string[] =>
  Object.entries(interfaces)
    .filter(([name]) => !isVirtual(name))
    .flatMap(([, infos]) => infos ?? [])
    .filter(({ family, internal, address }) => family === "IPv4" && !internal && !address.startsWith("169.254."))
    .map(({ address }) => address);

const withPort = (host: string, port: number): string => `http://${host}${port === 80 ? "" : `:${port}`}`;

export interface LanUrls {
  /** "http://preau.local": what people type. */
  readonly byName: string;
  /** "http://192.168.1.20": works where the name does not. */
  readonly byAddress: readonly string[];
}

/** Where the box is reached from the classrooms: the start-up log, the head's page and the poster show these. */
export const lanUrls = (config: Pick<Config, "LAN_NAME">, port: number, found = addresses()): LanUrls => ({
  byName: withPort(`${config.LAN_NAME}.local`, port),
  byAddress: found.map((address) => withPort(address, port)),
});

/** multicast-dns reports a port that is taken as an "error" event, which would end the process if nobody listened. */
const onSocketError = (bonjour: Bonjour, listener: (error: unknown) => void): void => {
  const server: unknown = Reflect.get(bonjour, "server");
  const mdns: unknown = typeof server === "object" && server !== null ? Reflect.get(server, "mdns") : undefined;
  if (mdns instanceof EventEmitter) mdns.on("error", listener).on("warning", listener);
};

export interface AnnounceOptions {
  /** UDP port of mDNS; other than 5353 in tests. */
  readonly mdnsPort?: number | undefined;
  /** How often the box looks whether its addresses have changed (DHCP, a switch that starts after the box). */
  readonly lookEveryMs?: number | undefined;
  readonly look?: (() => string[]) | undefined;
}

/**
 * Announces the box on the network: `NAME.local` leads to its addresses (the A records that bonjour-service answers for
 * `host`) and browsers of services see it. Nothing here is ever fatal: the IP address works without it. Returns the
 * way to stop, which says goodbye first.
 */
export const announce = (
  config: Pick<Config, "LAN_NAME" | "ANNOUNCE">,
  port: number,
  log: Pick<Log, "warn">,
  { mdnsPort, lookEveryMs = 15_000, look = addresses }: AnnounceOptions = {},
): (() => Promise<void>) => {
  if (config.ANNOUNCE === "no") return async () => undefined;
  const failed = (error: unknown): void => log.warn({ err: error }, "announcing on the network failed");
  try {
    const bonjour = new Bonjour(mdnsPort === undefined ? {} : { port: mdnsPort }, failed);
    onSocketError(bonjour, failed);
    const stopLooking = keepPublished(bonjour, config.LAN_NAME, port, lookEveryMs, look);
    return async () => {
      stopLooking();
      await farewell(bonjour);
    };
  } catch (error) {
    failed(error);
    return async () => undefined;
  }
};

/** The records hold the addresses of the moment, so they are published anew when these change. */
const keepPublished = (bonjour: Bonjour, name: string, port: number, everyMs: number, look: () => string[]) => {
  let known = "";
  const refresh = (): void => {
    const present = look().join();
    if (present === known) return;
    if (known !== "") bonjour.unpublishAll();
    known = present;
    if (present === "") return;
    bonjour.publish({
      name: `Préau ${name}`,
      type: "http",
      host: `${name}.local`,
      port,
      probe: false,
      disableIPv6: true,
    });
  };
  refresh();
  const timer = setInterval(refresh, everyMs).unref();
  return () => clearInterval(timer);
};

/** Says goodbye, at most for a second: on a dead network nobody hears it. */
const farewell = async (bonjour: Bonjour): Promise<void> => {
  const said = new Promise<void>((resolve) => bonjour.unpublishAll(() => resolve()));
  await Promise.race([said, pause(1000, undefined, { ref: false })]);
  await new Promise<void>((resolve) => bonjour.destroy(() => resolve()));
};
