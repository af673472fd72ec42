import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import type { BrowserContext, Page } from "playwright-core";
import { landscape } from "../app-notices.ts";
import type { Family } from "../app-school.ts";
import { Stage } from "../app-visit.ts";
import { desktop, shoot, visit } from "../chromium.ts";

interface Picture {
  readonly naturalWidth: number;
  decode(): Promise<void>;
}
/** Once decoded; a picture that does not decode fails the test. */
const naturalWidth = (image: Picture): Promise<number> => image.decode().then(() => image.naturalWidth);

describe("a mother reads and signs on her phone", () => {
  const stage = Stage.set();
  let family: Family;
  let context: BrowserContext;
  let page: Page;
  let errors: string[];

  const card = (title: string) => page.locator("article", { hasText: title });
  const shows = (text: string | RegExp) => page.getByText(text).first().waitFor({ timeout: 15_000 });

  before(async () => {
    const { school } = stage;
    family = await school.admit("Mme Claire Martin", ["Léa Martin"]);
    for (const title of [
      "Rentrée",
      "Piscine le jeudi",
      "Poux",
      "Menu de la semaine",
      "Bibliothèque",
      "Réunion de classe",
      "Assurance",
    ])
      await school.publish({
        title,
        kindLabel: "Information",
        icon: "information",
        tone: "sky",
        body: "<p>Voici les nouvelles de la classe, à lire quand vous avez un moment.</p>",
      });
    await school.publish(
      {
        title: "Sortie au musée des Confluences",
        signature: "both",
        answer: "Signature des deux responsables",
        facts: [
          { icon: "calendar", label: "Date", text: "Vendredi 27 novembre, 8 h 30 – 16 h 30" },
          { icon: "backpack", label: "À apporter", text: "Pique-nique, bouteille d’eau" },
        ],
        body: "<p>Nous irons en car. Merci de prévoir de bonnes chaussures.</p>",
      },
      { photos: [await landscape(205)] },
    );
  });

  it("opens the letter’s address, and the code leaves the address bar", async () => {
    ({ context, page, errors } = await stage.visitor(family));
    await card("Sortie au musée").waitFor({ timeout: 15_000 });
    assert.equal(new URL(page.url()).hash, "");
    assert.equal(await page.locator("article").count(), 8);
    await shows(/^Nouvelles de l’école à/);
  });

  it("sees the photo, small in the list and whole on its own page", async () => {
    const width = (): Promise<number> => page.locator("article img").first().evaluate(naturalWidth);
    assert.equal(await width(), 400);
    await visit(page, "app-home-390");
    await page.getByRole("link", { name: "Sortie au musée" }).click();
    await page.getByRole("link", { name: "Toutes les nouvelles" }).waitFor();
    assert.equal(await width(), 1600);
    await visit(page, "app-notice-390");
    await page.locator("a.photo").click();
    await page.getByRole("link", { name: "Revenir au mot" }).waitFor();
    await visit(page, "app-photo-390");
    await page.goBack();
    await page.goBack();
    await card("Rentrée").waitFor();
  });

  it("lets the school know what she has had before her eyes", async () => {
    const unread = page.locator("article[data-unread]", { hasText: "Sortie au musée" });
    await page.evaluate("window.scrollTo(0, 0)");
    await unread.waitFor({ state: "detached" });
    let replies = await stage.school.takeReplies([family]);
    while (replies.length === 0) {
      await page.evaluate("new Promise(requestAnimationFrame)");
      replies = await stage.school.takeReplies([family]);
    }
    assert.ok(replies.every(({ action, kind }) => action === "read" && kind === "liaison"));
    await page.getByRole("link", { name: "Mes envois" }).click();
    await shows("s’affichera ici");
    await page.goBack();
    await card("Rentrée").waitFor();
  });

  it("reads all of it again without any network", async () => {
    await stage.cut(context);
    await page.reload();
    await shows(/Hors connexion/);
    assert.equal(await page.locator("article").count(), 8);
    await page.locator("article img").first().evaluate(naturalWidth);
    await visit(page, "app-offline-390");
  });

  it("signs in a tunnel: the signature waits, then leaves by itself, and is received", async () => {
    await page.getByRole("button", { name: "Je signe pour Léa" }).click();
    await card("Sortie au musée").getByText("En attente d’envoi").waitFor();
    assert.equal(await page.evaluate("document.activeElement.className"), "reply");
    await shoot(page, "app-waiting-390");
    await page.reload();
    await card("Sortie au musée").getByText("En attente d’envoi").waitFor();
    await stage.mend(context);
    await card("Sortie au musée").getByText("Déposé").waitFor({ timeout: 15_000 });
    const reply = (await stage.school.takeReplies([family])).find(({ action }) => action === "sign");
    assert.equal(reply?.action, "sign");
    assert.deepEqual(reply?.fields, { child: family.children[0]?.id });
    await page.reload();
    await card("Sortie au musée").getByText("Reçu par l’école le").waitFor({ timeout: 15_000 });
    assert.equal(await page.getByRole("button", { name: "Je signe pour Léa" }).count(), 0);
    await page.getByRole("link", { name: "Mes envois" }).click();
    await shows(/Signature pour Léa/);
    await shows("Reçu par l’école le");
    await visit(page, "app-replies-390");
  });

  it("sees what the father signed, and is asked again once the text is corrected", async () => {
    const { school } = stage;
    const child = family.children[0];
    assert.ok(child);
    const { entry } = await school.publish({
      title: "Photo de classe",
      signature: "one",
      answer: "Signature d’un responsable",
    });
    await school.tellSignatures(child, {
      [entry.id]: [{ by: "0".repeat(32), byLabel: "son père", at: entry.at, contentHash: entry.contentHash }],
    });
    await page.goto(`${stage.portal.url}/e/0690078K`);
    await card("Photo de classe").getByText("Signé par son père").waitFor();
    assert.equal(await card("Photo de classe").getByRole("button").count(), 0);
    await school.publish(
      {
        title: "Photo de classe",
        signature: "one",
        answer: "Signature d’un responsable",
        body: "<p>Le photographe vient mardi.</p>",
        correctedOn: "mardi 24 novembre",
      },
      { id: entry.id },
    );
    await page.reload();
    await card("Photo de classe").getByRole("button", { name: "Je signe pour Léa" }).waitFor();
    assert.equal(await card("Photo de classe").getByText("Signé par son père").count(), 0);
  });

  it("is told why a reply was not taken, and may send it again", async () => {
    await card("Photo de classe").getByRole("button").click();
    await card("Photo de classe").getByText("Déposé").waitFor();
    await stage.school.takeReplies([family], "refused", "ce mot vient d’être corrigé");
    await page.reload();
    await card("Photo de classe").getByText("Non pris en compte : ce mot vient d’être corrigé").waitFor();
    await card("Photo de classe").getByRole("button", { name: "Je signe pour Léa" }).waitFor();
  });

  it("stands on a wide screen too, and breaks no rule of the page", async () => {
    await page.setViewportSize(desktop);
    await page.reload();
    await card("Rentrée").waitFor();
    await visit(page, "app-home-1280");
    await page.getByRole("link", { name: /Cet appareil/ }).click();
    await page.getByRole("heading", { name: "Oublier cet appareil" }).waitFor();
    await visit(page, "app-device-1280");
    assert.deepEqual(errors, []);
  });
});
