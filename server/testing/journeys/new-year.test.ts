import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { Browser, Page } from "playwright-core";
import { paths } from "../../core/paths.ts";
import { applyImport } from "../../people/import/apply.ts";
import { recordsOf, stageImport } from "../../people/import/imports.ts";
import { readFiles } from "../../people/import/read.ts";
import { noRecords } from "../../people/import/records.ts";
import { sampleFiles } from "../../people/import/samples.ts";
import type { CastName } from "../cast.ts";
import { desktop, launchChromium, newVisitor, phone, visit, watchErrors } from "../chromium.ts";
import { world } from "../world.ts";

const base = "/direction/annuaire";
const nextYear = ["eleves", "responsables", "enseignants"].map((name) =>
  join(paths.root, "server/people/samples/jules-ferry-2027", `CSVExtraction-${name}.csv`),
);
const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });

const w = await world({ startsAt: "2027-07-02T09:00:00.000Z" });
const doing = w.doing("gaelle");
const first = stageImport(doing, readFiles(sampleFiles("jules-ferry-2026")));
applyImport(doing, first, recordsOf(w.db, first) ?? noRecords());
/** A pupil whom somebody had entered by hand, wrongly dated. */
w.db.$client.exec("update pupils set ine = null, birth_date = '2020-04-09' where ine = '708567112EG'");

describe("the rentrée, prepared and opened", () => {
  let browser: Browser;
  let page: Page;
  let errors: string[];

  const pageOf = async (name: CastName, viewport = desktop): Promise<Page> => {
    const context = await newVisitor(browser, viewport);
    const [cookie = "", value = ""] = w.as(name).cookie.split(/=(.*)/s);
    await context.addCookies([{ name: cookie, value, url: w.url }]);
    return context.newPage();
  };

  before(async () => {
    browser = await launchChromium();
    page = await pageOf("gaelle");
    errors = watchErrors(page);
  });
  after(() => browser.close());

  it("asks whether these are next year’s files", async () => {
    await page.goto(`${w.url}${base}/rentree`);
    await visit(page, "rentree-vide");
    await page.getByRole("link", { name: "Déposer les fichiers" }).click();
    await page.locator("input[type=file]").setInputFiles(nextYear);
    await button(page, "Voir l’aperçu").click();
    await page.getByText("Est-ce déjà la rentrée 2027-2028").waitFor();
    await visit(page, "rentree-quelle-annee");
    await button(page, "Oui, c’est la rentrée 2027-2028").click();
    await page.getByRole("heading", { name: "Vérifier la rentrée 2027-2028" }).waitFor();
  });

  it("shows the doubtful ones first, side by side, then who leaves, arrives and moves", async () => {
    assert.ok(await page.getByText("Même personne").first().isVisible());
    await page.getByText(/élèves au niveau suivant$/).click();
    await visit(page, "rentree-apercu");
    await page.locator("input[type=radio]").first().check();
    await button(page, "Enregistrer ces choix").click();
    await page.getByText("Choix enregistré.").waitFor();
    await page
      .getByText(/^\d+ élèves$/)
      .first()
      .click();
    await page.getByLabel(/Zoé Pérez/).check();
    await visit(page, "rentree-departs");
    await button(page, "Enregistrer qui reste").click();
    await page.getByText("C’est noté.").waitFor();
    assert.ok(await page.getByLabel(/Zoé Pérez/).isChecked());
  });

  it("prepares it for a day", async () => {
    await page.getByLabel("Ouvrir d’elle-même le").fill("2027-07-01");
    await button(page, "Préparer la rentrée").click();
    await page.getByText("Choisissez un jour à venir").first().waitFor();
    await visit(page, "rentree-jour-refuse");
    await page.getByLabel("Ouvrir d’elle-même le").fill("2027-08-30");
    await button(page, "Préparer la rentrée").click();
    await page.getByText("Elle s’ouvrira d’elle-même le 30").waitFor();
    await page.locator("summary").filter({ hasText: "CM2 B" }).click();
    await visit(page, "rentree-preparee");
    const small = await pageOf("gaelle", phone);
    await small.goto(`${w.url}${base}/rentree`);
    await visit(small, "rentree-preparee-telephone");
  });

  it("is a draft for the staff, and nothing for families", async () => {
    const teacher = await pageOf("anne", phone);
    await teacher.goto(`${w.url}/accueil`);
    await teacher.getByRole("link", { name: /projet de classes 2027-2028/ }).click();
    await teacher.locator("summary").filter({ hasText: "CE1 A" }).click();
    await visit(teacher, "rentree-projet");
    const parent = await pageOf("claire");
    await parent.goto(`${w.url}/accueil`);
    assert.equal(await parent.getByText("2027-2028").count(), 0);
    assert.equal((await parent.goto(`${w.url}/rentree`))?.status(), 404);
  });

  it("opens, shows what was done, and can be taken back as long as nobody has built on it", async () => {
    await page.goto(`${w.url}${base}/rentree`);
    await button(page, "Ouvrir l’année maintenant").click();
    await page.getByRole("heading", { name: /ouverte|terminé/ }).waitFor();
    await visit(page, "rentree-ouverte");
    const count = (where: string): number =>
      (w.db.$client.prepare(`select count(*) as n from ${where}`).get() as { n: number }).n;
    assert.equal(count("school_years where is_current and label = '2027-2028'"), 1);
    assert.equal(count("memberships where \"as\" = 'pupil' and ends_on is null"), 185);
    await button(page, "Annuler cet import").click();
    await page.getByText("L’import est annulé").waitFor();
    await visit(page, "rentree-annulee");
    assert.equal(count("school_years where is_current and label = '2026-2027'"), 1);
    assert.deepEqual(errors, []);
  });
});
