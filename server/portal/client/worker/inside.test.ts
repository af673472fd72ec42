import assert from "node:assert/strict";
import { test } from "node:test";
import { workerKinds } from "../../../../scripts/build-app/kinds.ts";
import * as wire from "../../../wire/index.ts";
import { accountFrom } from "./account.ts";
import { learnKinds } from "./kinds.ts";
import { readEntry, readListing } from "./listing.ts";
import { Shelf } from "./shelf.ts";
import { MemoryStore } from "./store.ts";
import { type Supply, Sync } from "./sync.ts";

learnKinds(workerKinds());

const UAI = "0690078K";
const AT = "2026-11-23T09:00:00Z";

interface Word {
  readonly id: string;
  readonly title: string;
  readonly order: number;
}
const word = (title: string, order: number, id = wire.newName()): Word => ({ id, title, order });

/** A school with one class, whose page holds what it is told to; counts what a phone fetches, and may spoil an object. */
async function openSchool() {
  const code = wire.newCode();
  const keys = wire.deriveHolderKeys(code, UAI);
  const school = wire.newSigningKeys();
  const key = wire.newChannelKey(2);
  const channel: wire.Channel = { id: wire.newName(), type: "classroom", keys: [wire.newChannelKey(1), key] };
  const objects = new Map<string, Uint8Array>();
  const sealed = new Map<string, wire.EntryRef>();
  const asked: string[] = [];
  let seq = 1;
  let head = new Uint8Array();
  const entryOf = ({ id, title }: Word): wire.Entry => ({
    ...{ v: 1, channel: channel.id, id, kind: "liaison.notice", at: AT, data: { title }, media: [], actions: [] },
    contentHash: wire.contentHash({ title }),
  });
  const refOf = async (one: Word): Promise<wire.EntryRef> => {
    const known = sealed.get(one.title);
    if (known !== undefined) return known;
    const made = await wire.makeEntryObject(entryOf(one), key);
    objects.set(made.ref.object, made.bytes);
    const ref = { ...made.ref, id: one.id, kind: "liaison.notice", at: AT, order: one.order };
    sealed.set(one.title, ref);
    return ref;
  };
  const keyring = await wire.makeKeyring(
    {
      ...{ v: 1, uai: UAI, lineage: 1, seq: 1, at: AT, children: [], channels: [channel] },
      school: { name: "École", publicKeys: [school.publicKey], replyTo: (await wire.newReplyIdentity()).recipient },
      holder: { id: wire.newName(), kind: "guardian", displayName: "Mme Martin" },
    },
    keys,
  );
  const supply: Supply = {
    keyring: async () => ({ bytes: keyring, etag: "k" }),
    school: async () => null,
    head: async () => ({ bytes: head, etag: String(seq) }),
    object: async (name) => {
      asked.push(name);
      return objects.get(name) ?? null;
    },
  };
  return {
    channel,
    code,
    objects,
    supply,
    asked: () => asked.splice(0),
    /** `change`: what a school would not do. */
    publish: async (words: readonly Word[], inside: readonly Word[], change = (page: wire.Page): wire.Page => page) => {
      const refs: wire.EntryRef[] = [];
      for (const one of words) refs.push(await refOf(one));
      const page = wire.filledPage(channel.id, refs, key.n, new Map(inside.map((one) => [one.id, entryOf(one)])));
      const made = await wire.makePage(change(page), key);
      objects.set(made.ref.object, made.bytes);
      seq += 1;
      const body = { v: 1 as const, uai: UAI, channel: channel.id, lineage: 1, seq, at: AT, pages: [made.ref] };
      head = new Uint8Array(wire.makeHead(body, school.secretKey));
    },
    objectOf: (one: Word): string => sealed.get(one.title)?.object ?? assert.fail(),
  };
}
type School = Awaited<ReturnType<typeof openSchool>>;

const newShelf = ({ code }: School, store = new MemoryStore()): Shelf =>
  new Shelf({ account: accountFrom(code, UAI), store, isShared: false });

const titlesOn = async (shelf: Shelf): Promise<string[]> => {
  const keyring = (await shelf.keyring()) ?? assert.fail();
  const { listed } = await readListing(shelf, keyring);
  const entries = await Promise.all(listed.map((one) => readEntry(shelf, keyring, one)));
  return entries.map((entry) => String(entry?.data.title));
};

test("what stands in its page is not fetched, is read without network, and is kept as ciphertext alone", async () => {
  const school = await openSchool();
  const [piscine, poux] = [word("Piscine jeudi", 2), word("Poux lundi", 1)];
  await school.publish([piscine, poux], [piscine, poux]);
  const shelf = newShelf(school);
  assert.equal((await new Sync(shelf, school.supply).run(20)).refused, null);
  assert.equal(school.asked().length, 1, "the page alone");
  assert.deepEqual(await titlesOn(new Shelf(shelf.desk)), [piscine.title, poux.title]);
  const { store } = shelf.desk;
  for (const name of await store.keys("")) {
    const value = await store.get(name);
    const text = JSON.stringify(value, (_, one) =>
      one instanceof Uint8Array ? Buffer.from(one).toString("latin1") : one,
    );
    assert.ok(!text.includes("Piscine") && !text.includes("Poux"), name);
  }
});

test("what a newer one displaces from the page is not fetched either: the phone has it", async () => {
  const school = await openSchool();
  const [old, fresh] = [word("Piscine jeudi", 1), word("Sortie vendredi", 2)];
  await school.publish([old], [old]);
  const shelf = newShelf(school);
  await new Sync(shelf, school.supply).run(20);
  school.asked();
  for (let time = 0; time < 2; time += 1) {
    await school.publish([fresh, old], [fresh]);
    assert.equal((await new Sync(shelf, school.supply).run(20)).refused, null);
    assert.equal(school.asked().length, 1, "the new page");
    assert.deepEqual(await titlesOn(new Shelf(shelf.desk)), [fresh.title, old.title]);
  }
  const other = newShelf(school);
  await new Sync(other, school.supply).run(20);
  const fetched = school.asked();
  assert.equal(fetched.length, 2);
  assert.ok(fetched.includes(school.objectOf(old)), "who opens for the first time fetches it");
  assert.deepEqual(await titlesOn(other), [fresh.title, old.title]);
});

test("a correction that the portal spoils leaves the last good text, out of its old page", async () => {
  const school = await openSchool();
  const before = word("Piscine jeudi", 1);
  await school.publish([before], [before]);
  const shelf = newShelf(school);
  await new Sync(shelf, school.supply).run(20);
  const after = word("Piscine mardi", 1, before.id);
  await school.publish([after], []);
  const spoilt = school.objectOf(after);
  const whole = school.objects.get(spoilt) ?? assert.fail();
  school.objects.set(
    spoilt,
    whole.map((byte, at) => (at === 200 ? byte ^ 1 : byte)),
  );
  assert.equal((await new Sync(shelf, school.supply).run(20)).refused, "bad-hash");
  assert.deepEqual(await titlesOn(new Shelf(shelf.desk)), [before.title]);
  school.objects.set(spoilt, whole);
  assert.equal((await new Sync(shelf, school.supply).run(20)).refused, null);
  assert.deepEqual(await titlesOn(new Shelf(shelf.desk)), [after.title]);
});

test("an entry inside a page that is not the one it is listed as is refused", async () => {
  const school = await openSchool();
  const one = word("Piscine jeudi", 1);
  const lies: Record<string, (entry: wire.PageEntry) => wire.PageEntry> = {
    "another id": (entry) => ({ ...entry, id: wire.newName() }),
    "another kind": (entry) => ({ ...entry, kind: "liaison.signatures" }),
    "another channel": (entry) => ({ ...entry, here: entry.here && { ...entry.here, channel: wire.newName() } }),
    "an older key": (entry) => ({ ...entry, key: 1 }),
  };
  for (const [name, lie] of Object.entries(lies)) {
    await school.publish([one], [one], (page) => ({ ...page, entries: page.entries.map(lie) }));
    const shelf = newShelf(school);
    assert.equal((await new Sync(shelf, school.supply).run(20)).refused, "malformed", name);
    assert.deepEqual(await titlesOn(shelf), [], name);
  }
});
