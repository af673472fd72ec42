import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { paths } from "../../server/core/paths.ts";

export interface Program {
  readonly process: ChildProcess;
  readonly url: string;
}

/** Starts dist/<name>.js and waits until it answers. Throws, with what it wrote, when it stops instead. */
export const startProgram = async (
  name: "main" | "portal",
  port: number,
  env: Record<string, string>,
): Promise<Program> => {
  const child = spawn(join(paths.root, "scripts/lib/start"), [name], {
    env: { ...process.env, PORT: String(port), LOG_LEVEL: "warn", ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let written = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    written += text;
    process.stderr.write(text);
  });
  const url = `http://localhost:${port}`;
  while (!(await isUp(port))) {
    if (child.exitCode !== null) throw new Error(written.trim() || `${name} s’est arrêté (code ${child.exitCode}).`);
    await pause(100);
  }
  return { process: child, url };
};

const isUp = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/sante`).then(
    ({ ok }) => ok,
    () => false,
  );

/** Asks the programs to stop and waits until they have. */
export const stopPrograms = async (programs: readonly Program[]): Promise<void> => {
  await Promise.all(
    programs.map(async ({ process: child }) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      await once(child, "exit");
    }),
  );
};
