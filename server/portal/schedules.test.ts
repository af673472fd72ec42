import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { newName } from "../wire/index.ts";
import {
  cutOff,
  digest,
  Holder,
  type Running,
  SchoolBox,
  snapshot,
  startPortal,
  temporaryFolder,
  UAI,
} from "./fixture.ts";
import { inviteSchool } from "./schools.ts";

/** More in the soak: SCHEDULES=10000. */
const ROUNDS = Number(process.env.SCHEDULES ?? 40);

const step = fc.record({
  act: fc.constantFrom("commit", "commit", "object", "deposit", "collect"),
  which: fc.nat({ max: 7 }),
  fault: fc.constantFrom("none", "twice", "both portals", "cut"),
  share: fc.double({ min: 0, max: 0.999, noNaN: true }),
  portal: fc.nat({ max: 1 }),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

interface Sent {
  readonly path: string;
  readonly token: string;
  readonly body: Uint8Array;
  readonly headers: Record<string, string>;
}

describe("whatever the line does to requests", () => {
  const box = new SchoolBox("");
  const [parent, leaver, newcomer] = [new Holder(""), new Holder(""), new Holder("")];
  const channels = [newName(), newName()];
  let commits: Sent[];
  let objects: Sent[];
  let letters: Sent[];
  let reference: Map<string, string>;
  const counted = { faults: 0, accepted: 0, refused: 0 };

  before(async () => {
    const byBox = (path: string, body: Uint8Array, headers = {}) => ({ path, body, headers, token: box.token.token });
    const [one = "", two = ""] = channels;
    const changes = [
      { keyrings: [box.ring(parent, "ring 1"), box.ring(leaver, "ring 1")] },
      { heads: [box.head(one, "1"), box.head(two, "1")] },
      { heads: [box.head(one, "2")] },
      { revocations: [leaver.keys.tokenHash], keyrings: [box.ring(parent, "ring 2")] },
      { keyrings: [box.ring(newcomer, "ring 3")], heads: [box.head(two, "3")] },
      { heads: [box.head(one, "4")] },
      { lineage: 2, heads: [box.head(one, "5"), box.head(two, "5")] },
    ];
    commits = changes.map((change) => box.build(change)).map(({ seq, bytes }) => byBox(box.paths.commit(seq), bytes));
    objects = [1, 2, 3].map((n) => {
      const bytes = new Uint8Array(20_000).fill(n);
      return byBox(box.paths.object(newName()), bytes, digest(bytes));
    });
    const envelopes = await Promise.all([1, 2, 3].map(() => parent.envelope()));
    letters = envelopes.map(({ messageId, bytes }) => ({
      path: parent.paths.envelope(messageId),
      token: parent.keys.token,
      body: bytes,
      headers: {},
    }));
    reference = await run([]);
  });

  after(() => {
    assert.ok(counted.faults > ROUNDS && counted.accepted > ROUNDS && counted.refused > 0, JSON.stringify(counted));
  });

  it("the store ends up the same, and every reply has arrived once", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        assert.deepEqual(await run(steps), reference);
      }),
      { numRuns: ROUNDS },
    );
  });

  /** The schedule on two portals over one folder, then what box and phones do in the end: try again until it is accepted. */
  async function run(steps: readonly Step[]): Promise<Map<string, string>> {
    const place = await temporaryFolder();
    const portals = [await startPortal(place.folder), await startPortal(place.folder)];
    try {
      const [first] = portals;
      assert.ok(first);
      box.url = first.url;
      assert.equal((await box.enrol(await inviteSchool(first.deps, UAI, false))).status, 200);
      const taken = new Set<string>();
      for (const one of steps) await perform(one, portals, taken);
      for (const sent of [...objects, ...commits, ...letters]) assert.ok((await put(first, sent)) < 300);
      await collect(first, taken);
      assert.equal(taken.size, letters.length);
      return await snapshot(first.store);
    } finally {
      await Promise.all(portals.map((portal) => portal.close()));
      await place.remove();
    }
  }

  async function perform({ act, which, fault, share, portal }: Step, portals: Running[], taken: Set<string>) {
    const [here, there] = portal === 0 ? portals : portals.toReversed();
    assert.ok(here && there);
    if (act === "collect") return collect(here, taken);
    const lot = { commit: commits, object: objects, deposit: letters }[act];
    const sent = lot[which % lot.length];
    assert.ok(sent);
    if (fault !== "none") counted.faults++;
    if (fault === "cut")
      return cutOff(here.url + sent.path, sent.token, sent.body, Math.floor(share * sent.body.length), sent.headers);
    const again = { none: [], twice: [here], "both portals": [there] }[fault];
    await Promise.all([here, ...again].map((target) => put(target, sent)));
  }

  async function put({ url }: Running, { path, token, body, headers }: Sent): Promise<number> {
    const authorization = `Bearer ${token}`;
    const init = { method: "PUT", headers: { ...headers, authorization }, body: Buffer.from(body) };
    const { status } = await fetch(url + path, init);
    assert.ok(status < 500, `${path} ${status}`);
    counted[status < 300 ? "accepted" : "refused"]++;
    return status;
  }

  /** As a box does: read, keep by message id, acknowledge. A letter must not come with other bytes. */
  async function collect({ url }: Running, taken: Set<string>): Promise<void> {
    box.url = url;
    const { deposits } = (await box.get(box.paths.deposits)).json;
    assert.ok(Array.isArray(deposits));
    const read: unknown[] = [];
    for (const deposit of deposits) {
      const { status, bytes } = await box.get(box.paths.deposit(deposit.holder, deposit.messageId));
      if (status === 404) continue;
      const letter = letters.find(({ path }) => path.endsWith(deposit.messageId));
      assert.deepEqual(Buffer.from(bytes), Buffer.from(letter?.body ?? []));
      taken.add(deposit.messageId);
      read.push(deposit);
    }
    const body = Buffer.from(JSON.stringify(read));
    if (read.length > 0) assert.equal((await box.put(box.paths.acknowledgements, body)).status, 200);
  }
});
