import assert from "node:assert/strict";
import { test } from "node:test";
import { workerKinds } from "../../../../scripts/build-app/kinds.ts";
import type { Reason } from "../../../wire/index.ts";
import * as wire from "../../../wire/index.ts";
import { accountFrom } from "./account.ts";
import { learnKinds } from "./kinds.ts";
import { Shelf } from "./shelf.ts";
import { MemoryStore } from "./store.ts";
import { type Supply, Sync } from "./sync.ts";

learnKinds(workerKinds());

/** A portal that has kept everything a school ever signed for one holder, and serves what it likes of it. */
const UAI = "0690078K";
const AT = "2026-11-23T09:00:00Z";
const code = wire.newCode();
const keys = wire.deriveHolderKeys(code, UAI);
const school = wire.newSigningKeys();
const replyTo = (await wire.newReplyIdentity()).recipient;
const holder = { id: wire.newName(), kind: "guardian" as const, displayName: "Mme Martin" };
const newChannel = (): wire.Channel => ({ id: wire.newName(), type: "classroom", keys: [wire.newChannelKey(1)] });
const [ce2, cp] = [newChannel(), newChannel()];

const keyring = (position: wire.Position, channels: wire.Channel[], publicKeys = [school.publicKey]) =>
  wire.makeKeyring(
    {
      v: 1,
      uai: UAI,
      ...position,
      at: AT,
      children: [],
      channels,
      holder,
      school: { name: "École", publicKeys, replyTo },
    },
    keys,
  );
const head = ({ id }: wire.Channel, position: wire.Position, signer = school) =>
  wire.makeHead({ v: 1, uai: UAI, channel: id, ...position, at: AT, pages: [] }, signer.secretKey);
const at = (lineage: number, seq: number): wire.Position => ({ lineage, seq });

interface Served {
  keyring: Uint8Array;
  heads: ReadonlyMap<string, Uint8Array>;
  school?: Uint8Array;
}

let served = 0;
const newPhone = () => {
  const shelf = new Shelf({ account: accountFrom(code, UAI), store: new MemoryStore(), isShared: true });
  const receive = async (some: Served): Promise<Reason | null> => {
    const answer = (bytes: Uint8Array | undefined) => (bytes === undefined ? null : { bytes, etag: String(served++) });
    const supply: Supply = {
      keyring: async () => answer(some.keyring),
      school: async () => answer(some.school),
      head: async (id) => answer(some.heads.get(id)),
      object: async () => null,
    };
    return (await new Sync(shelf, supply).run(20)).refused;
  };
  return { shelf, receive };
};

test("each thing by itself never goes back: neither by number, nor by lineage, nor after it was out of sight", async () => {
  const { shelf, receive } = newPhone();
  const both = [ce2, cp];
  const present = await keyring(at(2, 30), both);
  const heads = new Map([
    [ce2.id, head(ce2, at(2, 30))],
    [cp.id, head(cp, at(2, 12))],
  ]);
  assert.equal(await receive({ keyring: present, heads }), null);
  assert.equal(await receive({ keyring: await keyring(at(2, 29), both), heads }), "older");
  assert.equal(await receive({ keyring: await keyring(at(1, 9999), both), heads }), "older");
  for (const [channel, position] of [
    [ce2, at(2, 29)],
    [ce2, at(1, 9999)],
    [cp, at(2, 11)],
  ] as const)
    assert.equal(await receive({ keyring: present, heads: new Map([[channel.id, head(channel, position)]]) }), "older");
  assert.equal(
    await receive({ keyring: present, heads: new Map([[cp.id, head(cp, at(2, 13))]]) }),
    null,
    "its own count",
  );
  assert.equal(
    await receive({ keyring: present, heads: new Map([[cp.id, heads.get(ce2.id) ?? assert.fail()]]) }),
    "wrong-channel",
  );

  assert.equal(await receive({ keyring: await keyring(at(2, 31), [ce2]), heads: new Map() }), null, "cp is left");
  const back = await keyring(at(2, 32), both);
  assert.equal(
    await receive({ keyring: back, heads: new Map([[cp.id, head(cp, at(2, 12))]]) }),
    "older",
    "and entered again",
  );
  assert.deepEqual((await shelf.keyring())?.seq, 32);
});

test("the school’s head, which tells the age of the news, does not go back either", async () => {
  const { receive } = newPhone();
  const present = await keyring(at(1, 5), [ce2]);
  const news = (seq: number) => wire.makeSchoolHead({ v: 1, uai: UAI, lineage: 1, seq, at: AT }, school.secretKey);
  assert.equal(await receive({ keyring: present, heads: new Map(), school: news(5) }), null);
  assert.equal(await receive({ keyring: present, heads: new Map(), school: news(4) }), "older");
});

test("another holder’s keyring, another school’s, a stranger’s head: refused, and nothing moves", async () => {
  const { shelf, receive } = newPhone();
  const present = await keyring(at(1, 5), [ce2]);
  const good = new Map([[ce2.id, head(ce2, at(1, 5))]]);
  assert.equal(await receive({ keyring: present, heads: good }), null);
  const neighbour = wire.deriveHolderKeys(wire.newCode(), UAI);
  const body = { v: 1 as const, uai: UAI, ...at(9, 9), at: AT, children: [], channels: [], holder };
  const named = { name: "École", publicKeys: [school.publicKey], replyTo };
  const theirs = await wire.makeKeyring({ ...body, school: named }, neighbour);
  assert.equal(await receive({ keyring: theirs, heads: good }), "bad-mac");
  const crossed = await wire.makeKeyring({ ...body, school: named }, { ...neighbour, ringKey: keys.ringKey });
  assert.equal(await receive({ keyring: crossed, heads: good }), "unopenable");
  const elsewhere = await wire.makeKeyring({ ...body, uai: "0690079L", school: named }, keys);
  assert.equal(await receive({ keyring: elsewhere, heads: good }), "wrong-school");
  const stranger = wire.newSigningKeys();
  const forged = new Map([[ce2.id, head(ce2, at(9, 9), stranger)]]);
  assert.equal(await receive({ keyring: present, heads: forged }), "bad-signature");
  assert.equal((await shelf.keyring())?.seq, 5);
  assert.equal((await shelf.head(ce2.id))?.seq, 5);
});

test("after the school changed its key: what the lost key signs, and the keyring that knew it, are no longer believed", async () => {
  const { receive } = newPhone();
  const before = await keyring(at(1, 5), [ce2]);
  assert.equal(await receive({ keyring: before, heads: new Map([[ce2.id, head(ce2, at(1, 5))]]) }), null);
  const fresh = wire.newSigningKeys();
  const renewed = await keyring(at(2, 6), [ce2], [fresh.publicKey]);
  assert.equal(await receive({ keyring: renewed, heads: new Map([[ce2.id, head(ce2, at(2, 6), fresh)]]) }), null);
  assert.equal(await receive({ keyring: renewed, heads: new Map([[ce2.id, head(ce2, at(3, 7))]]) }), "bad-signature");
  assert.equal(await receive({ keyring: before, heads: new Map() }), "older");
});
