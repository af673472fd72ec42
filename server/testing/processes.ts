import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { paths } from "../core/paths.ts";

export interface Running {
  readonly url: string;
  readonly process: ChildProcess;
  /** Ends it as an administrator would; resolves when it has gone. */
  stop(): Promise<void>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** All that it wrote on standard error. */
  log(): string;
}

export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
};

const answers = async (url: string, child: ChildProcess, log: () => string): Promise<void> => {
  const deadline = performance.now() + 30_000;
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`it stopped by itself:\n${log()}`);
    const isUp = await fetch(`${url}/sante`).then(
      () => true,
      () => false,
    );
    if (isUp) return;
    await pause(50);
  }
  throw new Error(`no answer from ${url}:\n${log()}`);
};

/** Starts the production bundle ("main" the box, "portal" the portal) as a process of its own, as every installation starts it, and waits for it. */
export const startProgram = async (
  program: "main" | "portal",
  env: Record<string, string>,
  port?: number,
): Promise<Running> => {
  if (!existsSync(join(paths.dist, `${program}.js`))) throw new Error("dist/ is missing: npm run build");
  const at = port ?? (await freePort());
  const child = spawn(join(paths.root, "scripts/lib/start"), [program], {
    cwd: paths.root,
    env: {
      ...process.env,
      HOST: "127.0.0.1",
      PORT: String(at),
      LOG_LEVEL: "info",
      ANNOUNCE: "no",
      HTTPS_PORT: "off",
      ...env,
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let written = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    written += text;
  });
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, "exit");
  };
  const url = `http://localhost:${at}`;
  await answers(`http://127.0.0.1:${at}`, child, () => written);
  return { url, process: child, stop: () => end("SIGTERM"), kill: () => end("SIGKILL"), log: () => written };
};
