import assert from "node:assert/strict";
import { test } from "node:test";
import { eq } from "drizzle-orm";
import sharp from "sharp";
import { write } from "../core/db.ts";
import { reencodePicture } from "../core/media.ts";
import { revokeKey } from "../people/access-keys.ts";
import { guardianships, memberships } from "../people/tables.ts";
import { homeWorld } from "../testing/from-home.ts";
import type { Phone } from "../testing/phone.ts";
import { api } from "../wire/index.ts";
import { commits } from "./tables.ts";

const titles = async (reader: Phone): Promise<unknown[]> => (await reader.entries()).map(({ data }) => data.title);

const home = await homeWorld();
const { board, w } = home;
const [claire, nadia, paul] = [await home.phone("claire"), await home.phone("nadia"), await home.phone("paul")];
const [anne, lea] = [await home.phone("anne"), await home.phone("lea")];

test("a word to a class reaches its families, its teacher and its pupils, and nobody else", async () => {
  board.put(w, { channel: { type: "classroom", id: w.ids.ce2 }, data: { title: "Au CE2" } });
  await home.sync();
  for (const reader of [claire, nadia, anne, lea]) assert.deepEqual(await titles(reader), ["Au CE2"]);
  assert.deepEqual(await titles(paul), []);
});

test("a word about one child reaches this child's guardians", async () => {
  board.put(w, {
    channel: { type: "child", id: w.ids.imran },
    data: { title: "Pour Imran" },
    at: "2026-11-23T09:30:00.000Z",
  });
  await home.sync();
  assert.deepEqual(await titles(nadia), ["Pour Imran", "Au CE2"]);
  for (const reader of [claire, anne, lea]) assert.deepEqual(await titles(reader), ["Au CE2"]);
});

test("a keyring names the children, what concerns them, and who signs", async () => {
  const ring = await claire.keyring();
  assert.equal(ring.holder.kind, "guardian");
  assert.equal(ring.school.name, "École Jules-Ferry");
  assert.deepEqual(
    ring.children.map(({ firstName, classroom, maySign }) => [firstName, classroom, maySign]),
    [
      ["Hugo", "CP de M. BENALI", true],
      ["Léa", "CE2 de Mme MORIN", true],
    ],
  );
  const types = ring.channels.map(({ type }) => type).sort();
  assert.deepEqual(types, ["child", "child", "classroom", "classroom", "person", "school"]);
  const rachid = await home.phone("rachid");
  await home.sync();
  assert.equal((await rachid.keyring()).children[0]?.maySign, false);
});

test("a second synchronisation sends nothing", async () => {
  const before = home.w.db.select().from(commits).all().length;
  await home.sync();
  await home.sync();
  assert.equal(home.w.db.select().from(commits).all().length, before);
  assert.equal(home.parents.port.status().waiting, 0);
});

test("a photo is sent once, whatever the number of classes, and opens whole", async () => {
  const picture = sharp({ create: { width: 900, height: 600, channels: 3, background: "#1f5f99" } });
  const { full, thumb } = await reencodePicture(await picture.jpeg().toBuffer());
  const [{ sha256 }, { sha256: thumbSha256 }] = [await w.files.put(full.bytes), await w.files.put(thumb.bytes)];
  const media = [{ sha256, thumbSha256, type: "image/jpeg", size: full.bytes.length, alt: "Le musée" }];
  const word = { id: "0".repeat(32), media, data: { title: "Photo" }, at: "2026-11-23T09:40:00.000Z" };
  board.put(w, { ...word, channel: { type: "classroom", id: w.ids.ce2 } });
  board.words.set("second", { ...board.put(w, { ...word, channel: { type: "classroom", id: w.ids.cp } }) });
  board.put(w, { ...word, channel: { type: "classroom", id: w.ids.ce2 } });
  await home.sync();
  const [seen] = await paul.entries();
  const file = await paul.file(seen?.media[0] ?? assert.fail("no photo"));
  assert.deepEqual(Buffer.from(file), Buffer.from(full.bytes));
  const [other] = await nadia.entries();
  assert.equal(other?.media[0]?.object, seen?.media[0]?.object);
  board.words.clear();
  await home.sync();
  assert.deepEqual(await titles(paul), []);
  assert.deepEqual(await titles(nadia), []);
});

test("a guardian who may no longer read loses the channel, and what comes after has another key", async () => {
  board.put(w, { channel: { type: "classroom", id: w.ids.cp }, data: { title: "Avant" } });
  await home.sync();
  const marc = await home.phone("marc");
  await home.sync();
  const old = await marc.keyring();
  const cp = old.channels.filter(({ type }) => type === "classroom");
  assert.equal(cp.length, 2);
  write(w, (tx) =>
    tx.update(guardianships).set({ mayRead: false }).where(eq(guardianships.guardianId, w.ids.marc)).run(),
  );
  await home.sync();
  assert.deepEqual(
    (await marc.keyring()).channels.map(({ type }) => type),
    ["person"],
  );
  board.put(w, {
    channel: { type: "classroom", id: w.ids.cp },
    data: { title: "Après" },
    at: "2026-11-23T10:00:00.000Z",
  });
  await home.sync();
  assert.deepEqual(await titles(paul), ["Après", "Avant"]);
  const known = new Set(old.channels.flatMap(({ keys }) => keys.map(({ identity }) => identity)));
  const fresh = (await paul.keyring()).channels.find(({ id }) => cp.some((channel) => channel.id === id));
  assert.equal(fresh?.keys.length, 2);
  assert.equal(known.has(fresh?.keys[1]?.identity ?? ""), false);
  const pages = (await paul.entries()).length;
  assert.equal(pages, 2);
});

test("a revoked sheet opens nothing any more; the new one reads on", async () => {
  const again = await home.phone("paul");
  await home.sync();
  assert.equal(await paul.status(api(home.uai).keyring), 401);
  assert.deepEqual(await titles(again), ["Après", "Avant"]);
  revokeKey(home.w.doing("gaelle"), home.w.ids.paul);
  await home.sync();
  assert.equal(await again.status(api(home.uai).keyring), 401);
});

test("who moves into a class reads what is published from then on", async () => {
  write(w, (tx) => {
    tx.update(memberships).set({ classroomId: w.ids.ce2 }).where(eq(memberships.personId, w.ids.hugo)).run();
  });
  board.put(w, { channel: { type: "classroom", id: w.ids.cp }, data: { title: "Au CP seulement" } });
  await home.sync();
  assert.equal((await titles(claire)).includes("Au CP seulement"), false);
  const ring = await claire.keyring();
  assert.deepEqual(
    ring.children.map(({ classroom }) => classroom),
    ["CE2 de Mme MORIN", "CE2 de Mme MORIN"],
  );
});

test("a photo whose file is gone holds up nothing else, and the head is told", async () => {
  const media = [{ sha256: "a".repeat(64), thumbSha256: "b".repeat(64), type: "image/jpeg", size: 9, alt: "" }];
  board.put(w, { channel: { type: "classroom", id: w.ids.ce2 }, data: { title: "Sans photo" }, media });
  board.put(w, { channel: { type: "classroom", id: w.ids.ce2 }, data: { title: "Entier" } });
  await home.sync();
  assert.equal((await titles(nadia)).includes("Entier"), true);
  assert.match(home.parents.port.status().lastError?.message ?? "", /une photo manque/);
});
