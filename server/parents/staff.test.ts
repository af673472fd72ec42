import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { and, eq } from "drizzle-orm";
import { write } from "../core/db.ts";
import liaison from "../features/liaison/index.ts";
import { notices } from "../features/liaison/tables.ts";
import { memberships } from "../people/tables.ts";
import type { CastName } from "../testing/cast.ts";
import { type HomeWorld, homeWorld, parentsOf } from "../testing/from-home.ts";
import { published } from "../testing/notices.ts";
import type { Phone } from "../testing/phone.ts";
import type { Entry } from "../wire/index.ts";
import { channels, commits, inbox } from "./tables.ts";

const open = async (): Promise<HomeWorld> => {
  const home = await homeWorld({ features: [liaison] });
  home.parents = parentsOf(home.w, { ...home.board, feature: liaison }, home.portal.url);
  return home;
};

/** "classroom CE2", "team CP"…: what a phone's keys open, in the words of the box. */
const opens = async ({ w }: HomeWorld, phone: Phone): Promise<string[]> => {
  const names = new Map(Object.entries(w.ids).map(([name, id]) => [id, name]));
  const rows = new Map(
    w.db
      .select()
      .from(channels)
      .all()
      .map((row) => [row.id, row]),
  );
  const { channels: own } = await phone.keyring();
  return own.map(({ id, type }) => `${type} ${names.get(rows.get(id)?.refId ?? "") ?? ""}`.trim()).sort();
};

const kindsOf = (entries: readonly Entry[]): string[] => entries.map(({ kind }) => kind).sort();

const dataOf = async (phone: Phone, kind: string): Promise<Entry["data"]> => {
  const entry = (await phone.entries()).find((one) => one.kind === kind);
  return entry?.data ?? assert.fail(`no ${kind}`);
};

const compose = { kind: "liaison.compose", action: "publish" } as const;

/** What the form of this phone offers, by the words beside each box. */
const boxesOf = async (phone: Phone): Promise<Map<string, string>> => {
  const { targets } = await dataOf(phone, "liaison.compose");
  const { places, pupils, school } = targets as {
    school: { id: string; label: string } | null;
    places: { id: string; label: string }[];
    pupils: { boxes: { id: string; label: string }[] }[];
  };
  const all = [...(school === null ? [] : [school]), ...places, ...pupils.flatMap(({ boxes }) => boxes)];
  return new Map(all.map(({ id, label }) => [label, id]));
};

test("a sheet opens exactly its own classes: teacher, head, ATSEM, technician, pupil", async () => {
  const home = await open();
  const names: CastName[] = ["anne", "karim", "sylvie", "gaelle", "theo", "lea", "claire"];
  const phones = await Promise.all(names.map((name) => home.phone(name)));
  await home.sync();
  const opened = await Promise.all(phones.map((phone) => opens(home, phone)));
  assert.deepEqual(Object.fromEntries(names.map((name, at) => [name, opened[at]])), {
    anne: ["classroom ce2", "person anne", "school", "team ce2"],
    karim: ["classroom cp", "person karim", "school", "team cp"],
    sylvie: ["classroom cp", "person sylvie", "school"],
    gaelle: ["classroom ce2", "classroom cp", "person gaelle", "school", "team ce2", "team cp"],
    theo: ["person theo"],
    lea: ["classroom ce2", "person lea", "school"],
    claire: ["child hugo", "child lea", "classroom ce2", "classroom cp", "person claire", "school"],
  });
});

test("the class’s teacher follows who has signed and seen; nobody else is told, the pupil least of all", async () => {
  const home = await open();
  const { w } = home;
  const notice = published(w, "anne", { signature: "both" });
  published(w, "anne", { targets: [{ type: "pupil", targetId: w.ids.lea }], title: "Pour Léa seule" });
  const [anne, karim, sylvie, lea, claire] = await Promise.all(
    (["anne", "karim", "sylvie", "lea", "claire"] as const).map((name) => home.phone(name)),
  );
  await home.sync();
  const { publicId, contentHash } = notice;
  await claire?.reply({
    ...{ kind: "liaison", action: "sign", entry: publicId, contentHash },
    fields: { child: home.publicId("lea") },
  });
  await home.sync();
  assert.ok(anne);
  const { children, about } = (await dataOf(anne, "liaison.follow-up")) as {
    children: { name: string }[];
    about: Record<string, { strong: string; states: string }>;
  };
  assert.deepEqual(
    children.map(({ name }) => name),
    ["Imran Diallo", "Léa Roux"],
  );
  assert.match(about[publicId]?.states ?? "", /^Nnn P(sn|ns)$/);
  assert.equal(about[publicId]?.strong, "0 signé");
  assert.deepEqual(kindsOf((await karim?.entries()) ?? []), ["liaison.compose", "liaison.follow-up"]);
  assert.deepEqual(kindsOf((await sylvie?.entries()) ?? []), []);
  const read = (await lea?.entries()) ?? [];
  assert.deepEqual(kindsOf(read), ["liaison.notice", "liaison.notice"]);
  assert.ok(read.some(({ data }) => data.title === "Pour Léa seule"));
  for (const parent of ["El Amrani", "sa mère", "son père", "Signé"])
    assert.equal(JSON.stringify(read).includes(parent), false, parent);
});

test("a notice written at home is published once, whatever the portal does with its envelope", async () => {
  const home = await open();
  const anne = await home.phone("anne");
  const claire = await home.phone("claire");
  await home.sync();
  const boxes = await boxesOf(anne);
  assert.deepEqual([...boxes.keys()], ["CE2 de Mme MORIN", "Imran Diallo", "Léa Roux"]);
  const fields = {
    title: "Réunion de mardi",
    body: "Elle aura lieu à 18 h.\n\nÀ mardi.",
    kind: "reunion",
    signature: "one",
    targets: [boxes.get("CE2 de Mme MORIN")],
  };
  const { messageId, envelope } = await anne.seal({ ...compose, fields });
  await anne.deposit(messageId, envelope);
  await home.sync();
  await home.portal.smuggle(anne.keys.tokenHash, messageId, envelope);
  await home.portal.smuggle(claire.keys.tokenHash, messageId, envelope);
  await home.sync();
  const { w } = home;
  const [notice, ...more] = w.db.select().from(notices).all();
  assert.equal(more.length, 0);
  assert.equal(notice?.authorId, w.ids.anne);
  assert.equal(notice?.state, "published");
  assert.equal(notice?.body, "<p>Elle aura lieu à 18 h.</p><p>À mardi.</p>");
  assert.deepEqual(
    (await claire.entries()).map(({ data }) => data.title),
    ["Réunion de mardi"],
  );
  const receipts = (await anne.answers())?.receipts ?? [];
  assert.deepEqual(
    receipts.map(({ state }) => state),
    ["received"],
  );
});

test("written at 19:00 while the box sleeps, it is published at 7:40, when the box has it", async () => {
  const home = await open();
  const { w } = home;
  const anne = await home.phone("anne");
  await home.sync();
  const targets = [(await boxesOf(anne)).get("CE2 de Mme MORIN")];
  await home.parents.stop();
  await anne.reply({ ...compose, at: "2026-11-23T18:00:00Z", fields: { title: "Ce soir", targets } });
  w.setClock(Date.parse("2026-11-24T06:40:00Z"));
  home.parents = parentsOf(w, { ...home.board, feature: liaison }, home.portal.url);
  await home.sync();
  assert.equal(w.db.select().from(notices).get()?.publishedAt?.slice(0, 16), "2026-11-24T06:40");
  assert.equal((await anne.answers())?.receipts[0]?.at.slice(0, 16), "2026-11-24T06:40");
});

test("what may not be asked is refused with a reason: markup, another class, another trade, nonsense", async () => {
  const home = await open();
  const { w } = home;
  const [anne, karim, sylvie, theo, claire, lea] = await Promise.all(
    (["anne", "karim", "sylvie", "theo", "claire", "lea"] as const).map((name) => home.phone(name)),
  );
  await home.sync();
  assert.ok(anne && karim && sylvie && theo && claire && lea);
  const ce2 = (await boxesOf(anne)).get("CE2 de Mme MORIN") ?? "";
  const good = { title: "Un mot", body: "Un texte", targets: [ce2] };
  const attempts: [Phone, Record<string, unknown>, RegExp][] = [
    [karim, good, /n’écrivez plus à l’une des classes/],
    [karim, { ...good, targets: [home.publicId("lea")] }, /n’écrivez plus/],
    [anne, { ...good, targets: [w.ids.ce2] }, /n’écrivez plus/],
    [anne, { ...good, targets: [] }, /à qui ce mot s’adresse/],
    [anne, { ...good, title: "" }, /Donnez un titre/],
    [anne, { ...good, title: "x".repeat(121) }, /./],
    [anne, { ...good, body: { toString: "x" } }, /./],
    [anne, { ...good, signature: "both", deadline: "2020-01-01" }, /déjà passée/],
    [sylvie, good, /Seuls les enseignants/],
    [theo, good, /Seuls les enseignants/],
    [claire, good, /Seuls les enseignants/],
    [lea, good, /Seuls les enseignants/],
  ];
  for (const [phone, fields] of attempts) await phone.reply({ ...compose, fields });
  await home.sync();
  assert.equal(w.db.select().from(notices).all().length, 0);
  const placed = w.db.select().from(inbox).all();
  assert.equal(placed.length, attempts.length);
  assert.ok(placed.every(({ state }) => state === "refused"));
  const reasons = placed.map(({ reason }) => reason ?? "");
  for (const [, , words] of attempts)
    assert.ok(
      reasons.some((reason) => words.test(reason)),
      String(words),
    );
  assert.match((await karim.answers())?.receipts[0]?.reason ?? "", /n’écrivez plus/);

  const markup = `<img src=x onerror=alert(1)><script>alert(2)</script><form hx-post="/x">"'&`;
  await anne.reply({ ...compose, fields: { ...good, title: markup, body: markup, bodyFormat: "html" } });
  await home.sync();
  const [notice] = w.db.select().from(notices).all();
  assert.doesNotMatch(notice?.body ?? "", /<(?!\/?p>|br)/);
  assert.doesNotMatch((await w.as("claire").get("/liaison")).text, /<img src=x|<script>alert|<form hx-post="\/x"/);
});

test("whoever no longer teaches a class loses what is published afterwards: notices and follow-up", async () => {
  const home = await open();
  const { w } = home;
  published(w, "gaelle", { title: "Avant" });
  const anne = await home.phone("anne");
  const lea = await home.phone("lea");
  await home.sync();
  const before = await anne.keyring();
  const isHers = and(eq(memberships.personId, w.ids.anne), eq(memberships.classroomId, w.ids.ce2));
  write(w, (tx) => tx.update(memberships).set({ endsOn: "2026-11-22" }).where(isHers).run());
  published(w, "gaelle", { title: "Après" });
  await home.sync();
  assert.deepEqual(await opens(home, anne), ["person anne", "school"]);
  assert.deepEqual(kindsOf(await anne.entries()), []);
  const classroom = before.channels.find(({ type }) => type === "classroom");
  const now = (await lea.keyring()).channels.find(({ id }) => id === classroom?.id);
  assert.deepEqual(
    now?.keys.map(({ n }) => n),
    [1, 2],
    "sealed to a key that she never had",
  );
  const replied = await anne.reply({ ...compose, fields: { title: "Encore", targets: ["x"] } });
  await home.sync();
  assert.equal(w.db.select().from(inbox).where(eq(inbox.messageId, replied)).get()?.state, "refused");
});

test("a signature costs a few small objects, the follow-up of the class’s teachers among them", async () => {
  const home = await open();
  const { w } = home;
  for (let i = 0; i < 45; i++) published(w, "anne", { title: `Mot ${i}` });
  const anne = await home.phone("anne");
  await home.phone("karim");
  await home.sync();
  const { about } = await dataOf(anne, "liaison.follow-up");
  assert.equal(Object.keys(about as object).length, 40);
  const bytes = (): number => w.db.select().from(commits).all().at(-1)?.sentBytes ?? 0;
  const first = bytes();
  const [notice] = w.db.select().from(notices).where(eq(notices.title, "Mot 44")).all();
  const claire = await home.phone("claire");
  await home.sync();
  const signed = { entry: notice?.publicId, contentHash: notice?.contentHash };
  await claire.reply({ kind: "liaison", action: "sign", ...signed, fields: { child: home.publicId("lea") } });
  await home.sync();
  assert.ok(first > 100_000);
  assert.ok(
    bytes() < 45_000,
    `${bytes()} bytes: a follow-up, a signatures’ sheet and a receipt with their pages and heads`,
  );
});

test("nothing that the portal keeps says what staff and pupils read and write", async () => {
  const home = await open();
  const anne = await home.phone("anne");
  const lea = await home.phone("lea");
  await home.sync();
  const ce2 = (await boxesOf(anne)).get("CE2 de Mme MORIN") ?? "";
  const fields = { title: "Canari-du-titre", body: "Canari-des-textes", targets: [ce2] };
  await anne.reply({ ...compose, fields });
  await home.sync();
  assert.ok((await lea.entries()).some(({ data }) => data.title === "Canari-du-titre"));
  const stored = readdirSync(home.portal.folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => `${name}\n${readFileSync(join(parentPath, name), "latin1")}`)
    .join("\n");
  const words = [
    "Canari",
    "Morin",
    "MORIN",
    "ROUX",
    "Imran",
    ce2,
    home.publicId("lea"),
    anne.keys.token,
    lea.keys.token,
  ];
  for (const word of words) assert.equal(stored.includes(word), false, word);
  assert.ok(stored.length > 50_000);
});
