import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { paths } from "../../core/paths.ts";
import { setPassword } from "../../people/credentials.ts";
import { desktop, launchChromium, newVisitor, phone, visit, watchErrors } from "../chromium.ts";
import { type World, world } from "../world.ts";

const password = "marelle et craie sous le préau";
const table = (name: string): string => join(paths.root, "server/people/samples/autres-outils", name);

let chromium: Browser;
before(async () => {
  chromium = await launchChromium();
});
after(() => chromium.close());

const signIn = async (w: World, page: Page): Promise<void> => {
  await page.goto(`${w.url}/connexion`);
  await page.getByLabel("Identifiant").fill("gaelle.loeuille");
  await page.getByLabel("Mot de passe").fill(password);
  await page.getByRole("button", { name: "Me connecter" }).click();
  await page.waitForURL(/accueil/);
};

const drop = async (w: World, page: Page, name: string): Promise<void> => {
  await page.goto(`${w.url}/direction/annuaire/import`);
  await page.locator("input[type=file]").setInputFiles(table(name));
  await page.getByRole("button", { name: "Voir l’aperçu" }).click();
};

const heading = (page: Page, name: string) => page.getByRole("heading", { name, level: 1 });

for (const [screen, viewport] of [
  ["bureau", desktop],
  ["telephone", phone],
] as const) {
  test(`${screen}: a school's own table is explained once, corrected where the guess was wrong, and remembered`, async () => {
    const w = await world();
    await setPassword(w.doing("gaelle"), w.ids.gaelle, password);
    const page = await (await newVisitor(chromium, viewport)).newPage();
    const errors = watchErrors(page);
    await signIn(w, page);
    await drop(w, page, "tableau-eleves.csv");
    await heading(page, "À quoi correspondent ces colonnes").waitFor();
    await visit(page, `colonnes-${screen}-01-proposees`);
    assert.equal(await page.getByLabel("Né(e) le").inputValue(), "birthDate");
    assert.equal(await page.getByLabel("Groupe").inputValue(), "");

    await page.getByLabel("Né(e) le").selectOption("");
    await page.getByLabel("Groupe").selectOption({ label: "Classe" });
    await page.getByRole("button", { name: "Voir l’aperçu" }).click();
    await page.getByText("Il manque la date de naissance").waitFor();
    await visit(page, `colonnes-${screen}-02-incompletes`);
    assert.equal(await page.getByLabel("Groupe").inputValue(), "classroom");
    await page.getByLabel("Né(e) le").selectOption("birthDate");
    await page.getByRole("button", { name: "Voir l’aperçu" }).click();
    await heading(page, "Vérifier avant d’importer").waitFor();
    await visit(page, `colonnes-${screen}-03-apercu`);

    await drop(w, page, "tableau-eleves.csv");
    await heading(page, "Vérifier avant d’importer").waitFor();
    await page.goto(`${w.url}/direction/annuaire/import`);
    await page.getByText("Colonnes apprises").click();
    await visit(page, `colonnes-${screen}-04-apprises`);
    await page.getByRole("button", { name: /^Oublier/ }).click();
    await page.getByText("Préau les redemandera").waitFor();
    await visit(page, `colonnes-${screen}-05-oubliees`);

    await drop(w, page, "tableau-parents.csv");
    await heading(page, "À quoi correspondent ces colonnes").waitFor();
    await visit(page, `colonnes-${screen}-06-parents`);
    await page.getByLabel("Équipe").check();
    await page.getByRole("button", { name: "Proposer à nouveau" }).click();
    await page.waitForURL(/sorte=staff/);
    assert.equal(await page.getByRole("option", { name: "Prénom de l’enfant" }).count(), 0);
    assert.deepEqual(errors, []);
    await w.close();
  });
}
