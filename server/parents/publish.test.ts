import assert from "node:assert/strict";
import { test } from "node:test";
import { eq } from "drizzle-orm";
import sharp from "sharp";
import { write } from "../core/db.ts";
import { newId } from "../core/ids.ts";
import { reencodePicture } from "../core/media.ts";
import { issueKeys, revokeKey } from "../people/access-keys.ts";
import { classrooms, guardianships, memberships, people, pupils } from "../people/tables.ts";
import { homeWorld } from "../testing/from-home.ts";
import type { Phone } from "../testing/phone.ts";
import { api, newName } from "../wire/index.ts";
import { commits } from "./tables.ts";

const titles = async (reader: Phone): Promise<unknown[]> => (await reader.entries()).map(({ data }) => data.title);

const home = await homeWorld();
const { board, w } = home;
const [claire, nadia, paul] = [await home.phone("claire"), await home.phone("nadia"), await home.phone("paul")];
const [anne, lea] = [await home.phone("anne"), await home.phone("lea")];

/** So many more families, each with a sheet, in a class of their own. */
const growSchool = async (families: number): Promise<void> => {
  const guardians = write(w, (tx) => {
    const classroomId = newId();
    tx.insert(classrooms)
      .values({ id: classroomId, schoolYearId: w.ids.year, label: "Grande classe", levels: ["CM2"] })
      .run();
    const person = (firstName: string): string => {
      const id = newId();
      const name = { firstName, lastName: "NOMBREUX", nameKey: `nombreux|${id}` };
      tx.insert(people)
        .values({ id, publicId: newName(), createdAt: w.clock.iso(), ...name })
        .run();
      return id;
    };
    return Array.from({ length: families }, (_, i) => {
      const [guardianId, pupilId] = [person(`Parent ${i}`), person(`Enfant ${i}`)];
      const startsOn = "2026-09-01";
      tx.insert(pupils).values({ personId: pupilId, avatar: "renard" }).run();
      tx.insert(memberships).values({ id: newId(), personId: pupilId, classroomId, as: "pupil", startsOn }).run();
      tx.insert(guardianships).values({ id: newId(), guardianId, pupilId, startsOn }).run();
      return guardianId;
    });
  });
  await issueKeys({ ...w, ...w.doing("gaelle") }, guardians, "guardian");
};

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

test("a newcomer reads from the key of the day they came, and not what was sealed before", async () => {
  for (const title of ["Ancien", "Nouveau"]) {
    await home.phone("paul"); // the second sheet replaces the first: a departure
    board.put(w, { channel: { type: "classroom", id: w.ids.cp }, data: { title } });
    await home.sync();
  }
  write(w, (tx) => {
    const place = { personId: w.ids.imran, classroomId: w.ids.cp, as: "pupil" as const, startsOn: "2026-09-01" };
    tx.insert(memberships)
      .values({ id: newId(), ...place })
      .run();
  });
  await home.sync();
  const seen = await titles(nadia);
  assert.deepEqual([seen.includes("Nouveau"), seen.includes("Ancien")], [true, false]);
});

test("one more word costs the same, however many families the school has", async () => {
  const cost = async (): Promise<number> => {
    const { id } = board.put(w, { channel: { type: "classroom", id: w.ids.cp }, data: { title: "Le même mot" } });
    await home.sync();
    const bytes = home.parents.port.office?.publications(1)[0]?.bytes ?? 0;
    board.withdraw(w, id);
    await home.sync();
    return bytes;
  };
  await home.phone("paul");
  await home.sync();
  await cost(); // the first one after a departure renews the key
  const few = await cost();
  await growSchool(40);
  await home.sync();
  const many = await cost();
  assert.ok(few > 4096);
  assert.ok(Math.abs(many - few) <= 8, `${few} bytes, then ${many}`);
});

test("a photo whose file is gone holds up nothing else, and the head is told", async () => {
  const media = [{ sha256: "a".repeat(64), thumbSha256: "b".repeat(64), type: "image/jpeg", size: 9, alt: "" }];
  board.put(w, { channel: { type: "classroom", id: w.ids.ce2 }, data: { title: "Sans photo" }, media });
  board.put(w, { channel: { type: "classroom", id: w.ids.ce2 }, data: { title: "Entier" } });
  await home.sync();
  assert.equal((await titles(nadia)).includes("Entier"), true);
  assert.match(home.parents.port.status().lastError?.message ?? "", /une photo manque/);
});
