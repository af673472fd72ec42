import assert from "node:assert/strict";
import { test } from "node:test";
import { eq } from "drizzle-orm";
import { write } from "../../core/db.ts";
import { Conflict, Forbidden, NotFound } from "../../core/errors.ts";
import type { HomeEntry } from "../../core/feature.ts";
import { people } from "../../people/tables.ts";
import { noticeInput, published } from "../../testing/notices.ts";
import { type World, world } from "../../testing/world.ts";
import { fromHome } from "./home.ts";
import liaison from "./index.ts";
import { getNotice, type Notice } from "./notices.ts";
import { correctNotice, restoreNotice, withdrawNotice } from "./store.ts";
import { noticeReadings, noticeSignatures } from "./tables.ts";

const aWorld = () => world({ features: [liaison] });
/** What families alone read: nobody else has a key here. */
const entries = (w: World): HomeEntry[] => [
  ...fromHome.entries({ ...w, isRead: ({ type }) => type !== "person" && type !== "post" && type !== "team" }),
];
const publicId = (w: World, name: "lea" | "hugo" | "imran" | "claire"): string =>
  w.db.select().from(people).where(eq(people.id, w.ids[name])).get()?.publicId ?? "";

const reply = (w: World, who: "claire" | "rachid" | "paul", action: "sign" | "read", notice: Notice, child?: string) =>
  fromHome.actions[action]?.run(w.doing(who), {
    entry: notice.publicId,
    contentHash: notice.contentHash,
    fields: child === undefined ? {} : { child },
    at: w.clock.iso(),
  });

test("a notice is one entry in each channel that it is for, with plain words and no id of the box", async () => {
  const w = await aWorld();
  const targets = [
    { type: "classroom" as const, targetId: w.ids.ce2 },
    { type: "pupil" as const, targetId: w.ids.zoe },
  ];
  const notice = published(w, "gaelle", { targets, amountCents: 450, eventOn: "2026-11-27" });
  const list = entries(w);
  assert.deepEqual(
    list.map(({ channel }) => channel).sort((a, b) => a.type.localeCompare(b.type)),
    [
      { type: "child", id: w.ids.zoe },
      { type: "classroom", id: w.ids.ce2 },
    ],
  );
  for (const entry of list) {
    assert.equal(entry.id, notice.publicId);
    assert.equal(entry.contentHash, notice.contentHash);
    assert.deepEqual(entry.actions, ["sign", "read"]);
    const text = JSON.stringify(entry.data);
    assert.match(text, /Vendredi 27/);
    assert.match(text, /4,50/);
    for (const id of [notice.id, ...Object.values(w.ids)]) assert.equal(text.includes(id), false);
  }
});

test("what was withdrawn is no entry any more, and comes back under the same name", async () => {
  const w = await aWorld();
  const notice = published(w, "anne");
  const [before] = entries(w);
  withdrawNotice(w.doing("anne"), notice);
  assert.deepEqual(entries(w), []);
  restoreNotice(w.doing("anne"), getNotice(w.doing("anne"), notice.id));
  assert.deepEqual(entries(w)[0], before);
});

test("a signature from home runs the same verb; the sheet of the child tells the other parent", async () => {
  const w = await aWorld();
  const notice = published(w, "anne", { signature: "both" });
  write(w, () => reply(w, "claire", "sign", notice, publicId(w, "lea")));
  const [signature] = w.db.select().from(noticeSignatures).all();
  assert.equal(signature?.medium, "home");
  assert.match((await w.as("marc").get("/liaison")).text, /Signé par sa mère/);
  const sheet = entries(w).find(({ kind }) => kind === "liaison.signatures");
  assert.deepEqual(sheet?.channel, { type: "child", id: w.ids.lea });
  assert.match(sheet?.id ?? "", /^[0-9a-f]{32}$/);
  const { at, contentHash } = signature ?? {};
  assert.deepEqual(sheet?.data, {
    signers: 2,
    notices: { [notice.publicId]: [{ by: publicId(w, "claire"), byLabel: "sa mère", at, contentHash }] },
  });
  assert.equal(entries(w).find(({ kind }) => kind === "liaison.signatures")?.id, sheet?.id);
});

test("a reply that the mailbox rolls back leaves nothing", async () => {
  const w = await aWorld();
  const notice = published(w, "anne");
  assert.throws(() =>
    write(w, () => {
      reply(w, "claire", "sign", notice, publicId(w, "lea"));
      throw new Error("the power went");
    }),
  );
  assert.equal(w.db.select().from(noticeSignatures).all().length, 0);
  assert.equal(entries(w).length, 1);
});

test("what may not be is refused from home as on the spot, with a reason in French", async () => {
  const w = await aWorld();
  const notice = published(w, "anne");
  const lea = publicId(w, "lea");
  assert.throws(() => reply(w, "claire", "sign", notice, publicId(w, "imran")), Forbidden);
  assert.throws(() => reply(w, "claire", "sign", notice, w.ids.lea), Forbidden);
  assert.throws(() => reply(w, "claire", "sign", notice), Forbidden);
  assert.throws(() => reply(w, "rachid", "sign", notice, publicId(w, "imran")), Forbidden);
  assert.throws(() => reply(w, "paul", "read", notice), NotFound);
  correctNotice(w.doing("anne"), notice, noticeInput(w, { title: "Sortie au parc" }));
  assert.throws(
    () => reply(w, "claire", "sign", notice, lea),
    (error) => error instanceof Conflict && /relisez/.test(error.message),
  );
  withdrawNotice(w.doing("anne"), notice);
  assert.throws(
    () => reply(w, "claire", "sign", notice, lea),
    (error) => error instanceof NotFound && /retiré/.test(error.message),
  );
  assert.equal(w.db.select().from(noticeSignatures).all().length, 0);
});

test("reading at home is seen at school", async () => {
  const w = await aWorld();
  const notice = published(w, "anne", { signature: "none" });
  reply(w, "claire", "read", notice);
  assert.deepEqual(
    w.db
      .select()
      .from(noticeReadings)
      .all()
      .map(({ personId }) => personId),
    [w.ids.claire],
  );
  assert.match((await w.as("anne").get("/liaison")).text, /1 vu/);
});

test("the sheet tells of a hundred days only", async () => {
  const w = await aWorld();
  const notice = published(w, "anne");
  reply(w, "claire", "sign", notice, publicId(w, "lea"));
  w.travel(101 * 86_400_000);
  const sheet = entries(w).find(({ kind }) => kind === "liaison.signatures");
  assert.deepEqual(sheet?.data, { signers: 2, notices: {} });
});
