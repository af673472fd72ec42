import assert from "node:assert/strict";
import { test } from "node:test";
import { inbox } from "../../parents/tables.ts";
import { newName, utf8 } from "../../wire/index.ts";
import { seal } from "../../wire/sealed.ts";
import { authenticate } from "../../wire/signed.ts";
import { homeWorld } from "../from-home.ts";

/** A guardian with a valid sheet writes what no app of ours would write. The others' replies and the school's news must still travel. */
const home = await homeWorld();
const { board, w } = home;
const claire = await home.phone("claire");
const nadia = await home.phone("nadia");
const word = board.put(w, { channel: { type: "school" } });
await home.sync();
const { holder, school } = await claire.keyring();
const office = home.parents.port.office ?? assert.fail("no office");
const [lea, imran] = [home.publicId("lea"), home.publicId("imran")];

const sign = { kind: "tableau.word", action: "sign", entry: word.id, contentHash: word.contentHash };
const body = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  v: 1,
  uai: home.uai,
  holder: holder.id,
  device: newName(),
  messageId: newName(),
  at: "2026-11-23T18:02:00Z",
  ...sign,
  fields: { child: lea },
  ...more,
});
/** Authenticated with Claire's own key, whatever the text is. */
const depositText = async (json: string): Promise<number> =>
  claire.deposit(newName(), await seal(authenticate("reply", utf8(json), claire.keys.replyKey), school.replyTo));
const withFields = (fields: string): string =>
  JSON.stringify(body({ fields: 0 })).replace('"fields":0', `"fields":${fields}`);

/** Somebody else's reply goes through the same mailbox, and news go out after it. */
const othersStillServed = async (): Promise<void> => {
  const before = board.signatures(w.db).filter((one) => one === `${w.ids.nadia} ${imran}`).length;
  const messageId = await nadia.reply({ ...sign, fields: { child: imran } });
  const news = board.put(w, { channel: { type: "school" }, data: { title: newName() } });
  await home.sync();
  const after = board.signatures(w.db).filter((one) => one === `${w.ids.nadia} ${imran}`).length;
  assert.equal(after, before + 1);
  assert.equal((await nadia.answers())?.receipts.find((one) => one.messageId === messageId)?.state, "received");
  assert.ok((await nadia.entries()).some(({ id }) => id === news.id));
};
const setAllAside = (): void => {
  for (const { id } of office.quarantine(1000).replies) office.dismiss(id);
};
const claireSigned = (): number => board.signatures(w.db).filter((one) => one.startsWith(w.ids.claire)).length;

test("64 KiB of nested arrays, objects, or both: set aside, and nobody else waits", async () => {
  assert.equal(await depositText(withFields(`{"x":${"[".repeat(25_000)}${"]".repeat(25_000)}}`)), 201);
  assert.equal(await depositText(withFields(`${'{"a":'.repeat(9_000)}1${"}".repeat(9_000)}`)), 201);
  assert.equal(await depositText(withFields(`{"x":${'[{"a":'.repeat(6_000)}1${"}]".repeat(6_000)}}`)), 201);
  assert.equal(await depositText("[".repeat(50_000)), 201);
  assert.equal(
    await depositText(
      JSON.stringify(body({ unknown: 0 })).replace(
        '"unknown":0',
        `"unknown":${"[".repeat(20_000)}${"]".repeat(20_000)}`,
      ),
    ),
    201,
  );
  await othersStillServed();
  assert.equal(office.quarantine(10).total, 5);
  assert.ok(office.quarantine(10).replies.every(({ from }) => from === null));
  setAllAside();
});

test("keys that reach a prototype, doubled members, ids of other alphabets and wrong types change nothing but the writer's inbox", async () => {
  const texts = [
    withFields(`{"__proto__":{"child":"${lea}"},"constructor":{"prototype":{"isAdmin":true}}}`),
    withFields(`{"child":["${lea}"]}`),
    withFields(`{"child":{"toString":"${lea}"}}`),
    withFields(`{"child":"${lea.toUpperCase()}"}`),
    withFields(`{"child":"${lea}\\u0000"}`),
    withFields(`{"child":"\\ud800"}`),
    withFields(`{"child":1e999}`),
    withFields(`{"child":"${imran}","child":"${imran}"}`),
    ...["__proto__", "constructor", "toString", "hasOwnProperty"].map((entry) => JSON.stringify(body({ entry }))),
    ...["liaison", "tableau", "a", "accueil.word"].map((kind) => JSON.stringify(body({ kind, action: "valueOf" }))),
    JSON.stringify(body({ at: "9999-99-99T99:99:99Z", entry: newName() })),
    JSON.stringify([body()]),
    JSON.stringify(body({ fields: null })),
    JSON.stringify(body({ v: 2 })),
    JSON.stringify(body({ uai: "0690079L" })),
    JSON.stringify(body({ messageId: `${newName().slice(1)}é` })),
    "",
    "null",
    "\ufeff{}",
  ];
  const before = claireSigned();
  for (const text of texts) assert.ok([201, 429].includes(await depositText(text)), text.slice(0, 80));
  await othersStillServed();
  assert.equal(claireSigned(), before);
  assert.equal(Object.hasOwn(Object.prototype, "isAdmin"), false);
  assert.equal(Reflect.get({}, "child"), undefined);
  const rows = w.db.select().from(inbox).all();
  assert.ok(rows.every(({ personId }) => [w.ids.claire, w.ids.nadia].includes(personId)));
  setAllAside();
});
