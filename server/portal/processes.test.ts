import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, it } from "node:test";
import { createClock } from "../core/clock.ts";
import { paths } from "../core/paths.ts";
import { newName } from "../wire/index.ts";
import { Holder, SchoolBox, snapshot, startPortal, temporaryFolder, UAI } from "./fixture.ts";
import { inviteSchool } from "./schools.ts";
import { FolderStore } from "./store/folder.ts";

const COMMITS = 24;

interface Process {
  readonly url: string;
  readonly child: ChildProcess;
}

/** A portal as the operator starts it. */
async function start(folder: string): Promise<Process> {
  const env = { ...process.env, STORE: `file:${folder}`, PORT: "0", HOST: "127.0.0.1", LOG_LEVEL: "info" };
  const child = spawn(process.execPath, [join(paths.root, "server/portal/main.ts")], {
    env,
    stdio: ["ignore", "ignore", "pipe"],
  });
  assert.ok(child.stderr);
  for await (const line of createInterface({ input: child.stderr })) {
    const port = /"port":(\d+)/.exec(line)?.[1];
    if (port === undefined) continue;
    child.stderr.resume();
    return { url: `http://127.0.0.1:${port}`, child };
  }
  throw new Error("the portal did not start");
}

async function stop({ child }: Process, signal: "SIGKILL" | "SIGTERM"): Promise<number | null> {
  const gone = once(child, "exit");
  child.kill(signal);
  const [code] = await gone;
  return code;
}

describe("two portal processes on one folder", () => {
  let place: Awaited<ReturnType<typeof temporaryFolder>>;
  const running: Process[] = [];
  before(async () => {
    place = await temporaryFolder();
  });
  after(async () => {
    await Promise.all(running.map((one) => stop(one, "SIGKILL")));
    await place.remove();
  });

  it("killed in the middle of commits, lose nothing that was acknowledged and end up the same", async () => {
    const clock = createClock("Europe/Paris");
    const store = await FolderStore.open(place.folder, clock);
    running.push(await start(place.folder), await start(place.folder));
    const box = new SchoolBox(running[0]?.url ?? "");
    await box.enrol(await inviteSchool({ store, clock }, UAI, false));
    const channels = [newName(), newName()];
    const sent: { seq: number; bytes: Uint8Array }[] = [];
    let kills = 0;
    for (let i = 0; i < COMMITS; i++) {
      const keyrings = Array.from({ length: 30 }, () => box.ring(new Holder(""), `ring ${i}`));
      const commit = box.build({ keyrings, heads: channels.map((channel) => box.head(channel, `${i}`)) });
      sent.push(commit);
      const side = i % 2;
      const target = running[side];
      assert.ok(target);
      box.url = target.url;
      if (i % 4 === 1) {
        const answer = box.send(commit).catch(() => null);
        await new Promise((hit) => setTimeout(hit, (i * 7) % 40)); // a fault at another moment each time, not a wait
        await stop(target, "SIGKILL");
        kills++;
        await answer;
        running[side] = await start(place.folder);
        box.url = running[1 - side]?.url ?? "";
      }
      assert.ok((await box.send(commit)).status < 300);
    }
    assert.ok(kills >= 5);
    assert.deepEqual(await snapshot(store), await undisturbed(box, sent));
  });

  it("stop when they are told to", async () => {
    for (const one of running.splice(0)) assert.equal(await stop(one, "SIGTERM"), 0);
  });

  async function undisturbed(box: SchoolBox, sent: readonly { seq: number; bytes: Uint8Array }[]) {
    const other = await temporaryFolder();
    const portal = await startPortal(other.folder);
    box.url = portal.url;
    await box.enrol(await inviteSchool(portal.deps, UAI, false));
    for (const commit of sent) assert.equal((await box.send(commit)).status, 201);
    const held = await snapshot(portal.store);
    await portal.close();
    await other.remove();
    return held;
  }
});
