import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { mangledFiles } from "../../people/import/mangles.ts";
import type { Dropped } from "../../people/import/read.ts";
import type { Browser } from "../../testing/browser.ts";
import { remember } from "../../testing/pristine.ts";
import { world } from "../../testing/world.ts";
import annuaire from "./index.ts";

const page = "/direction/annuaire/import";

/** The whole way at the screen; null when the files were refused, or asked about, next to the field. */
const importAtScreen = async (head: Browser, files: readonly Dropped[]): Promise<string | null> => {
  const dropped = await head.postFiles(page, {}, "fichiers", files);
  assert.ok([303, 422].includes(dropped.status), `dropping: ${dropped.status}`);
  if (dropped.status === 422 || dropped.location.includes("/colonnes/")) return null;
  const preview = await head.get(dropped.location);
  assert.equal(preview.status, 200);
  const empreinte = /name="empreinte" value="([^"]+)"/.exec(preview.text)?.[1] ?? "";
  const { location } = await head.post(`${dropped.location}/application`, { empreinte, confirme: "oui" });
  for (;;) if ((await head.get(location)).status === 303) break;
  const result = await head.get(dropped.location);
  assert.match(result.text, /Import terminé/);
  return dropped.location;
};

it("mangled files at the screen: never an exception page, never half an import, nobody doubled by a second run", async () => {
  const w = await world({ features: [annuaire] });
  const head = w.as("gaelle");
  const putBack = remember(w.db);
  const count = (table: string): number =>
    (w.db.$client.prepare(`select count(*) as n from ${table}`).get() as { n: number }).n;
  const outcomes = { imported: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(mangledFiles, async (files) => {
      const before = count("people");
      const url = await importAtScreen(head, files);
      if (url === null) {
        outcomes.refused += 1;
        assert.equal(count("people"), before);
        return putBack();
      }
      outcomes.imported += 1;
      const after = count("people");
      assert.equal(count("imports where started_at is not null"), 0);
      assert.equal(count("people where left_on is not null"), 0);
      assert.notEqual(await importAtScreen(head, files), null);
      assert.equal(count("people"), after);
      await head.post(`${url}/annulation`);
      assert.equal(count("people"), before);
      putBack();
    }),
    { numRuns: 12 },
  );
  assert.ok(outcomes.imported > 1 && outcomes.refused > 1, JSON.stringify(outcomes));
});
