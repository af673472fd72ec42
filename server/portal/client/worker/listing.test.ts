import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { ChannelHead, EntryRef, Keyring, Page } from "../../../wire/index.ts";
import { readListing } from "./listing.ts";

const position = { object: "a".repeat(32), sha256: "b".repeat(64), key: 1 };
const entryRef = (index: number, at: string, order?: number): EntryRef => ({
  ...position,
  id: String(index).padStart(32, "0"),
  kind: "liaison.notice",
  at,
  order,
});

/** The ids that an app lists, first to last, when the pages of its channels hold these. */
const listed = async (pages: readonly (readonly EntryRef[])[]): Promise<string[]> => {
  const channels = pages.map((_, index) => ({ id: String(index), type: "classroom" as const, keys: [] }));
  const shelf = {
    head: async () => ({ pages: [position] }) as unknown as ChannelHead,
    page: async (_: unknown, { id }: { id: string }) => ({ entries: pages[Number(id)] ?? [] }) as unknown as Page,
  };
  const listing = await readListing(shelf as never, { channels } as unknown as Keyring);
  return listing.listed.map(({ id }) => id);
};

test("whatever the clocks said and however channels share them, entries follow the school's numbers", async () => {
  const instants = fc.date({ min: new Date(0), max: new Date("2045-01-01"), noInvalidDate: true });
  const property = fc.asyncProperty(
    fc.array(fc.record({ at: instants, channel: fc.nat(2) }), { minLength: 1, maxLength: 30 }),
    async (published) => {
      const refs = published.map(({ at, channel }, index) => ({
        channel,
        ref: entryRef(index, at.toISOString(), index + 1),
      }));
      const pages = [0, 1, 2].map((one) => refs.filter(({ channel }) => channel === one).map(({ ref }) => ref));
      assert.deepEqual(await listed(pages), refs.map(({ ref }) => ref.id).reverse());
    },
  );
  await fc.assert(property, { numRuns: 100 });
});

test("what travelled ahead of its time stands first, and takes its place once the school has given it one", async () => {
  const early = entryRef(1, "2026-11-01T08:00:00Z");
  const older = entryRef(2, "2026-11-20T08:00:00Z", 7);
  const newer = entryRef(3, "2026-11-19T08:00:00Z", 9);
  assert.deepEqual(await listed([[older, early, newer]]), [early.id, newer.id, older.id]);
  assert.deepEqual(await listed([[older, { ...early, order: 8 }, newer]]), [newer.id, early.id, older.id]);
});
