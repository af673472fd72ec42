import assert from "node:assert/strict";
import { test } from "node:test";
import type { Db } from "../../core/db.ts";
import { published } from "../../testing/notices.ts";
import { totalChanges } from "../../testing/pristine.ts";
import { type World, world } from "../../testing/world.ts";
import accueil from "../accueil/index.ts";
import liaison from "./index.ts";

/** Runs some work and tells which statements it prepared. */
const statementsOf = async (db: Db, work: () => Promise<unknown>): Promise<string[]> => {
  const client = db.$client;
  const { prepare } = client;
  const seen: string[] = [];
  client.prepare = ((text: string) => {
    if (!text.startsWith("pragma")) seen.push(text);
    return prepare.call(client, text);
  }) as typeof client.prepare;
  try {
    await work();
  } finally {
    client.prepare = prepare;
  }
  return seen;
};

const readers = ["anne", "gaelle", "claire", "lea"] as const;

const fill = (w: World, count: number): void => {
  for (let n = 0; n < count; n += 1) {
    const notice = published(w, "anne", { title: `Mot ${n}`, signature: n % 3 === 0 ? "both" : "one" });
    if (n % 2 === 0) liaisonSign(w, notice.id, notice.contentHash);
  }
};
const liaisonSign = (w: World, id: string, contentHash: string): void => {
  w.db.$client
    .prepare("insert into notice_signatures values (?, ?, ?, ?, ?, ?, 'box', ?)")
    .run(`s-${id}`, id, w.ids.lea, w.ids.claire, contentHash, w.clock.iso(), w.ids.claire);
};

test("a list asks as many questions for thirty notices as for three", async () => {
  const w = await world({ features: [accueil, liaison] });
  for (const path of ["/liaison", "/accueil"])
    for (const who of readers) {
      const ask = () => statementsOf(w.db, () => w.as(who).get(path));
      published(w, "anne");
      const few = (await ask()).length;
      fill(w, 29);
      const many = (await ask()).length;
      assert.ok(few > 0, `${who} asks something on ${path}`);
      assert.equal(many, few, `${who} on ${path}`);
    }
});

test("until the next write a list is asked for once", async () => {
  const w = await world({ features: [accueil, liaison] });
  fill(w, 30);
  for (const who of readers) {
    const browser = w.as(who);
    for (const path of ["/liaison", "/accueil"]) {
      await browser.get(path);
      assert.deepEqual(await statementsOf(w.db, () => browser.get(path)), [], `${who} on ${path}`);
    }
  }
});

test("no page of the tool walks through all notices, signatures or readings", async () => {
  const w = await world({ features: [accueil, liaison] });
  fill(w, 30);
  const notice = published(w, "anne");
  const paths = ["/accueil", "/liaison", `/liaison/${notice.id}`, "/liaison?pour=x", `/liaison?etat=brouillons`];
  const texts = await statementsOf(w.db, async () => {
    for (const who of readers) for (const path of paths) await w.as(who).get(path);
    for (const path of ["suivi", "modifier"]) await w.as("anne").get(`/liaison/${notice.id}/${path}`);
    await w.as("claire").post(`/liaison/${notice.id}/lecture`);
    await w.as("claire").post(`/liaison/${notice.id}/signature`, {
      child: w.ids.lea,
      contentHash: notice.contentHash,
    });
    await w.as("anne").post(`/liaison/${notice.id}/papier`, { child: w.ids.lea, guardian: w.ids.marc, signed: "oui" });
  });
  const ours = [...new Set(texts)].filter((text) => /notice/.test(text));
  assert.ok(ours.length > 10, "the pages ask something");
  for (const text of ours) {
    const nothing = Array.from(text.matchAll(/\?/g), () => null);
    const plan = w.db.$client.prepare(`explain query plan ${text}`).all(...nothing) as { detail: string }[];
    for (const { detail } of plan)
      assert.doesNotMatch(detail, /^SCAN (notices|notice_\w+|n|s|r)\b/, `${detail} in ${text}`);
  }
});

test("a thousand views write nothing", async () => {
  const w = await world({ features: [accueil, liaison] });
  fill(w, 5);
  const browsers = readers.map((who) => w.as(who));
  const before = totalChanges(w.db);
  for (let n = 0; n < 250; n += 1)
    for (const browser of browsers)
      assert.equal((await browser.get(n % 2 === 0 ? "/liaison" : "/accueil")).status, 200);
  assert.equal(totalChanges(w.db), before);
});

test("what anybody changes is in everybody's list at once, though lists and cards are kept", async () => {
  const w = await world({ features: [accueil, liaison] });
  const [teacher, head, mother] = [w.as("anne"), w.as("gaelle"), w.as("claire")];
  const lists = async () =>
    (await Promise.all([teacher, head, mother].map((one) => one.get("/liaison")))).map(({ text }) => text);
  const notice = published(w, "anne", { title: "Piscine le jeudi" });
  for (const text of await lists()) assert.match(text, /Piscine le jeudi/);
  assert.match((await lists())[0] ?? "", /0 signé/);

  const signing = { child: w.ids.lea, contentHash: notice.contentHash };
  assert.equal((await mother.post(`/liaison/${notice.id}/signature`, signing)).status < 400, true);
  const [ofTeacher = "", ofHead = ""] = await lists();
  for (const text of [ofTeacher, ofHead]) assert.match(text, /1 signé/);

  published(w, "gaelle", { title: "Fête de l’école" });
  for (const text of await lists()) assert.match(text, /Fête de l’école/);
  assert.equal((await head.post(`/liaison/${notice.id}/retrait`)).status < 400, true);
  for (const text of await lists()) assert.doesNotMatch(text, /Piscine le jeudi/);
});
