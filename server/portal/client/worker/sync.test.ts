import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { workerKinds } from "../../../../scripts/build-app/kinds.ts";
import * as wire from "../../../wire/index.ts";
import { accountFrom } from "./account.ts";
import { learnKinds } from "./kinds.ts";
import { readEntry, readListing } from "./listing.ts";
import { Unreachable } from "./portal.ts";
import { Shelf } from "./shelf.ts";
import { MemoryStore } from "./store.ts";
import { type Supply, Sync } from "./sync.ts";

learnKinds(workerKinds());

const UAI = "0690078K";
const AT = "2026-11-23T09:00:00Z";
const titles = ["Sortie", "Piscine", "Poux"];

/** All that one school serves to one holder, as a portal would. */
async function published() {
  const code = wire.newCode();
  const keys = wire.deriveHolderKeys(code, UAI);
  const school = wire.newSigningKeys();
  const replyTo = (await wire.newReplyIdentity()).recipient;
  const channel: wire.Channel = { id: wire.newName(), type: "classroom", keys: [wire.newChannelKey(1)] };
  const key = channel.keys[0] ?? assert.fail();
  const position = { lineage: 1, seq: 5 };
  const objects = new Map<string, Uint8Array>();
  const entries: wire.EntryRef[] = [];
  for (const title of titles) {
    const about = { id: wire.newName(), kind: "liaison.notice", at: AT };
    const entry = {
      v: 1 as const,
      channel: channel.id,
      ...about,
      data: { title },
      media: [],
      actions: [],
      contentHash: wire.contentHash({ title }),
    };
    const made = await wire.makeEntryObject(entry, key);
    objects.set(made.ref.object, made.bytes);
    entries.push({ ...made.ref, ...about });
  }
  const page = await wire.makePage({ v: 1, channel: channel.id, entries }, key);
  objects.set(page.ref.object, page.bytes);
  const keyring: wire.Keyring = {
    ...{ v: 1, uai: UAI, ...position, at: AT, children: [], channels: [channel] },
    school: { name: "École", publicKeys: [school.publicKey], replyTo },
    holder: { id: wire.newName(), kind: "guardian", displayName: "Mme Martin" },
  };
  const head = (pages: wire.ObjectRef[], seq: number) =>
    wire.makeHead({ v: 1, uai: UAI, channel: channel.id, lineage: 1, seq, at: AT, pages }, school.secretKey);
  return {
    code,
    objects,
    keyring: await wire.makeKeyring(keyring, keys),
    school: wire.makeSchoolHead({ v: 1, uai: UAI, ...position, at: AT }, school.secretKey),
    head: head([page.ref], 5),
    oldHead: head([], 4),
  };
}

const world = await published();

/** `alter` sees every answer, in the order in which the phone asked. */
function supply(alter: (bytes: Uint8Array, nth: number) => Uint8Array, head = world.head): Supply {
  let asked = 0;
  const answer = async (bytes: Uint8Array) => ({ bytes: alter(new Uint8Array(bytes), asked++), etag: String(asked) });
  return {
    keyring: () => answer(world.keyring),
    school: () => answer(world.school),
    head: () => answer(head),
    object: async (name) => (await answer(world.objects.get(name) ?? assert.fail("unknown object"))).bytes,
  };
}

const newShelf = (): Shelf =>
  new Shelf({ account: accountFrom(world.code, UAI), store: new MemoryStore(), isShared: true });

async function readable(shelf: Shelf): Promise<string[]> {
  const keyring = await shelf.keyring();
  if (keyring === null) return [];
  const { listed } = await readListing(shelf, keyring);
  const entries = await Promise.all(listed.map((one) => readEntry(shelf, keyring, one)));
  return entries.flatMap((entry) => (entry === null ? [] : [String(entry.data.title)])).sort();
}

describe("what a phone takes in", () => {
  it("is what the school published, and stays readable without a portal", async () => {
    const shelf = newShelf();
    assert.deepEqual(
      await new Sync(
        shelf,
        supply((bytes) => bytes),
      ).run(20),
      { line: "fresh", refused: null, isChanged: true },
    );
    assert.deepEqual(await readable(new Shelf(shelf.desk)), [...titles].sort());
    const cut: Supply = { ...supply((bytes) => bytes), keyring: () => Promise.reject(new Unreachable()) };
    assert.equal((await new Sync(shelf, cut).run(20)).line, "offline");
    assert.deepEqual(await readable(shelf), [...titles].sort());
  });

  it("one altered byte, wherever: refused, and nothing else than what was published is ever shown", async () => {
    let refusals = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 6 }), fc.nat(), fc.integer({ min: 1, max: 255 }), async (nth, at, change) => {
        const shelf = newShelf();
        const alter = (bytes: Uint8Array, asked: number): Uint8Array => {
          const place = at % bytes.length;
          if (asked === nth) bytes[place] = (bytes[place] ?? 0) ^ change;
          return bytes;
        };
        const { refused } = await new Sync(shelf, supply(alter)).run(20);
        assert.notEqual(refused, null);
        refusals += 1;
        for (const title of await readable(shelf)) assert.ok(titles.includes(title));
        // The same phone, once the portal serves the truth again.
        assert.equal(
          (
            await new Sync(
              shelf,
              supply((bytes) => bytes),
            ).run(20)
          ).refused,
          null,
        );
        assert.deepEqual(await readable(shelf), [...titles].sort());
      }),
      { numRuns: 60 },
    );
    assert.ok(refusals >= 60);
  });

  it("truncated answers are refused too", async () => {
    const { refused } = await new Sync(
      newShelf(),
      supply((bytes, nth) => (nth === 3 ? bytes.slice(0, 100) : bytes)),
    ).run(20);
    assert.equal(refused, "bad-hash");
  });

  it("an older head is refused, and what was read stays", async () => {
    const shelf = newShelf();
    await new Sync(
      shelf,
      supply((bytes) => bytes),
    ).run(20);
    const { refused } = await new Sync(
      shelf,
      supply((bytes) => bytes, world.oldHead),
    ).run(20);
    assert.equal(refused, "older");
    assert.deepEqual(await readable(shelf), [...titles].sort());
  });
});
