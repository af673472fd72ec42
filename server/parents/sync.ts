import type { Deps, Feature } from "../core/feature.ts";
import type { Log } from "../core/log.ts";
import type { Apart } from "./apart.ts";
import type { PortalClient } from "./portal-client.ts";
import type { SchoolKeys } from "./school-keys.ts";

/** What a synchronisation stands on. */
export interface Sync extends Pick<Deps, "db" | "clock" | "files"> {
  readonly features: readonly Feature[];
  readonly log: Log;
  readonly uai: string;
  readonly keys: SchoolKeys;
  readonly apart: Apart;
  readonly portal: PortalClient;
  /** Which portal, school and token these are. */
  readonly address: string;
}
