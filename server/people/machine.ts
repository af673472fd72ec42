import { statfs } from "node:fs/promises";
import { version } from "../core/config.ts";
import type { Visit } from "../core/http.ts";
import { type LanUrls, lanUrls } from "./lan.ts";

export interface Machine {
  readonly version: string;
  readonly lan: LanUrls;
  readonly disk: { readonly freeBytes: number; readonly share: number };
  readonly isClockTrusted: boolean;
  /** ISO 8601 */
  readonly now: string;
}

/** The port under which the box is called over http: behind a redirection it is not the one it listens on. */
const portOf = ({ config, origin, isSecure }: Pick<Visit, "config" | "origin" | "isSecure">): number =>
  isSecure ? config.PORT : Number(new URL(origin).port || 80);

/** Where the box is reached on the school's network. */
export const lanOf = (visit: Pick<Visit, "config" | "origin" | "isSecure">): LanUrls =>
  lanUrls(visit.config, portOf(visit));

/** What the head and the technician see of the machine itself. */
export const readMachine = async (visit: Visit): Promise<Machine> => {
  const { bavail, blocks, bsize } = await statfs(visit.config.DATA_DIR);
  return {
    version,
    lan: lanOf(visit),
    disk: { freeBytes: bavail * bsize, share: bavail / Math.max(1, blocks) },
    isClockTrusted: visit.clock.isTrusted(),
    now: visit.clock.iso(),
  };
};
