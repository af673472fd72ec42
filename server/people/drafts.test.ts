import assert from "node:assert/strict";
import { test } from "node:test";
import { world } from "../testing/world.ts";
import { discardDraft, draftOf, forgetOldDrafts, keepDraft } from "./drafts.ts";
import { drafts } from "./tables.ts";

const day = 86_400_000;

test("one draft for each person and form; the token of the page is not kept", async () => {
  const w = await world();
  const [anne, karim] = [w.doing("anne"), w.doing("karim")];
  keepDraft(anne, "liaison/1", { title: "Un", _csrf: "secret" });
  keepDraft(anne, "liaison/1", { title: "Deux" });
  keepDraft(karim, "liaison/1", { title: "À Karim" });
  assert.deepEqual(draftOf(anne, "liaison/1")?.fields, { title: "Deux" });
  assert.equal(draftOf(anne, "liaison/2"), undefined);
  assert.equal(w.db.select().from(drafts).all().length, 2);
  assert.throws(() => keepDraft(anne, "liaison/1", { body: "a".repeat(300_000) }), /trop long/);
});

test("what was thrown away goes the night after, the rest after two months, by a clock that may be believed", async () => {
  const w = await world();
  const anne = w.doing("anne");
  keepDraft(anne, "a", { title: "A" });
  keepDraft(anne, "b", { title: "B" });
  discardDraft(anne, "b");
  w.travel(2 * day);
  forgetOldDrafts(w);
  assert.equal(w.db.select().from(drafts).all().length, 1);
  w.travel(400 * day);
  w.clock.notBefore(new Date(w.clock.now().getTime() - 300 * day).toISOString());
  forgetOldDrafts(w);
  assert.equal(w.db.select().from(drafts).all().length, 1, "the clock ran far ahead");
  w.travel(-280 * day);
  forgetOldDrafts(w);
  assert.equal(w.db.select().from(drafts).all().length, 0);
});
