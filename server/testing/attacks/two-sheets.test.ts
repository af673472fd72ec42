import assert from "node:assert/strict";
import { test } from "node:test";
import { and, eq } from "drizzle-orm";
import { write } from "../../core/db.ts";
import liaison from "../../features/liaison/index.ts";
import { noticeReadings, noticeSignatures, notices } from "../../features/liaison/tables.ts";
import { inbox, quarantine } from "../../parents/tables.ts";
import { issueKeys } from "../../people/access-keys.ts";
import { choosePhrase, withdrawSheet } from "../../people/staff-keys.ts";
import { guardianships, memberships, people, staff } from "../../people/tables.ts";
import type { CastName } from "../cast.ts";
import { type HomeWorld, homeWorld, parentsOf } from "../from-home.ts";
import { published } from "../notices.ts";
import { type Phone, phone } from "../phone.ts";

/** M. Benali teaches the CP and is a parent of Imran, in the CE2: two sheets, of which the family's has no passphrase. */
const open = async (): Promise<HomeWorld> => {
  const home = await homeWorld({ features: [liaison] });
  home.parents = parentsOf(home.w, { ...home.board, feature: liaison }, home.portal.url);
  const { db, ids } = home.w;
  write({ db }, (tx) =>
    tx
      .insert(guardianships)
      .values({ id: "karim-imran", guardianId: ids.karim, pupilId: ids.imran, startsOn: "2026-08-01" })
      .run(),
  );
  return home;
};

const sheetOf = async ({ w, portal, uai }: HomeWorld, name: CastName, kind: "guardian" | "pupil"): Promise<Phone> => {
  const [key] = await issueKeys({ ...w, ...w.doing("gaelle") }, [w.ids[name]], kind);
  return phone(portal.url, uai, key?.code ?? assert.fail("no key"));
};

const compose = { kind: "liaison.compose", action: "publish" } as const;
const readableBy = async (one: Phone): Promise<string> =>
  JSON.stringify([await one.keyring(), await one.entries(), await one.answers()]);

interface Box {
  readonly id: string;
}
/** The places that the form at home offers. */
const placesOf = async (one: Phone): Promise<string[]> => {
  const form = (await one.entries()).find(({ kind }) => kind === "liaison.compose");
  const { school, places } = (form?.data.targets ?? {}) as { school?: Box | null; places?: Box[] };
  return [...(school ? [school.id] : []), ...(places ?? []).map(({ id }) => id)];
};

const stateOf = ({ w }: HomeWorld, messageId: string): string | undefined =>
  w.db.select().from(inbox).where(eq(inbox.messageId, messageId)).get()?.state;

test("a teacher’s family sheet opens neither the class’s form, nor its follow-up, nor the receipts of the other sheet", async () => {
  const home = await open();
  const family = await sheetOf(home, "karim", "guardian");
  published(home.w, "karim", { targets: [{ type: "classroom", targetId: home.w.ids.cp }], title: "Aux CP" });
  await home.sync();
  for (const pupil of ["Hugo", "Zoé", "Aux CP"]) assert.doesNotMatch(await readableBy(family), new RegExp(pupil));
  const atWork = await home.phone("karim");
  await home.sync();
  assert.match(await readableBy(atWork), /Hugo/);
  const messageId = await atWork.reply({ ...compose, fields: { title: "Rien", targets: [] } });
  await home.sync();
  assert.equal((await atWork.answers())?.receipts[0]?.messageId, messageId);
  assert.equal(await family.answers(), null);
  for (const pupil of ["Hugo", "Zoé", "liaison.follow-up", messageId])
    assert.doesNotMatch(await readableBy(family), new RegExp(pupil));
  const own = (one: Phone) => one.keyring().then(({ channels }) => channels.find(({ type }) => type === "person")?.id);
  assert.notEqual(await own(family), await own(atWork));
});

test("with her family sheet a teacher, or the head, writes no notice; with the other sheet she signs for no child", async () => {
  const home = await open();
  const { w } = home;
  write(w, (tx) =>
    tx
      .insert(guardianships)
      .values({ id: "gaelle-zoe", guardianId: w.ids.gaelle, pupilId: w.ids.zoe, startsOn: "2026-08-01" })
      .run(),
  );
  const notice = published(w, "anne");
  const [atWork, head] = [await home.phone("karim"), await home.phone("gaelle")];
  const [family, headsFamily] = [await sheetOf(home, "karim", "guardian"), await sheetOf(home, "gaelle", "guardian")];
  await home.sync();
  const stolen = [
    await family.reply({ ...compose, fields: { title: "Faux", targets: await placesOf(atWork) } }),
    await headsFamily.reply({ ...compose, fields: { title: "Faux", targets: await placesOf(head) } }),
  ];
  const { publicId: entry, contentHash } = notice;
  const signing = { kind: "liaison", action: "sign", entry, contentHash, fields: { child: home.publicId("imran") } };
  const signedAtWork = await atWork.reply(signing);
  await home.sync();
  assert.deepEqual(
    w.db
      .select()
      .from(notices)
      .all()
      .map(({ title }) => title),
    [notice.title],
  );
  for (const messageId of [...stolen, signedAtWork]) assert.equal(stateOf(home, messageId), "refused");
  assert.equal(w.db.select().from(noticeSignatures).all().length, 0);
  const signed = await family.reply(signing);
  const written = await atWork.reply({ ...compose, fields: { title: "Vrai", targets: await placesOf(atWork) } });
  await home.sync();
  for (const messageId of [signed, written]) assert.equal(stateOf(home, messageId), "received");
  assert.equal(w.db.select().from(noticeSignatures).get()?.guardianId, w.ids.karim);
});

test("a pupil’s card signs nothing and writes nothing; nor does a sheet of a kind that its holder no longer is", async () => {
  const home = await open();
  const { w } = home;
  const notice = published(w, "anne", { title: "Le seul" });
  const [lea, anne] = [await home.phone("lea"), await home.phone("anne")];
  const asPupil = await sheetOf(home, "claire", "pupil");
  await home.sync();
  const targets = await placesOf(anne);
  const { publicId: entry, contentHash } = notice;
  write(w, (tx) => tx.delete(staff).where(eq(staff.personId, w.ids.anne)).run());
  for (const one of [lea, asPupil, anne]) {
    await one.reply({ kind: "liaison", action: "sign", entry, contentHash, fields: { child: home.publicId("lea") } });
    await one.reply({ ...compose, fields: { title: "Faux", targets } });
  }
  await asPupil.reply({ kind: "liaison", action: "read", entry, contentHash, fields: {} });
  await home.sync();
  assert.equal(w.db.select().from(noticeSignatures).all().length, 0);
  assert.equal(w.db.select().from(noticeReadings).all().length, 0);
  assert.equal(w.db.select().from(notices).all().length, 1);
  const rows = w.db.select().from(inbox).all();
  assert.equal(rows.length, 7);
  assert.ok(rows.every(({ state }) => state === "refused"));
});

test("written before, arrived after: the phrase was changed, the sheet withdrawn, the class lost, the person gone", async () => {
  const home = await open();
  const { w } = home;
  const anne = await home.phone("anne");
  const karim = await home.phone("karim");
  const gaelle = await home.phone("gaelle");
  await home.sync();
  const fields = async (one: Phone) => ({ title: "Trop tard", targets: await placesOf(one) });
  const former = await anne.seal({ ...compose, fields: await fields(anne) });
  await choosePhrase(w.doing("anne"), w.ids.anne, "velours brique sommeil pluie");
  await home.portal.smuggle(anne.keys.tokenHash, former.messageId, former.envelope);
  await home.sync();
  await assert.rejects(anne.keyring(), "the phone that the former phrase opened is shut");

  await karim.reply({ ...compose, fields: await fields(karim) });
  const isHis = and(eq(memberships.personId, w.ids.karim), eq(memberships.classroomId, w.ids.cp));
  write(w, (tx) => tx.update(memberships).set({ endsOn: "2026-11-22" }).where(isHis).run());
  await home.sync();
  assert.match((await karim.answers())?.receipts[0]?.reason ?? "", /./);

  const late = await karim.seal({ ...compose, fields: { title: "Trop tard", targets: [] } });
  write(w, (tx) => tx.update(people).set({ leftOn: "2026-11-22" }).where(eq(people.id, w.ids.karim)).run());
  await home.portal.smuggle(karim.keys.tokenHash, late.messageId, late.envelope);
  const withdrawn = await gaelle.seal({ ...compose, fields: await fields(gaelle) });
  withdrawSheet(w.doing("gaelle"), w.ids.gaelle);
  await home.portal.smuggle(gaelle.keys.tokenHash, withdrawn.messageId, withdrawn.envelope);
  await home.sync();
  assert.equal(w.db.select().from(notices).all().length, 0);
  assert.equal(w.db.select().from(quarantine).all().length, 3);
});

test("hostile fields of the form at home: refused or plain text, and nothing stops", async () => {
  const home = await open();
  const { w } = home;
  const anne = await home.phone("anne");
  const claire = await home.phone("claire");
  await home.sync();
  const [ce2 = ""] = await placesOf(anne);
  const good = { title: "Un mot", targets: [ce2] };
  const deep = Array.from({ length: 25 }).reduce<unknown>((inner) => ({ inner }), 1);
  const shapes: Record<string, unknown>[] = [
    JSON.parse(`{"__proto__":{"targets":["${ce2}"],"title":"x"},"constructor":{"prototype":{"isHead":true}}}`),
    { ...good, targets: { 0: ce2, length: 1 } },
    { ...good, targets: [[ce2]] },
    { ...good, targets: ["__proto__", "constructor", ce2] },
    { ...good, targets: Array.from({ length: 1500 }, () => home.publicId("hugo")) },
    { ...good, title: ["Un", "mot"] },
    { ...good, title: deep },
    { ...good, body: deep },
    { ...good, version: { valueOf: 1, toString: 2 } },
    { ...good, kind: "__proto__" },
    { ...good, kind: "constructor" },
    { ...good, signature: { toString: "one" } },
    { ...good, eventOn: "+275760-09-13" },
    { ...good, startsAt: "24:99" },
    { ...good, amount: "1e9" },
    { ...good, amount: -4 },
    { ...good, next: "publier" },
  ];
  const harmless: Record<string, unknown>[] = [
    { ...good, title: "\ud800 \u0000 \u202etxet", body: "\ud800\u0000\u202e" },
    { ...good, title: "Long", body: "é".repeat(20_000), unknown: deep },
    { ...good, title: "Volé", draft: home.publicId("lea"), authorId: w.ids.gaelle, state: "published", photos: ["x"] },
  ];
  for (const fields of [...shapes, ...harmless]) await anne.reply({ ...compose, fields });
  await home.sync();
  const all = w.db.select().from(inbox).orderBy(inbox.seq).all();
  const refused = all.filter(({ state }) => state === "refused");
  assert.equal(all.length + w.db.select().from(quarantine).all().length, shapes.length + harmless.length);
  for (const { reason } of refused) assert.doesNotMatch(reason ?? "", /Invalid |Expected|undefined/, reason ?? "");
  const kept = w.db.select().from(notices).all();
  assert.ok(kept.every(({ authorId, state }) => authorId === w.ids.anne && state === "published"));
  assert.equal(kept.length, harmless.length, kept.map(({ title }) => title).join(" | "));
  assert.equal((await claire.entries()).length, harmless.length, "families read what was published");
  assert.equal((await w.as("claire").get("/liaison")).status, 200);
  assert.equal(Reflect.get({}, "isHead"), undefined);
});
