import assert from "node:assert/strict";
import { test } from "node:test";
import { and, eq } from "drizzle-orm";
import { write } from "../../core/db.ts";
import accueil from "../../features/accueil/index.ts";
import liaison from "../../features/liaison/index.ts";
import { getNotice } from "../../features/liaison/notices.ts";
import { correctNotice, withdrawNotice } from "../../features/liaison/store.ts";
import { noticeReadings, noticeSignatures } from "../../features/liaison/tables.ts";
import { quarantine } from "../../parents/tables.ts";
import { revokeKey } from "../../people/access-keys.ts";
import { guardianships } from "../../people/tables.ts";
import { newName } from "../../wire/index.ts";
import type { CastName } from "../cast.ts";
import { homeWorld, parentsOf } from "../from-home.ts";
import { drafted, noticeInput, published } from "../notices.ts";
import type { Phone } from "../phone.ts";

/** A guardian with a valid sheet, against the true liaison book. */
const school = async () => {
  const home = await homeWorld({ features: [accueil, liaison] });
  home.parents = parentsOf(home.w, { ...home.board, feature: liaison }, home.portal.url);
  await home.sync();
  return home;
};
type School = Awaited<ReturnType<typeof school>>;

const signatures = ({ w }: School): string[] =>
  w.db
    .select()
    .from(noticeSignatures)
    .all()
    .map(({ guardianId, pupilId }) => `${guardianId} ${pupilId}`);

const refusals = async (phone: Phone): Promise<string[]> =>
  ((await phone.answers())?.receipts ?? []).map(({ state, reason }) => `${state} ${reason ?? ""}`);

/** What a phone of ours would send, whoever it is about. */
const signing = (home: School, notice: { publicId: string; contentHash: string }, child: CastName) => ({
  kind: "liaison",
  action: "sign",
  entry: notice.publicId,
  contentHash: notice.contentHash,
  fields: { child: home.publicId(child) },
});

test("signs for another family’s child, for a notice of another class, for a draft, for what was withdrawn: nothing is written", async () => {
  const home = await school();
  const { w } = home;
  const notice = published(w, "anne");
  const cp = published(w, "karim", { targets: [{ type: "classroom", targetId: w.ids.cp }] });
  const aboutImran = published(w, "anne", { targets: [{ type: "pupil", targetId: w.ids.imran }] });
  const unsigned = published(w, "anne", { signature: "none" });
  const draft = drafted(w, "anne");
  const withdrawn = published(w, "anne");
  withdrawNotice(w.doing("anne"), withdrawn);
  const [claire, paul, rachid] = [await home.phone("claire"), await home.phone("paul"), await home.phone("rachid")];
  await home.sync();
  await claire.reply(signing(home, notice, "imran"));
  await claire.reply(signing(home, notice, "hugo"));
  await claire.reply(signing(home, cp, "lea"));
  await claire.reply(signing(home, cp, "zoe"));
  const early = { ...draft, contentHash: notice.contentHash };
  for (const other of [aboutImran, unsigned, early, withdrawn]) await claire.reply(signing(home, other, "lea"));
  await claire.reply({ ...signing(home, notice, "lea"), fields: { child: w.ids.lea } });
  await claire.reply({ ...signing(home, notice, "lea"), fields: { child: home.publicId("claire") } });
  await claire.reply({ ...signing(home, aboutImran, "lea"), action: "read" });
  await paul.reply(signing(home, notice, "zoe"));
  await paul.reply(signing(home, notice, "lea"));
  await rachid.reply(signing(home, notice, "imran"));
  await home.sync();
  assert.deepEqual(signatures(home), []);
  assert.deepEqual(w.db.select().from(noticeReadings).all(), []);
  for (const phone of [claire, paul, rachid])
    assert.ok((await refusals(phone)).every((one) => one.startsWith("refused ")));
  await claire.reply(signing(home, notice, "lea"));
  await home.sync();
  assert.deepEqual(signatures(home), [`${w.ids.claire} ${w.ids.lea}`]);
});

test("signs an older text, or none: refused, and told to read again", async () => {
  const home = await school();
  const { w } = home;
  const claire = await home.phone("claire");
  const before = published(w, "anne");
  correctNotice(w.doing("anne"), before, noticeInput(w, { amountCents: 500 }));
  const now = getNotice(w.doing("anne"), before.id);
  assert.notEqual(now.contentHash, before.contentHash);
  await home.sync();
  const right = signing(home, now, "lea");
  const { contentHash: _, ...without } = right;
  for (const said of [signing(home, before, "lea"), without, { ...right, contentHash: "0".repeat(64) }])
    await claire.reply(said);
  await home.sync();
  assert.deepEqual(signatures(home), []);
  assert.ok((await refusals(claire)).every((one) => /^refused .*corrigé/.test(one)));
});

test("a right withdrawn between the signature and its arrival: refused", async () => {
  const home = await school();
  const { w } = home;
  const notice = published(w, "anne");
  const [marc, claire] = [await home.phone("marc"), await home.phone("claire")];
  await home.sync();
  await marc.reply(signing(home, notice, "lea"));
  await claire.reply(signing(home, notice, "lea"));
  const relation = (guardian: CastName) =>
    and(eq(guardianships.guardianId, w.ids[guardian]), eq(guardianships.pupilId, w.ids.lea));
  write(w, (tx) => {
    tx.update(guardianships).set({ signsUsual: false }).where(relation("marc")).run();
    tx.update(guardianships).set({ mayRead: false }).where(relation("claire")).run();
  });
  await home.sync();
  assert.deepEqual(signatures(home), []);
  assert.deepEqual(
    (await claire.keyring()).children.map(({ firstName }) => firstName),
    ["Hugo"],
  );
  const later = published(w, "anne");
  await home.sync();
  assert.equal(
    (await claire.entries()).some(({ id }) => id === later.publicId),
    false,
  );
});

test("markup, reversed writing and a flood in what cannot be placed: the head’s page stays hers", async () => {
  const home = await school();
  const { w } = home;
  const [claire, nadia] = [await home.phone("claire"), await home.phone("nadia")];
  await home.sync();
  const markup = `"><script>alert(1)</script><img src=x onerror=alert(1)>\u202Etxet\u2066`;
  const long = { a: markup, [markup.slice(0, 60)]: markup, child: "x".repeat(50_000) };
  await claire.reply({ kind: "futur", action: "faire", fields: long });
  await home.sync();
  const [kept] = home.parents.port.office?.quarantine(5).replies ?? [];
  assert.ok(
    (kept?.content?.length ?? 0) > 100 && (kept?.content?.length ?? 0) <= 4_000,
    "the head’s page does not grow",
  );
  assert.doesNotMatch(kept?.content ?? "", /[\u202A-\u202E\u2066-\u2069\u200E\u200F]/, "and is not written backwards");
  assert.match(kept?.content ?? "", /<script>/, "shown as text: the template escapes it");

  for (let hour = 0; hour < 6; hour++) {
    for (let n = 0; n < 25; n++) {
      const { messageId, envelope } = await claire.seal({ kind: "futur", action: "faire", fields: {} });
      await home.portal.smuggle(claire.keys.tokenHash, messageId, envelope);
    }
    await home.sync();
  }
  const rows = w.db.select().from(quarantine).all();
  assert.equal(
    rows.filter(({ personId }) => personId === w.ids.claire).length,
    100,
    "one person fills a tenth at most",
  );
  await nadia.reply({ kind: "futur", action: "faire", fields: {} });
  await home.sync();
  assert.equal(w.db.select().from(quarantine).all().length, rows.length + 1);
});

test("a new sheet opens nothing that the portal kept for the old one, and an old one writes nothing", async () => {
  const home = await school();
  const { w } = home;
  const notice = published(w, "anne");
  const old = await home.phone("claire");
  await home.sync();
  const { messageId, envelope } = await old.seal(signing(home, notice, "lea"));
  revokeKey(w.doing("gaelle"), w.ids.claire);
  await home.sync();
  assert.equal(await old.deposit(messageId, envelope), 401);
  await home.portal.smuggle(old.keys.tokenHash, messageId, envelope);
  await home.portal.smuggle("d".repeat(64), newName(), envelope);
  await home.sync();
  assert.deepEqual(signatures(home), []);
  assert.equal(home.parents.port.office?.quarantine(5).total, 2);
});
