import { afterWrite } from "./db.ts";
import { acknowledge, unread } from "./events.ts";
import type { Deps, Feature } from "./feature.ts";
import type { Log } from "./log.ts";

/**
 * Tells each feature of the events that it follows: after the commit, in order, at least once, also those that happened
 * while the box was off. A follower that throws is told again at the next event. Returns the way to stop.
 */
export const startFollowers = (deps: Deps, features: readonly Feature[], log: Log): (() => void) => {
  const followers = features.filter(({ on }) => on !== undefined);
  if (followers.length === 0) return () => undefined;
  let isWaiting = false;
  const look = (): void => {
    isWaiting = false;
    for (const feature of followers) tell(deps, feature, log);
  };
  const soon = (): void => {
    if (isWaiting) return;
    isWaiting = true;
    setImmediate(look);
  };
  soon();
  return afterWrite(deps.db, soon);
};

const tell = (deps: Deps, { id, on }: Feature, log: Log): void => {
  if (on === undefined) return;
  const events = unread(deps.db, id, on.types);
  let done = 0;
  try {
    for (const event of events) {
      on.follow(deps, event);
      done = event.seq;
    }
  } catch (error) {
    log.error({ feature: id, err: error }, "a follower failed");
  }
  if (done > 0) acknowledge(deps.db, id, done);
};
