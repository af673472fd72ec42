import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { world } from "../testing/world.ts";
import { write } from "./db.ts";
import { record } from "./events.ts";
import { feature } from "./feature.ts";
import { startFollowers } from "./followers.ts";
import { createLog } from "./log.ts";

const follower = (seen: number[], fails: () => boolean) =>
  feature({
    id: "essai",
    title: "Essai",
    icon: "info",
    home: null,
    visibleTo: () => false,
    routes: () => undefined,
    on: {
      types: ["notice.published"],
      follow: (_deps, { data }) => {
        if (fails()) throw new Error("not now");
        seen.push(Number(data.number));
      },
    },
  });

test("a follower is told in order, once, also of what it missed, and again after it failed", async () => {
  const w = await world({ features: [] });
  const seen: number[] = [];
  let isDown = false;
  const say = (number: number) => write(w, (tx) => record(tx, null, "notice.published", { number }));
  const features = [follower(seen, () => isDown)];
  say(1);
  const stop = startFollowers(w, features, createLog("silent"));
  await turn();
  await turn();
  assert.deepEqual(seen, [1]);
  isDown = true;
  say(2);
  await turn();
  await turn();
  assert.deepEqual(seen, [1]);
  isDown = false;
  say(3);
  await turn();
  await turn();
  assert.deepEqual(seen, [1, 2, 3]);
  stop();
});
