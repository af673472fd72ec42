import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { faultyLine } from "../testing/faulty-line.ts";
import { homeWorld } from "../testing/from-home.ts";
import { createLine, retryDelay } from "./line.ts";
import { Unreachable } from "./request.ts";

/** Resolves once it holds; fails after ten seconds. */
const until = async (holds: () => boolean | Promise<boolean>, what: string): Promise<void> => {
  for (const end = Date.now() + 10_000; !(await holds()); await wait(20))
    if (Date.now() > end) assert.fail(`${what}: not within ten seconds`);
};

test("after failures it waits 30 s, then twice as long, an hour at most, never two boxes at once", () => {
  for (const random of [0, 0.3, 0.999]) {
    const delays = [1, 2, 3, 8, 40].map((failures) => retryDelay(failures, random) / 1000);
    assert.ok(delays.every((delay, i) => i === 0 || delay >= (delays[i - 1] ?? 0)));
    assert.ok((delays[0] ?? 0) >= 15 && (delays[0] ?? 0) <= 30);
    assert.ok((delays[4] ?? 0) >= 1800 && (delays[4] ?? 0) <= 3600);
  }
  assert.notEqual(retryDelay(3), retryDelay(3));
});

test("one run at a time; what is asked meanwhile runs once after it, also after a failure", async () => {
  let runs = 0;
  let together = 0;
  const gate = Promise.withResolvers<void>();
  const line = createLine(async () => {
    runs += 1;
    together += 1;
    assert.equal(together, 1);
    if (runs === 1) await gate.promise;
    together -= 1;
    if (runs === 1) throw new Unreachable("no line");
  });
  line.start();
  await until(() => runs === 1, "the first run");
  for (let i = 0; i < 5; i++) line.request();
  gate.resolve();
  await until(() => runs === 2 && !line.isRunning, "the second run");
  await line.stop();
  line.request();
  assert.equal(runs, 2);
});

test("a publication leaves by itself, at once; without a line it waits, and leaves when it is asked to", async () => {
  const lines: Awaited<ReturnType<typeof faultyLine>>[] = [];
  const home = await homeWorld({
    through: async (url) => {
      lines.push(await faultyLine(url));
      return lines[0]?.url ?? url;
    },
  });
  const line = lines[0] ?? assert.fail("no line");
  const { board, w, parents } = home;
  const claire = await home.phone("claire");
  parents.start();
  await until(() => parents.port.status().lastSuccessAt !== null, "the first synchronisation");
  const titles = async () => (await claire.entries()).map(({ data }) => data.title);

  const began = performance.now();
  board.put(w, { channel: { type: "school" }, data: { title: "Tout de suite" } });
  await until(async () => (await titles()).length === 1, "the publication");
  assert.ok(performance.now() - began < 5_000);

  line.watch = () => "refuse";
  board.put(w, { channel: { type: "school" }, data: { title: "Sans Internet" }, at: "2026-11-23T10:00:00.000Z" });
  await until(() => !parents.port.status().isOnline, "the failure");
  assert.equal(parents.port.status().waiting, 1);
  assert.deepEqual(await titles(), ["Tout de suite"]);
  line.watch = () => undefined;
  parents.port.runNow();
  await until(async () => (await titles()).length === 2, "the publication after the line came back");
  await until(() => !parents.port.status().isRunning, "the end of the run");
  assert.deepEqual([parents.port.status().isOnline, parents.port.status().waiting], [true, 0]);
});
