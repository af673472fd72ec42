import assert from "node:assert/strict";
import { utimes } from "node:fs/promises";
import { test } from "node:test";
import fc from "fast-check";
import { correctNotice, saveDraft, withdrawNotice } from "../features/liaison/store.ts";
import { features } from "../features.ts";
import { drafted, noticeInput, published } from "../testing/notices.ts";
import { type World, world } from "../testing/world.ts";
import { randomId } from "./ids.ts";
import { sweepFiles } from "./sweep.ts";

const day = 86_400_000;
/** Whatever was made, by its hash: the store may have it no more. */
const contents = new Map<string, Buffer>();

/** A photo as the store has it, put so many days ago. */
const photo = async (w: World, daysAgo: number) => {
  const put = async (): Promise<string> => {
    const content = Buffer.from(randomId());
    const { sha256 } = await w.files.put(content);
    contents.set(sha256, content);
    const then = new Date(w.clock.now().getTime() - daysAgo * day);
    await utimes(w.files.pathOf(sha256), then, then);
    return sha256;
  };
  return { sha256: await put(), thumbSha256: await put(), size: 9, alt: "" };
};
type Photo = Awaited<ReturnType<typeof photo>>;
const isThere = async (w: World, { sha256, thumbSha256 }: Photo): Promise<boolean> =>
  (await w.files.has(sha256)) && (await w.files.has(thumbSha256));

test("what no notice names goes after two days; what one names in any state stays", async () => {
  const w = await world();
  const old = await Promise.all([0, 1, 2, 3, 4, 5].map(() => photo(w, 30)));
  const [ofDraft, ofPublished, ofWithdrawn, corrected, dropped, alone] = old as [
    Photo,
    Photo,
    Photo,
    Photo,
    Photo,
    Photo,
  ];
  const young = await photo(w, 1);
  drafted(w, "anne", { photos: [ofDraft] });
  published(w, "anne", { photos: [ofPublished] });
  withdrawNotice(w.doing("anne"), published(w, "anne", { photos: [ofWithdrawn] }));
  correctNotice(w.doing("anne"), published(w, "anne", { photos: [dropped] }), noticeInput(w, { photos: [corrected] }));
  assert.equal(await sweepFiles(w, features), 4, "two photos, each with its thumbnail");
  for (const kept of [ofDraft, ofPublished, ofWithdrawn, corrected, young]) assert.ok(await isThere(w, kept));
  for (const gone of [dropped, alone]) assert.ok(!(await w.files.has(gone.sha256)));
  assert.equal(await sweepFiles(w, features), 0);
});

test("nothing goes while the clock may not be believed", async () => {
  const w = await world();
  const unused = await photo(w, 30);
  w.clock.notBefore(w.clock.iso());
  for (const ms of [Date.parse("2040-01-01"), 0]) {
    w.setClock(ms);
    assert.equal(await sweepFiles(w, features), 0);
  }
  assert.ok(await isThere(w, unused));
});

test("whatever is uploaded or used again while a sweep runs is there afterwards", async () => {
  const w = await world();
  const uploads = fc.array(fc.record({ isUsed: fc.boolean(), isPutAgain: fc.boolean() }), {
    minLength: 1,
    maxLength: 12,
  });
  let [swept, again] = [0, 0];
  await fc.assert(
    fc.asyncProperty(uploads, fc.scheduler(), async (each, scheduler) => {
      const photos = await Promise.all(each.map(() => photo(w, 10)));
      const sweep = scheduler.schedule(Promise.resolve()).then(() => sweepFiles(w, features));
      const people = photos.map(async (one, place) => {
        if (each[place]?.isUsed) saveDraft(w.doing("anne"), null, noticeInput(w, { photos: [one] }));
        if (!each[place]?.isPutAgain) return;
        await scheduler.schedule(Promise.resolve());
        again += 1;
        for (const sha256 of [one.sha256, one.thumbSha256]) await w.files.put(contents.get(sha256) ?? assert.fail());
        saveDraft(w.doing("anne"), null, noticeInput(w, { photos: [one] }));
      });
      await scheduler.waitFor(Promise.all([sweep, ...people]));
      swept += await sweep;
      for (const [place, one] of photos.entries())
        if (each[place]?.isUsed || each[place]?.isPutAgain) assert.ok(await isThere(w, one));
    }),
    { numRuns: 60 },
  );
  assert.ok(swept > 0 && again > 0);
});

test("what is put at the very moment at which it is deleted is there afterwards", async () => {
  const w = await world();
  const since = new Date(w.clock.now().getTime() - 2 * day);
  let deleted = 0;
  for (let round = 0; round < 200; round += 1) {
    const { sha256 } = await photo(w, 30);
    const content = contents.get(sha256) ?? assert.fail();
    const both = [() => w.files.put(content), () => w.files.deleteUnused(sha256, since)];
    const done = await Promise.all((round % 2 === 0 ? both : both.toReversed()).map((one) => one()));
    if (done.includes(true)) deleted += 1;
    assert.ok(await w.files.has(sha256), `round ${round}`);
  }
  assert.equal(deleted, 100, "half of them were deleted first, and written again");
});

/** Columns that hold a hash and name no file of the store. */
const noFiles = ["objects", "pages", "published_answers", "published_entries", "sealed_files", "commits"];

test("every table that names files is told to the sweep", async () => {
  const w = await world();
  const columns = w.db.$client
    .prepare(
      "select m.name tableName, c.name columnName from sqlite_master m join pragma_table_info(m.name) c where m.type = 'table' and c.name like '%sha256%'",
    )
    .all() as { tableName: string; columnName: string }[];
  const naming = columns.filter(({ tableName }) => !noFiles.includes(tableName)).map(({ tableName }) => tableName);
  // A new table here: add its files to its tool's manifest (`files`), and the table to this list.
  assert.deepEqual([...new Set(naming)].sort(), ["notice_photos"]);
});
