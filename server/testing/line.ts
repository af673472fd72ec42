import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** The school's line to the Internet: a TCP proxy that the test cuts and mends, and that counts what goes through. */
export interface Line {
  readonly url: string;
  /** Bytes that left the school. */
  sent(): number;
  /** Bytes that came back. */
  received(): number;
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

export const openLine = async (targetPort: number): Promise<Line> => {
  const sockets = new Set<Socket>();
  let isCut = false;
  let sent = 0;
  let received = 0;
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    keep(near);
    if (isCut) {
      near.destroy();
      return;
    }
    const far = connect(targetPort, "127.0.0.1");
    keep(far);
    near.on("data", (bytes) => {
      sent += bytes.length;
    });
    far.on("data", (bytes) => {
      received += bytes.length;
    });
    near.pipe(far).pipe(near);
    near.once("close", () => far.destroy());
    far.once("close", () => near.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const hangUp = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent: () => sent,
    received: () => received,
    cut: () => {
      isCut = true;
      hangUp();
    },
    mend: () => {
      isCut = false;
    },
    close: async () => {
      hangUp();
      server.close();
      await once(server, "close");
    },
  };
};
