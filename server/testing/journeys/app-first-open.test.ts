import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import type { BrowserContext, Page } from "playwright-core";
import type { Family } from "../app-school.ts";
import { Stage } from "../app-visit.ts";

const body = `<p>${"Voici les nouvelles de la classe, à lire quand vous avez un moment. ".repeat(6)}</p>`;

/** The figure of the project: below 150 kB, headers included, for a family with eight notices; pictures come on top. */
describe("what a first open costs", () => {
  const stage = Stage.set();
  let family: Family;
  let context: BrowserContext;
  let page: Page;

  before(async () => {
    family = await stage.school.admit("Mme Claire Martin", ["Léa Martin"]);
    for (const title of ["Rentrée", "Piscine", "Poux", "Menu", "Bibliothèque", "Réunion", "Assurance"])
      await stage.school.publish({ title, body });
    await stage.school.publish({ title: "Sortie", signature: "both", answer: "Signature des deux responsables", body });
  });

  it("stays below 150 kB over the network", async (t) => {
    const before = stage.portal.sent();
    ({ context, page } = await stage.visitor(family));
    await page.getByRole("button", { name: "Je signe pour Léa" }).waitFor();
    await page.evaluate("document.fonts.ready");
    await page.waitForLoadState("networkidle");
    assert.equal(await page.locator("article").count(), 8);
    const kilobytes = (stage.portal.sent() - before) / 1000;
    t.diagnostic(`${kilobytes} kB in ${stage.portal.requests.length} requests, those of the school's box among them`);
    assert.ok(kilobytes > 80 && kilobytes < 150, `${kilobytes} kB`);
  });

  it("and the second open, without network, costs nothing and shows the same", async () => {
    await stage.cut(context);
    await page.close();
    const again = await context.newPage();
    await again.goto(`${stage.portal.url}/e/0690078K`);
    await again.getByRole("button", { name: "Je signe pour Léa" }).waitFor();
    assert.equal(await again.locator("article").count(), 8);
    await stage.mend(context);
  });
});
