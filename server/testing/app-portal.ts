import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClock } from "../core/clock.ts";
import { createLog } from "../core/log.ts";
import { createPortal } from "../portal/app.ts";
import { FolderStore } from "../portal/store/folder.ts";

/** What came over the network to the portal, whole: the app's promise is checked against it. */
export interface Recorded {
  readonly method: string;
  readonly url: string;
  readonly headers: string;
  readonly body: readonly Buffer[];
}

export interface AppPortal {
  readonly url: string;
  readonly store: FolderStore;
  readonly deps: Parameters<typeof createPortal>[0];
  readonly requests: Recorded[];
  /** Everything that left the portal: headers, bodies. */
  sent(): number;
  close(): Promise<void>;
}

/** A real portal on a free port, with a folder for a store, that remembers every byte it was sent. `port`: the one it had before. */
export async function startAppPortal(folder: string, port = 0): Promise<AppPortal> {
  const clock = createClock("Europe/Paris");
  const store = await FolderStore.open(folder, clock);
  const deps = { store, clock, log: createLog("silent") };
  const app = createPortal(deps);
  const requests: Recorded[] = [];
  const sockets: Socket[] = [];
  const server = createServer((req, res) => {
    const { method = "", url = "", rawHeaders } = req;
    const body: Buffer[] = [];
    requests.push({ method, url, headers: rawHeaders.join("\n"), body });
    const emit = req.emit.bind(req); // listening to "data" would start the stream before the portal reads it
    req.emit = (name: string | symbol, ...values: unknown[]) => {
      if (name === "data" && values[0] instanceof Uint8Array) body.push(Buffer.from(values[0]));
      return emit(name, ...values);
    };
    app(req, res);
  })
    .on("connection", (socket: Socket) => sockets.push(socket))
    .listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const sent = (): number => sockets.reduce((sum, { bytesWritten }) => sum + bytesWritten, 0);
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  return { url: `http://localhost:${address.port}`, store, deps, requests, sent, close };
}

export const temporary = async (): Promise<{ folder: string; remove(): Promise<void> }> => {
  const folder = await mkdtemp(join(tmpdir(), "preau-app-"));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
};
