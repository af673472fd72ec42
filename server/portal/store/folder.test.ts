import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import fc from "fast-check";
import { createClock } from "../../core/clock.ts";
import { FolderStore } from "./folder.ts";
import { everyItem } from "./object-store.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("a folder as a store", () => {
  const clock = createClock("Europe/Paris");
  let root: string;
  let store: FolderStore;
  let round = 0;
  before(async () => {
    root = await mkdtemp(join(tmpdir(), "store-"));
  });
  beforeEach(async () => {
    store = await FolderStore.open(join(root, `${round++}`), clock);
  });
  after(() => rm(root, { recursive: true, force: true }));

  it("keeps, replaces, deletes", async () => {
    assert.equal(await store.get("a/b"), null);
    await store.put("a/b", bytes("one"));
    await store.put("a/b", bytes("two"));
    assert.deepEqual(Buffer.from((await store.get("a/b")) ?? []), Buffer.from("two"));
    assert.equal((await store.stat("a/b"))?.size, 3);
    await store.delete("a/b");
    await store.delete("a/b");
    assert.equal(await store.stat("a/b"), null);
    assert.equal(await store.read("a/b"), null);
  });

  it("creates once among twenty at the same moment, in two processes' worth of stores", async () => {
    const other = await FolderStore.open(join(root, `${round - 1}`), clock);
    const tries = Array.from({ length: 20 }, (_, i) => (i % 2 ? store : other).putIfAbsent("c/1", bytes(`${i}`)));
    const won = (await Promise.all(tries)).map((isNew, i) => (isNew ? i : -1)).filter((i) => i >= 0);
    assert.equal(won.length, 1);
    assert.equal(new TextDecoder().decode((await other.get("c/1")) ?? undefined), `${won[0]}`);
  });

  it("keeps nothing of a body that breaks off", async () => {
    async function* broken() {
      yield bytes("half");
      throw new Error("cut");
    }
    await assert.rejects(store.putIfAbsent("x/y", broken()), /cut/);
    assert.equal(await store.stat("x/y"), null);
    assert.deepEqual(await readdir(join(root, `${round - 1}`, ".tmp")), []);
  });

  it("clears what a process that died left, not what another is writing", async () => {
    const folder = join(root, `${round - 1}`);
    await writeFile(join(folder, ".tmp", "young"), "x");
    await writeFile(join(folder, ".tmp", "old"), "x");
    await utimes(join(folder, ".tmp", "old"), 1_000_000, 1_000_000);
    await FolderStore.open(folder, clock);
    assert.deepEqual(await readdir(join(folder, ".tmp")), ["young"]);
  });

  it("does not leave its folder", async () => {
    for (const key of ["../x", "/etc/passwd", "a/../b", ".tmp/x", "a//b", "", "a/", "a\0b", "é"])
      await assert.rejects(store.get(key), /not a key/, key);
  });

  it("lists in the order of keys, page after page, every key once", async () => {
    const segment = fc.stringMatching(/^[a-c0-]{1,2}$/);
    const key = fc.array(segment, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
    let trees = 0;
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(key, { maxLength: 12 }), fc.integer({ min: 1, max: 5 }), async (given, limit) => {
        const clear = given.filter((one) => !given.some((other) => other.startsWith(`${one}/`))); // a file is no folder
        const prefix = `list${trees++}/`;
        for (const one of clear) await store.put(prefix + one, bytes(""));
        const expected = clear.map((one) => prefix + one).sort();
        const seen: string[] = [];
        let after: string | undefined;
        do {
          const page = await store.list(prefix, { after, limit });
          assert.ok(page.items.length <= limit);
          seen.push(...page.items.map((item) => item.key));
          after = page.next ?? undefined;
        } while (after !== undefined);
        assert.deepEqual(seen, expected);
      }),
      { numRuns: 60 },
    );
    assert.ok(trees > 0);
    for await (const _ of everyItem(store, "nothing/")) assert.fail();
  });
});
