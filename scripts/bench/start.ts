import { spawn } from "node:child_process";
import { once } from "node:events";
import { request } from "node:http";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { paths } from "../../server/core/paths.ts";
import { freePort } from "../../server/testing/processes.ts";
import type { Figures } from "./figures.ts";
import { median } from "./load.ts";
import type { School } from "./school.ts";

const times = 7;

/** From the launch of the program to its first answer, on the grown school. */
export const measureStart = async (school: School, figures: Figures): Promise<void> => {
  const seconds: number[] = [];
  for (let time = 0; time < times; time += 1) seconds.push(await startOnce(school.folder));
  figures.note("start_s", median(seconds));
};

const startOnce = async (folder: string): Promise<number> => {
  const port = await freePort();
  const env = {
    ...process.env,
    HOST: "127.0.0.1",
    PORT: String(port),
    DATA_DIR: folder,
    LOG_LEVEL: "warn",
    ANNOUNCE: "no",
  };
  const began = performance.now();
  const child = spawn(join(paths.root, "scripts/lib/start"), ["main"], { env, stdio: ["ignore", "ignore", "inherit"] });
  try {
    while (!(await answers(port))) {
      if (child.exitCode !== null) throw new Error(`the box stopped (code ${child.exitCode})`);
      await pause(5);
    }
    return (performance.now() - began) / 1000;
  } finally {
    child.kill("SIGTERM");
    if (child.exitCode === null) await once(child, "exit");
  }
};

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    request({ host: "127.0.0.1", port, path: "/sante", agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    })
      .on("error", () => resolve(false))
      .end();
  });
