import assert from "node:assert/strict";
import { test } from "node:test";
import { eq } from "drizzle-orm";
import { write } from "../../core/db.ts";
import { unread } from "../../core/events.ts";
import { guardianships, memberships } from "../../people/tables.ts";
import { noticeInput, published } from "../../testing/notices.ts";
import { type World, world } from "../../testing/world.ts";
import accueil from "../accueil/index.ts";
import liaison from "./index.ts";
import { getNotice, type Notice } from "./notices.ts";
import { correctNotice } from "./store.ts";
import { noticeSignatures } from "./tables.ts";
import { talliesOf } from "./tallies.ts";

const aWorld = () => world({ features: [accueil, liaison] });

const sign = (w: World, who: "claire" | "marc" | "nadia", notice: Notice, child: "lea" | "hugo" | "imran") =>
  w.as(who).post(`/liaison/${notice.id}/signature`, { child: w.ids[child], contentHash: notice.contentHash });

const tally = (w: World, notice: Notice) => talliesOf(w.doing("anne"), [notice]).get(notice.id);

test("one guardian signs for each child, and the other sees it", async () => {
  const w = await aWorld();
  const places = [w.ids.ce2, w.ids.cp].map((targetId) => ({ type: "classroom" as const, targetId }));
  const notice = published(w, "gaelle", { targets: places });
  const before = await w.as("marc").get("/liaison");
  assert.match(before.text, /Je signe pour Léa/);
  assert.match(before.text, /Je signe pour Hugo/);
  assert.equal((await sign(w, "claire", notice, "lea")).status, 303);
  const after = await w.as("marc").get("/liaison");
  assert.match(after.text, /Signé par sa mère/);
  assert.doesNotMatch(after.text, /Je signe pour Léa/);
  assert.match(after.text, /Je signe pour Hugo/);
});

test("signing twice is signing once", async () => {
  const w = await aWorld();
  const notice = published(w, "anne");
  for (const _ of [1, 2, 3]) assert.equal((await sign(w, "claire", notice, "lea")).status, 303);
  assert.equal(w.db.select().from(noticeSignatures).all().length, 1);
  assert.equal(unread(w.db, "a test", ["notice.signed"]).length, 1);
});

test("htmx gets the line of signatures in place of the button", async () => {
  const w = await aWorld();
  const notice = published(w, "anne");
  const fields = { child: w.ids.lea, contentHash: notice.contentHash };
  const answer = await w.as("claire").post(`/liaison/${notice.id}/signature`, fields, { "hx-request": "true" });
  assert.equal(answer.status, 200);
  assert.match(answer.text, new RegExp(`^\\s*<div class="signs" id="signs-${notice.publicId}"`));
  assert.match(answer.text, /Signé le 23/);
  assert.doesNotMatch(answer.text, /<button/);
});

test("when both are asked, one of two is not done, and the teacher reads so", async () => {
  const w = await aWorld();
  const notice = published(w, "anne", { signature: "both" });
  await sign(w, "claire", notice, "lea");
  assert.deepEqual(tally(w, notice), { total: 2, signed: 0, partial: 1, partialName: "Léa", seen: 1, unseen: 1 });
  assert.match((await w.as("anne").get("/liaison")).text, /1 responsable sur 2 pour Léa/);
  assert.match((await w.as("anne").get(`/liaison/${notice.id}/suivi`)).text, /1 responsable sur 2/);
  const marc = await w.as("marc").get(`/liaison/${notice.id}`);
  assert.match(marc.text, /1 responsable sur 2/);
  assert.match(marc.text, /Je signe pour Léa/);
  await sign(w, "marc", notice, "lea");
  assert.deepEqual(tally(w, notice), { total: 2, signed: 1, partial: 0, partialName: "", seen: 0, unseen: 1 });
});

test("where only one guardian holds authority, her signature is both", async () => {
  const w = await aWorld();
  const notice = published(w, "anne", { signature: "both" });
  await sign(w, "nadia", notice, "imran");
  assert.equal(tally(w, notice)?.signed, 1);
});

test("a guardian without authority reads, and finds nothing to sign", async () => {
  const w = await aWorld();
  const notice = published(w, "anne");
  const page = await w.as("rachid").get(`/liaison/${notice.id}`);
  assert.match(page.text, /Sortie au musée/);
  assert.doesNotMatch(page.text, /Je signe/);
  const fields = { child: w.ids.imran, contentHash: notice.contentHash };
  assert.equal((await w.as("rachid").post(`/liaison/${notice.id}/signature`, fields)).status, 403);
});

test("a guardian who may not read about a child finds no notice", async () => {
  const w = await aWorld();
  const notice = published(w, "anne");
  write(w, (tx) =>
    tx.update(guardianships).set({ mayRead: false }).where(eq(guardianships.guardianId, w.ids.rachid)).run(),
  );
  assert.equal((await w.as("rachid").get(`/liaison/${notice.id}`)).status, 404);
  assert.doesNotMatch((await w.as("rachid").get("/liaison")).text, /Sortie au musée/);
});

test("a corrected text asks again; the signature of the older text stays but no longer counts", async () => {
  const w = await aWorld();
  const notice = published(w, "anne");
  await sign(w, "claire", notice, "lea");
  const asksAgain = correctNotice(w.doing("anne"), notice, noticeInput(w, { bring: "Un pique-nique" }));
  assert.equal(asksAgain, true);
  const corrected = getNotice(w.doing("anne"), notice.id);
  assert.equal(tally(w, corrected)?.signed, 0);
  const page = await w.as("claire").get("/liaison");
  assert.match(page.text, /Vous aviez signé le texte d’avant/);
  const stale = await sign(w, "claire", notice, "lea");
  assert.equal(stale.status, 409);
  assert.match(stale.text, /Le mot a été corrigé/);
  assert.equal((await sign(w, "claire", corrected, "lea")).status, 303);
  assert.equal(tally(w, corrected)?.signed, 1);
  assert.equal(w.db.select().from(noticeSignatures).all().length, 2);
});

test("another last day, other recipients or another number of signatures ask nobody again", async () => {
  const w = await aWorld();
  const notice = published(w, "gaelle");
  await sign(w, "claire", notice, "lea");
  const targets = [...notice.targets, { type: "classroom" as const, targetId: w.ids.cp }];
  const changes = { deadline: "2026-12-04", signature: "both" as const, targets };
  assert.equal(correctNotice(w.doing("gaelle"), notice, noticeInput(w, changes)), false);
  const corrected = getNotice(w.doing("gaelle"), notice.id);
  assert.equal(corrected.correctedAt, null);
  assert.equal(talliesOf(w.doing("gaelle"), [corrected]).get(notice.id)?.partial, 1);
});

test("a paper slip is ticked for one guardian and one child, and can be unticked; hers stays", async () => {
  const w = await aWorld();
  const notice = published(w, "anne", { signature: "both" });
  const tick = (guardian: "claire" | "marc", signed: "oui" | "non") =>
    w.as("anne").post(`/liaison/${notice.id}/papier`, { child: w.ids.lea, guardian: w.ids[guardian], signed });
  await sign(w, "claire", notice, "lea");
  await tick("marc", "oui");
  assert.equal(tally(w, notice)?.signed, 1);
  assert.match((await w.as("anne").get(`/liaison/${notice.id}/suivi`)).text, /sur papier/);
  assert.match((await w.as("marc").get("/liaison")).text, /Signé sur papier le/);
  await tick("marc", "non");
  await tick("claire", "non");
  assert.deepEqual(tally(w, notice), { total: 2, signed: 0, partial: 1, partialName: "Léa", seen: 1, unseen: 1 });
});

test("a child who arrives later finds the class's notices and is counted", async () => {
  const w = await aWorld();
  const notice = published(w, "karim", { targets: [{ type: "classroom", targetId: w.ids.cp }] });
  assert.equal((await w.as("nadia").get(`/liaison/${notice.id}`)).status, 404);
  write(w, (tx) =>
    tx.update(memberships).set({ classroomId: w.ids.cp }).where(eq(memberships.personId, w.ids.imran)).run(),
  );
  assert.match((await w.as("nadia").get("/liaison")).text, /Je signe pour Imran/);
  assert.equal(talliesOf(w.doing("karim"), [notice]).get(notice.id)?.total, 3);
});

test("a teacher who is a parent signs for her child and follows nobody else's class", async () => {
  const w = await aWorld();
  write(w, (tx) =>
    tx
      .insert(guardianships)
      .values({ id: "g", guardianId: w.ids.karim, pupilId: w.ids.imran, startsOn: "2026-08-01" })
      .run(),
  );
  const notice = published(w, "anne");
  const karim = w.as("karim");
  assert.match((await karim.get("/liaison")).text, /À signer pour votre enfant/);
  assert.match((await karim.get(`/liaison/${notice.id}`)).text, /Je signe pour Imran/);
  const fields = { child: w.ids.imran, contentHash: notice.contentHash };
  assert.equal((await karim.post(`/liaison/${notice.id}/signature`, fields)).status, 303);
  assert.equal((await karim.get(`/liaison/${notice.id}/suivi`)).status, 403);
  assert.equal(tally(w, notice)?.signed, 1);
});
