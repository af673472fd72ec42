import assert from "node:assert/strict";
import { test } from "node:test";
import { events } from "../core/events.ts";
import { revokeKey } from "../people/access-keys.ts";
import { homeWorld } from "../testing/from-home.ts";
import { newName } from "../wire/index.ts";

const home = await homeWorld();
const { board, w } = home;
const claire = await home.phone("claire");
const rachid = await home.phone("rachid");
const nadia = await home.phone("nadia");
const word = board.put(w, { channel: { type: "school" } });
await home.sync();

const office = home.parents.port.office ?? assert.fail("no office");
const signFor = (child: string) => ({
  kind: "tableau.word",
  action: "sign",
  entry: word.id,
  contentHash: word.contentHash,
  fields: { child },
});
const [lea, hugo, imran] = [home.publicId("lea"), home.publicId("hugo"), home.publicId("imran")];
const eventsOf = (type: string): number =>
  w.db
    .select()
    .from(events)
    .all()
    .filter((event) => event.type === type).length;
const waiting = () => office.quarantine(50).replies;

test("two phones of one guardian sign two children; both signatures arrive once, and both receipts come back", async () => {
  const other = claire.another();
  const messages = [await claire.reply(signFor(lea)), await other.reply(signFor(hugo))];
  await home.sync();
  assert.deepEqual(board.signatures(w.db).sort(), [`${w.ids.claire} ${lea}`, `${w.ids.claire} ${hugo}`].sort());
  const receipts = (await other.answers())?.receipts ?? [];
  assert.deepEqual(receipts.map(({ messageId }) => messageId).sort(), messages.sort());
  assert.ok(receipts.every(({ state }) => state === "received"));
  assert.equal(await nadia.answers(), null);
});

test("an envelope deposited again, under its name or another, changes nothing", async () => {
  const { messageId, envelope } = await claire.seal(signFor(lea));
  for (const name of [messageId, messageId, newName(), newName()]) await claire.deposit(name, envelope);
  await nadia.deposit(messageId, envelope);
  const before = board.signatures(w.db).length;
  await home.sync();
  await home.sync();
  assert.equal(board.signatures(w.db).length, before + 1);
  assert.equal(office.quarantine(10).total, 0);
});

test("what the policy refuses leaves no row and comes back with its reason", async () => {
  const before = [board.signatures(w.db).length, eventsOf("word.signing")];
  await rachid.reply(signFor(imran));
  await claire.reply(signFor(imran));
  await claire.reply({ ...signFor(lea), entry: newName() });
  const late = await claire.reply({ ...signFor(lea), action: "mistake" });
  await home.sync();
  assert.deepEqual([board.signatures(w.db).length, eventsOf("word.signing")], before);
  const [refusal] = (await rachid.answers())?.receipts ?? [];
  assert.deepEqual([refusal?.state, refusal?.reason], ["refused", "Vous ne signez pas pour cet enfant."]);
  const receipts = (await claire.answers())?.receipts ?? [];
  assert.equal(receipts.find(({ messageId }) => messageId === late)?.reason, "Choisissez un enfant.");
  const reasons = receipts.flatMap(({ messageId, reason }) => (messageId === late ? [] : (reason ?? [])));
  assert.deepEqual(reasons, Array(2).fill("Cela n’existe plus, ou ne vous est plus adressé."));
});

test("nobody writes in another's name", async () => {
  const ring = await nadia.keyring();
  const before = board.signatures(w.db).length;
  await claire.reply({ ...signFor(imran), holder: ring.holder.id });
  await home.sync();
  assert.equal(board.signatures(w.db).length, before);
  const [kept] = waiting();
  assert.deepEqual([kept?.from, kept?.reason], [null, "Aucun accès connu de cette boîte ne l’a signé."]);
  office.dismiss(kept?.id ?? "");
  assert.equal(office.quarantine(10).total, 0);
  office.undismiss(kept?.id ?? "");
  assert.equal(office.quarantine(10).total, 1);
  office.dismiss(kept?.id ?? "");
  assert.throws(() => office.dismiss(kept?.id ?? ""));
});

test("what this version does not know, and what makes a verb stumble, is kept for the head", async () => {
  const before = eventsOf("word.signing");
  await claire.reply({ ...signFor(lea), kind: "futur.chose", action: "faire" });
  await claire.reply({ ...signFor(lea), action: "constructor" });
  await claire.reply({ ...signFor(lea), action: "stumble" });
  await home.sync();
  assert.equal(eventsOf("word.signing"), before);
  assert.deepEqual(
    waiting()
      .map(({ action, from }) => [action, from])
      .sort(),
    [
      ["constructor", "Mme El Amrani"],
      ["faire", "Mme El Amrani"],
      ["stumble", "Mme El Amrani"],
    ],
  );
  const unknown = waiting().find(({ action }) => action === "faire");
  const again = await office.retry(unknown?.id ?? "");
  assert.deepEqual(again, { isPlaced: false, message: "Cette version de Préau ne connaît pas cette demande." });
  for (const { id } of waiting()) office.dismiss(id);
});

test("a reply from a sheet that was replaced waits for the head, who lets it in", async () => {
  await nadia.reply(signFor(imran));
  revokeKey(w.doing("gaelle"), w.ids.nadia);
  await home.sync();
  assert.equal(board.signatures(w.db).includes(`${w.ids.nadia} ${imran}`), false);
  const [kept] = waiting();
  assert.equal(kept?.reason, "Écrit avec une feuille remplacée ou retirée depuis.");
  assert.equal((await office.retry(kept?.id ?? "")).isPlaced, true);
  assert.equal(board.signatures(w.db).filter((one) => one === `${w.ids.nadia} ${imran}`).length, 1);
  assert.equal(office.quarantine(10).total, 0);
  await assert.rejects(office.retry(kept?.id ?? ""));
});

test("a reply that replaces another wins in whatever order they arrive", async () => {
  const first = await claire.seal(signFor(lea));
  const second = await claire.seal({ ...signFor(hugo), replaces: first.messageId });
  await claire.deposit(second.messageId, second.envelope);
  await home.sync();
  const before = board.signatures(w.db).length;
  await claire.deposit(first.messageId, first.envelope);
  await home.sync();
  assert.equal(board.signatures(w.db).length, before);
  const receipt = (await claire.answers())?.receipts.find(({ messageId }) => messageId === first.messageId);
  assert.equal(receipt?.reason, "Remplacé par une réponse plus récente.");
});
