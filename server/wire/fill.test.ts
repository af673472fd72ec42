import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { contentHash, type Entry, type EntryRef, filledPage, newName, paddedJson } from "./index.ts";

const AT = "2026-11-23T09:00:00Z";
const channel = newName();
const sha256 = "a".repeat(64);

test("entries inside a page cost no byte, and are under the page's own key", () => {
  const seen = { inside: 0, left: 0 };
  const words = fc.array(fc.record({ key: fc.integer({ min: 1, max: 2 }), length: fc.nat(3000) }), { maxLength: 100 });
  fc.assert(
    fc.property(words, (list) => {
      const refs: EntryRef[] = [];
      const entries = new Map<string, Entry>();
      for (const { key, length } of list) {
        const about = { id: newName(), kind: "liaison.notice", at: AT };
        const data = { title: "é".repeat(length) };
        refs.push({ object: newName(), sha256, key, ...about });
        entries.set(about.id, {
          v: 1,
          channel,
          ...about,
          data,
          media: [],
          actions: [],
          contentHash: contentHash(data),
        });
      }
      const page = filledPage(channel, refs, 2, entries);
      assert.equal(paddedJson(page).length, paddedJson({ v: 1, channel, entries: refs }).length);
      assert.deepEqual(
        page.entries.map(({ here: _, ...ref }) => ref),
        refs,
      );
      for (const { here, id, key } of page.entries) {
        if (here === undefined) {
          seen.left += 1;
          continue;
        }
        seen.inside += 1;
        assert.equal(key, 2, "who has the page's key alone may not read what an older one sealed");
        assert.deepEqual(here, entries.get(id));
      }
    }),
  );
  assert.ok(seen.inside > 0 && seen.left > 0);
});
