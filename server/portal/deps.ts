import type { Clock } from "../core/clock.ts";
import type { Log } from "../core/log.ts";
import type { ObjectStore } from "./store/object-store.ts";

/** What the portal stands on. */
export interface Deps {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly log: Log;
  /** https: browsers are told to keep to it. */
  readonly publicUrl?: string | undefined;
}
