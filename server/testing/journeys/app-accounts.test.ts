import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { formatCode, newCode } from "../../wire/index.ts";
import type { Family } from "../app-school.ts";
import { Stage } from "../app-visit.ts";
import { desktop, newVisitor, phone, visit, watchErrors } from "../chromium.ts";

/** What a browser's database holds under a prefix. */
const kept = (page: Page, prefix: string): Promise<number> =>
  page.evaluate<number>(`new Promise((done, fail) => {
    const opening = indexedDB.open("preau");
    opening.onupgradeneeded = () => opening.result.createObjectStore("kept");
    opening.onerror = fail;
    opening.onsuccess = () => {
      const getting = opening.result.transaction("kept").objectStore("kept").getAllKeys();
      getting.onsuccess = () => { opening.result.close(); done(getting.result.filter((key) => key.startsWith(${JSON.stringify(prefix)})).length); };
    };
  })`);

describe("accounts on a device", () => {
  const stage = Stage.set();
  let mother: Family;
  let father: Family;
  const shows = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor({ timeout: 15_000 });
  const home = () => `${stage.portal.url}/e/0690078K`;

  before(async () => {
    mother = await stage.school.admit("Mme Claire Martin", ["Léa Martin", "Hugo Martin"]);
    father = await stage.school.admit("M. Paul Durand", ["Jules Durand"]);
    await stage.school.publish({ title: "Sortie", signature: "one", answer: "Signature d’un responsable" });
    const [, hugo] = mother.children;
    assert.ok(hugo);
    await stage.school.publish({ title: "Pour Hugo seulement" }, { to: hugo.channel });
  });

  it("a code typed without care opens the school; a wrong one is told", async () => {
    const context = await newVisitor(stage.browser, phone);
    const page = await context.newPage();
    const errors = watchErrors(page);
    await page.goto(home());
    await page.getByLabel("Code", { exact: true }).fill("ABCD-EFGH");
    await page.getByRole("button", { name: "Ouvrir" }).click();
    await shows(page, "Ce code n’est pas complet");
    await visit(page, "app-code-390");
    const sloppy = ` ${formatCode(mother.code).toLowerCase().replaceAll("-", " ").replaceAll("0", "o").replaceAll("1", "l")} `;
    await page.getByLabel("Code", { exact: true }).fill(sloppy);
    await page.getByRole("button", { name: "Ouvrir" }).click();
    await shows(page, "Sortie");
    assert.deepEqual(errors, []);
    await context.close();
  });

  it("a code that no school knows is told, and nothing is kept of it", async () => {
    const context = await newVisitor(stage.browser, phone);
    const page = await context.newPage();
    await page.goto(`${home()}#${formatCode(newCode())}`);
    await shows(page, "L’école ne connaît pas");
    await page.getByLabel("Code", { exact: true }).waitFor();
    assert.equal(await kept(page, "account/"), 0);
    await context.close();
  });

  it("two children: the filter shows each one’s", async () => {
    const { page, context } = await stage.visitor(mother);
    await shows(page, "Pour Hugo seulement");
    await page.getByRole("link", { name: "Léa", exact: true }).click();
    await page.getByText("Pour Hugo seulement").waitFor({ state: "detached" });
    await shows(page, "Sortie");
    assert.equal(await page.getByRole("button", { name: /^Je signe pour/ }).count(), 2);
    await context.close();
  });

  it("two parents on one phone choose who reads, and neither sees the other’s", async () => {
    const { page, context } = await stage.visitor(mother);
    await shows(page, "Pour Hugo seulement");
    await page.goto(stage.link(father));
    await page.reload();
    await page.getByRole("button", { name: "Je signe pour Jules" }).waitFor();
    assert.equal(await page.getByText("Pour Hugo seulement").count(), 0);
    const later = await context.newPage();
    await later.goto(home());
    await later.getByRole("heading", { name: "Qui lit ?" }).waitFor();
    await visit(later, "app-choice-390");
    await later.getByRole("button", { name: /Léa et Hugo/ }).click();
    await shows(later, "Pour Hugo seulement");
    await context.close();
  });

  it("forgetting warns of a reply that has not left, then erases all of that holder and nothing of the other", async () => {
    const { page, context } = await stage.visitor(mother);
    await shows(page, "Pour Hugo seulement");
    await page.goto(stage.link(father));
    await page.reload();
    await page.getByRole("button", { name: "Je signe pour Jules" }).waitFor();
    await stage.cut(context);
    await page.getByRole("button", { name: "Je signe pour Jules" }).click();
    await shows(page, "En attente d’envoi");
    await page.getByRole("link", { name: /Cet appareil/ }).click();
    await shows(page, "Un envoi n’a pas encore été reçu");
    await visit(page, "app-forget-390");
    await page.getByRole("button", { name: "Effacer quand même" }).click();
    await shows(page, "cet appareil a tout oublié");
    assert.equal(await kept(page, `account/${father.keys.tokenHash}`), 0);
    assert.equal(await kept(page, `of/${father.keys.tokenHash}`), 0);
    assert.ok((await kept(page, `of/${mother.keys.tokenHash}`)) > 5);
    await stage.mend(context);
    await context.close();
  });

  it("a shared computer keeps nothing once its window is closed", async () => {
    const { page, context } = await stage.visitor(mother, desktop);
    await shows(page, "Cet ordinateur sert-il à d’autres");
    await visit(page, "app-shared-1280");
    await page.getByRole("button", { name: "Ordinateur partagé" }).click();
    await page.getByText("Cet ordinateur sert-il à d’autres").waitFor({ state: "detached" });
    await shows(page, "Pour Hugo seulement");
    assert.equal(await kept(page, ""), 0);
    await page.reload();
    await shows(page, "Pour Hugo seulement");
    await page.getByRole("button", { name: "Je signe pour Léa" }).click();
    await shows(page, "Déposé");
    assert.equal(await kept(page, ""), 0);
    const session = await context.newCDPSession(page); // a browser stops an idle worker after half a minute: its memory is gone
    await session.send("ServiceWorker.enable");
    await session.send("ServiceWorker.stopAllWorkers");
    await page.reload();
    await shows(page, "Déposé");
    await page.close();
    const next = await context.newPage();
    await next.goto(home());
    await next.getByLabel("Code", { exact: true }).waitFor();
    await context.close();
  });

  it("a browser without service workers says which one to open, with the whole address", async () => {
    const context = await newVisitor(stage.browser, phone);
    await context.addInitScript("delete Navigator.prototype.serviceWorker");
    const page = await context.newPage();
    await page.goto(stage.link(mother));
    await page.getByRole("heading", { name: "Ouvrez cette page dans un autre navigateur" }).waitFor();
    assert.equal(await page.getByLabel("Adresse à copier").inputValue(), stage.link(mother));
    await visit(page, "app-other-browser-390");
    await context.close();
  });
});
