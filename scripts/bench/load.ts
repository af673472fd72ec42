import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import autocannon from "autocannon";
import { paths } from "../../server/core/paths.ts";

export interface Load {
  /** Requests answered in a second, on average. */
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p99: number;
}

/** 50 connections for some seconds. Throws when anything but 200 was answered. */
export const load = async (url: string, cookie: string, seconds: number): Promise<Load> => {
  const result = await autocannon({
    url,
    connections: 50,
    duration: seconds,
    headers: cookie === "" ? {} : { cookie },
  });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${url}: ${result.non2xx} refused, ${result.errors} errors`);
  return { perSecond: result.requests.average, p99: result.latency.p99 };
};

/** A bare node:http server in a process of its own, answering these bytes under these headers. */
export const startBare = async (
  headers: Record<string, string>,
  body: string,
): Promise<{ url: string; stop(): Promise<void> }> => {
  const child = spawn(process.execPath, [join(paths.root, "scripts/bench/bare.ts")], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { PATH: process.env.PATH }, // as Node comes: no setting that spares memory
  });
  child.stdin.end(JSON.stringify({ headers, body }));
  const [port] = await once(child.stdout, "data");
  return {
    url: `http://127.0.0.1:${String(port).trim()}`,
    stop: async () => {
      child.kill();
      await once(child, "exit");
    },
  };
};

/** Resident memory of a process in megabytes of 1,000,000 bytes (/proc counts in units of 1,024). */
export const rssMb = (pid: number): number => {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return (Number(line?.[1] ?? Number.NaN) * 1024) / 1_000_000;
};

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};
