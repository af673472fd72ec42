import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { desktop, launchChromium, newVisitor, phone, visit, watchErrors } from "../chromium.ts";
import { world } from "../world.ts";

const base = "/direction/annuaire";
const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });

const w = await world();

/** The head at a browser, signed in. */
const headAt = async (browser: Browser, viewport = desktop): Promise<BrowserContext> => {
  const context = await newVisitor(browser, viewport);
  const [name = "", value = ""] = w.as("gaelle").cookie.split(/=(.*)/s);
  await context.addCookies([{ name, value, url: w.url }]);
  return context;
};

describe("the directory by hand", () => {
  let browser: Browser;
  let page: Page;
  let errors: string[];

  before(async () => {
    browser = await launchChromium();
    page = await (await headAt(browser)).newPage();
    errors = watchErrors(page);
  });
  after(() => browser.close());

  it("adds a sister to her brother’s parents", async () => {
    await page.goto(`${w.url}${base}`);
    await visit(page, "annuaire-eleves");
    await page.getByLabel("Chercher", { exact: true }).pressSequentially("zoe");
    await page.getByText("1 élève", { exact: true }).waitFor();
    await page.getByRole("link", { name: "Pérez Zoé" }).click();
    await page.getByRole("heading", { name: "Zoé Pérez", level: 1 }).waitFor();
    await visit(page, "annuaire-fiche");
    await page.getByRole("link", { name: "Ajouter un frère ou une sœur" }).click();
    await page.getByLabel("Prénom").first().fill("Inès");
    await page.getByLabel("Date de naissance").fill("2019-06-21");
    await page.getByLabel("Fille").check();
    await page.getByLabel("Classe").selectOption({ label: "CP de M. BENALI" });
    assert.ok(await page.getByLabel(/M\. Paul Pérez/).isChecked());
    await visit(page, "annuaire-fratrie");
    await button(page, "Ajouter l’élève").click();
    await page.getByRole("heading", { name: "Inès Pérez", level: 1 }).waitFor();
    assert.ok(await page.getByRole("link", { name: "M. Paul Pérez" }).isVisible());
  });

  it("moves her, and undoes it", async () => {
    await page.getByText("Changer de classe", { exact: true }).first().click();
    await page.locator("#form-classe").getByLabel("Classe").selectOption({ label: "CE2 de Mme MORIN" });
    await page.locator("#form-classe").getByLabel("Niveau").selectOption("CE2");
    await button(page, "Changer de classe").click();
    await page.getByText("Inès Pérez est maintenant en CE2 de Mme MORIN.").waitFor();
    await visit(page, "annuaire-deplacee");
    await page.locator(".toast").getByRole("button", { name: "Annuler" }).click();
    await page.getByText("C’est annulé.").waitFor();
    assert.ok(await page.getByRole("link", { name: "CP de M. BENALI" }).isVisible());
  });

  it("refuses a wrong INE next to its field, then corrects", async () => {
    await page.getByRole("link", { name: "Corriger" }).click();
    await page.getByLabel("INE").fill("12");
    await button(page, "Enregistrer").click();
    await page.getByText("Un INE a neuf chiffres et deux lettres").first().waitFor();
    await visit(page, "annuaire-correction-refusee");
    await page.getByLabel("INE").fill("123456789AB");
    await button(page, "Enregistrer").click();
    await page.getByText("La fiche est corrigée.").waitFor();
  });

  it("finds the double, compares, merges and splits again", async () => {
    await page.goto(`${w.url}${base}/nouvel-eleve`);
    await page.getByLabel("Prénom").first().fill("Ines");
    await page.getByLabel("Nom de naissance").first().fill("PEREZ");
    await page.getByLabel("Date de naissance").fill("2019-06-21");
    await button(page, "Ajouter l’élève").click();
    await page.goto(`${w.url}${base}/doubles`);
    await page.getByText("même date de naissance").waitFor();
    await visit(page, "annuaire-doublons");
    await page.getByRole("link", { name: /Comparer/ }).click();
    await visit(page, "annuaire-comparaison");
    await page.getByLabel("Ines", { exact: true }).check();
    await button(page, "Réunir les deux fiches").click();
    await page.getByText(/Les deux fiches sont réunies/).waitFor();
    await visit(page, "annuaire-reunie");
    await button(page, /Séparer de nouveau/).click();
    await page.getByText("Les deux fiches sont de nouveau séparées.").waitFor();
    await page.goto(`${w.url}${base}?q=ines`);
    await page.getByText("2 élèves", { exact: true }).waitFor();
  });

  it("exports what is shown, sorted, and prints it", async () => {
    await page.goto(`${w.url}${base}`);
    await page.getByRole("link", { name: "Né(e) le" }).click();
    await page.waitForURL(/tri=naissance/);
    const [download] = await Promise.all([page.waitForEvent("download"), button(page, "Tableur (CSV)").click()]);
    const text = readFileSync(await download.path(), "utf8");
    assert.ok(text.startsWith("\ufeffNom;Classe;Niveau"));
    assert.equal(text.split("\r\n").length, 1 + 6 + 1);
    await page.getByRole("link", { name: "Imprimer" }).click();
    await page.getByText(/École Jules-Ferry · 6 élèves/).waitFor();
    await visit(page, "annuaire-impression");
  });

  it("makes a group across classes and entrusts a class for two days", async () => {
    await page.goto(`${w.url}${base}/nouveau-groupe`);
    await page.getByLabel("Nom du groupe").fill("Chorale");
    await page.getByLabel(/Sylvie Mercier/).check();
    await visit(page, "annuaire-nouveau-groupe");
    await button(page, /Créer/).click();
    for (const room of ["CE2 de Mme MORIN", "CP de M. BENALI"]) await page.getByText(room, { exact: true }).click();
    await page.getByLabel("Léa Roux").check();
    await page.getByLabel("Hugo Roux").check();
    await visit(page, "annuaire-groupe-eleves");
    await button(page, "Enregistrer").click();
    await page.getByRole("heading", { name: "Élèves (2)" }).waitFor();
    await visit(page, "annuaire-groupe");
    await page.goto(`${w.url}${base}/classes/${w.ids.ce2}`);
    await page.getByText("Remplacement", { exact: true }).click();
    const form = page.locator("#form-remplacement");
    await form.getByLabel("Du", { exact: true }).fill("2026-11-24");
    await form.getByLabel("Au", { exact: true }).fill("2026-11-25");
    await form.getByLabel("Prénom").fill("Luc");
    await form.getByLabel("Nom", { exact: true }).fill("Brun");
    await visit(page, "annuaire-remplacement");
    await button(page, "Confier la classe").click();
    await page.getByText(/La classe lui est confiée/).waitFor();
    await visit(page, "annuaire-classe");
  });

  it("reads on a phone", async () => {
    const small = await (await headAt(browser, phone)).newPage();
    const pages = [
      ["eleves", base],
      ["equipe", `${base}/equipe`],
      ["fiche", `${base}/personnes/${w.ids.lea}`],
      ["correction", `${base}/personnes/${w.ids.anne}/correction`],
      ["comparaison", `${base}/personnes/${w.ids.nadia}/reunion/${w.ids.claire}`],
      ["responsable", `${base}/nouveau-responsable?enfant=${w.ids.zoe}&q=roux`],
      ["classe", `${base}/classes/${w.ids.cp}`],
      ["membre", `${base}/nouveau-membre`],
    ] as const;
    for (const [name, path] of pages) {
      await small.goto(w.url + path);
      await visit(small, `annuaire-telephone-${name}`);
      const width = await small.evaluate("document.documentElement.scrollWidth");
      assert.ok(Number(width) <= phone.width, `${name} does not scroll sideways`);
    }
    assert.deepEqual(errors, []);
  });
});
