import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser, Page } from "playwright-core";
import { prepareSheets, sealSheets } from "../../features/pochette/openings.ts";
import type { CastName } from "../cast.ts";
import { desktop, launchChromium, newVisitor, phone, visit, watchErrors } from "../chromium.ts";
import { published } from "../notices.ts";
import { world } from "../world.ts";

const w = await world();

describe("families", () => {
  let browser: Browser;
  const errors: string[] = [];

  before(async () => {
    browser = await launchChromium();
  });
  after(async () => {
    await browser.close();
  });

  const open = async (who: CastName | "stranger", size = desktop): Promise<Page> => {
    const context = await newVisitor(browser, size);
    const [name = "", value = ""] = who === "stranger" ? [] : w.as(who).cookie.split(/=(.*)/s);
    if (name !== "") await context.addCookies([{ name, value, url: w.url }]);
    const page = await context.newPage();
    errors.push(...watchErrors(page));
    return page;
  };
  const shows = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();

  it("the head adds a grandmother, notes a decision with its dates, takes it back, and writes the pick-up list", async () => {
    const page = await open("gaelle");
    await page.goto(`${w.url}/direction`);
    await page.getByRole("link", { name: "Familles", exact: true }).click();
    await page.getByLabel("Chercher un enfant").fill("roux");
    await page.getByRole("button", { name: "Chercher" }).click();
    await shows(page, "Léa Roux");
    await visit(page, "familles-index");
    await page.getByRole("link", { name: /Léa Roux/ }).click();
    await page.getByRole("link", { name: "Ajouter une personne" }).click();
    await visit(page, "familles-ajout");
    await page.getByLabel("Prénom", { exact: true }).fill("Odette");
    await page.getByLabel("Nom", { exact: true }).fill("Roux");
    await page.getByRole("radio", { name: /Proche/ }).check();
    await page.getByRole("button", { name: "Ajouter", exact: true }).click();
    await shows(page, "Vérifiez ses droits");
    await visit(page, "familles-lien");
    await page.getByRole("checkbox", { name: /Vient chercher l’enfant/ }).check();
    await page.getByRole("button", { name: "Enregistrer" }).click();
    await page.getByRole("link", { name: "Décision pour Marc Roux" }).click();
    await page.getByRole("checkbox", { name: /Ne vient pas chercher Léa/ }).check();
    await page.getByLabel("La décision").fill("Ordonnance du 3 mars");
    await visit(page, "familles-decision");
    await page.getByRole("button", { name: "Enregistrer" }).click();
    await shows(page, "c’est enregistré");
    await page.goto(`${w.url}/direction/familles/${w.ids.lea}`);
    await shows(page, "Ne vient pas chercher");
    await page.getByLabel("Prénom et nom").fill("Odile Petit");
    await page.getByLabel("Lien avec l’enfant").fill("assistante maternelle");
    await page.getByRole("button", { name: "Mettre sur la liste" }).click();
    await shows(page, "Odile Petit est sur la liste");
    await visit(page, "familles-enfant");
    const small = await open("gaelle", phone);
    for (const [name, path] of [
      ["enfant", `/direction/familles/${w.ids.lea}`],
      ["index", "/direction/familles?q=roux"],
      ["correspondances", "/direction/correspondances"],
      ["pochettes", "/direction/pochettes"],
    ] as const) {
      await small.goto(w.url + path);
      await visit(small, `familles-390-${name}`);
    }
  });

  it("the head opens a class for its parents", async () => {
    const page = await open("gaelle");
    await page.goto(`${w.url}/direction/correspondances`);
    await page.getByRole("button", { name: /Ouvrir entre parents.*CE2/ }).click();
    await page.getByRole("button", { name: /Fermer entre parents.*CE2/ }).waitFor();
    await visit(page, "correspondances");
  });

  it("a teacher notes an allergy; a substitute scans the sheet on a tablet and closes it", async () => {
    const teacher = await open("anne");
    await teacher.goto(`${w.url}/pochette`);
    await visit(teacher, "pochette-mes-classes");
    await teacher.getByRole("link", { name: "CE2 de Mme MORIN" }).click();
    await teacher.getByRole("link", { name: "Allergies et PAI de Léa Roux" }).click();
    await teacher.getByLabel("Allergies").fill("arachide");
    await teacher.getByLabel("PAI : que faire").fill("Stylo dans l’armoire blanche.\nAppeler le 15.");
    await visit(teacher, "pochette-sante");
    await teacher.getByRole("button", { name: "Enregistrer" }).click();
    await shows(teacher, "arachide");
    await visit(teacher, "pochette-fiche");
    await teacher.getByRole("link", { name: "Imprimer" }).click();
    await visit(teacher, "pochette-papier");

    published(w, "anne", { title: "Sortie au musée" });
    const [sheet] = prepareSheets([w.ids.ce2]);
    assert.ok(sheet);
    sealSheets(w.doing("gaelle"), [sheet]);
    const tablet = await open("stranger", phone);
    await tablet.goto(`${w.url}/connexion`);
    await tablet.getByRole("link", { name: /Je remplace un collègue/ }).click();
    await visit(tablet, "pochette-code");
    await tablet.goto("about:blank");
    await tablet.goto(`${w.url}/pochette/code#${sheet.code}`);
    assert.equal(await tablet.getByLabel("Code de la feuille").inputValue(), sheet.code);
    assert.equal(new URL(tablet.url()).hash, "", "the code leaves the address");
    await tablet.getByLabel("Votre nom").fill("Odile Petit");
    await tablet.getByRole("button", { name: "Ouvrir jusqu’à ce soir" }).click();
    await shows(tablet, "Sortie au musée");
    await shows(tablet, "arachide");
    await visit(tablet, "pochette-ouverte");
    await tablet.getByRole("button", { name: "Fermer la pochette" }).click();
    await shows(tablet, "Adultes de l’école");
    await tablet.goBack();
    assert.equal(await tablet.getByText("arachide").count(), 0, "not by Back either");
    const head = await open("gaelle");
    await head.goto(`${w.url}/direction/pochettes`);
    await shows(head, "Odile Petit, avec la feuille");
    await visit(head, "pochettes-direction");
  });

  it("each looks at the trombinoscope, and a mother opens her telephone", async () => {
    for (const who of ["anne", "nadia", "lea"] as const) {
      const page = await open(who);
      await page.goto(`${w.url}/annuaire`);
      await visit(page, `annuaire-${who}`);
    }
    const page = await open("claire", phone);
    await page.goto(`${w.url}/annuaire/mes-informations`);
    await page
      .getByRole("group", { name: /Téléphone/ })
      .getByRole("radio", { name: /parents/ })
      .check();
    await page.getByRole("button", { name: "Enregistrer" }).click();
    await shows(page, "C’est noté");
    await visit(page, "annuaire-mes-informations");
    await page.goto(`${w.url}/annuaire`);
    await visit(page, "annuaire-390-claire");
  });

  it("without an error on any page", () => assert.deepEqual(errors, []));
});
