import { existsSync, mkdirSync, rmSync, statfsSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { syncFolder } from "./files.ts";
import type { Log } from "./log.ts";

const megabyte = 1024 * 1024;
const ballastBytes = 64 * megabyte;
/** Below this SQLite may not even open: the ballast goes. */
const leastBytes = 8 * megabyte;
/** Nothing new is written below 5 % free; on a large disk, below this. */
const mostReserve = 2048 * megabyte;
const lookMs = 20_000;

/** The disk under the data folder. A file without meaning holds room that is given back when everything else is taken. */
export interface Disk {
  /** False once so little is left that nothing new may be written; signing in and out still works. */
  hasRoom(): boolean;
  /** Makes the ballast, and looks now and then whether it must go or may come back. */
  start(): void;
  stop(): Promise<void>;
}

const ballastIn = (folder: string): string => join(folder, "ballast");

const freeIn = (folder: string): { free: number; reserve: number } => {
  const { bavail, blocks, bsize } = statfsSync(folder);
  return { free: bavail * bsize, reserve: Math.min(mostReserve, (blocks * bsize) / 20) };
};

/** Before the database is opened: SQLite cannot open on a full disk. */
export const makeRoomToOpen = (folder: string): void => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (freeIn(folder).free < leastBytes) rmSync(ballastIn(folder), { force: true });
};

export const createDisk = (folder: string, log: Log): Disk => {
  const file = ballastIn(folder);
  let filling: Promise<void> | null = null;
  let isStopped = true;
  let timer: NodeJS.Timeout | undefined;

  const missing = (): number => (existsSync(file) ? Math.max(0, ballastBytes - statSync(file).size) : ballastBytes);
  const hasRoom = (): boolean => {
    const { free, reserve } = freeIn(folder);
    if (free < leastBytes && missing() < ballastBytes) {
      rmSync(file, { force: true });
      log.warn("the disk is full: the ballast was given up");
    }
    const isEnough = freeIn(folder).free - missing() >= reserve;
    if (isEnough && !isStopped && missing() > 0) filling ??= fill().catch(warn).finally(end);
    return isEnough;
  };
  const fill = async (): Promise<void> => {
    const handle = await open(file, "a", 0o600);
    try {
      while (!isStopped && missing() > 0) await handle.write(Buffer.alloc(Math.min(megabyte, missing())));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await syncFolder(folder);
  };
  const warn = (err: unknown): void => log.warn({ err }, "the ballast could not be made");
  const end = (): void => {
    filling = null;
  };
  const look = (): void => void hasRoom();
  return {
    hasRoom,
    start: () => {
      isStopped = false;
      look();
      timer = setInterval(look, lookMs).unref();
    },
    stop: async () => {
      isStopped = true;
      clearInterval(timer);
      await filling;
    },
  };
};
