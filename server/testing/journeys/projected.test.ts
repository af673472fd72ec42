import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { setPassword } from "../../people/credentials.ts";
import { launchChromium, newVisitor, visit, watchErrors } from "../chromium.ts";
import { published } from "../notices.ts";
import { type World, world } from "../world.ts";

const password = "tournesol violet du jardin";
const families = /Roux|Diallo|Pérez|El Amrani|Claire|Rachid|Nadia/i;
const beamer = { width: 1024, height: 768 };

let chromium: Browser;
before(async () => {
  chromium = await launchChromium();
});
after(() => chromium.close());

const open = async (): Promise<World & { notice: string }> => {
  const w = await world();
  await setPassword(w.doing("gaelle"), w.ids.anne, password);
  return { ...w, notice: published(w, "anne", { signature: "both", title: "Sortie au musée" }).id };
};

const signIn = async (w: World, viewport = beamer): Promise<{ page: Page; errors: string[] }> => {
  const page = await (await newVisitor(chromium, viewport)).newPage();
  const errors = watchErrors(page);
  await page.goto(`${w.url}/connexion`);
  await page.getByLabel("Identifiant").fill("anne.morin");
  await page.getByLabel("Mot de passe").fill(password);
  await page.getByRole("button", { name: "Me connecter" }).click();
  await page.waitForURL(/accueil/);
  return { page, errors };
};

const seen = async (page: Page): Promise<string> => `${await page.title()}\n${await page.locator("html").innerText()}`;

test("projected: no family’s name on any screen, old addresses and Back included", async () => {
  const w = await open();
  const { page, errors } = await signIn(w);
  const suivi = `${w.url}/liaison/${w.notice}/suivi`;
  await page.goto(suivi);
  assert.match(await seen(page), families, "what is to be covered");
  await visit(page, "tableau-01-suivi");
  await page.getByRole("button", { name: "Mode tableau" }).click();
  await page.getByRole("heading", { name: "Page couverte" }).waitFor();
  assert.doesNotMatch(await seen(page), families);
  await visit(page, "tableau-02-couverte");
  for (let back = 0; back < 3; back += 1) {
    await page.goBack();
    assert.doesNotMatch(await seen(page), families, `Back to ${page.url()}`);
  }
  for (const path of ["/accueil", "/liaison", `/liaison/${w.notice}`, "/connexion/eleves", "/mon-compte", "/tableau"]) {
    await page.goto(w.url + path);
    assert.doesNotMatch(await seen(page), families, path);
    await visit(page, `tableau-03${path.replaceAll("/", "-").slice(0, 20)}`);
  }
  await page.goto(suivi);
  await page.getByLabel("Votre mot de passe").fill("pas le bon");
  await page.getByRole("button", { name: "Découvrir cette page" }).click();
  await page.getByText("Ce n’est pas votre mot de passe actuel.").first().waitFor();
  await visit(page, "tableau-04-refus");
  await page.getByLabel("Votre mot de passe").fill(password);
  await page.getByRole("button", { name: "Découvrir cette page" }).click();
  await page
    .getByText(/El Amrani/)
    .first()
    .waitFor();
  await page.goto(`${w.url}/accueil`);
  await page.goBack();
  await page.getByRole("heading", { name: "Page couverte" }).waitFor();
  assert.doesNotMatch(await seen(page), families);
  assert.deepEqual(errors, []);
  await page.context().close();
});

test("a second tab is covered when the first begins to project", async () => {
  const w = await open();
  const { page, errors } = await signIn(w);
  const tab = await page.context().newPage();
  await tab.goto(`${w.url}/liaison/${w.notice}/suivi`);
  await tab
    .getByText(/El Amrani/)
    .first()
    .waitFor();
  await page.getByRole("button", { name: "Mode tableau" }).click();
  await tab.getByRole("heading", { name: "Page couverte" }).waitFor();
  assert.doesNotMatch(await seen(tab), families);
  assert.deepEqual(errors, []);
  await page.context().close();
});

test("passing to the pupils and back, with what she was writing", async () => {
  const w = await open();
  const { page, errors } = await signIn(w);
  const tab = await page.context().newPage();
  await tab.goto(`${w.url}/liaison/${w.notice}/suivi`);
  await page.goto(`${w.url}/liaison/nouveau`);
  await page.getByLabel("Titre", { exact: true }).fill("Spectacle de fin d’année");
  await page.getByRole("button", { name: "Passer aux élèves" }).click();
  await page.getByRole("heading", { name: "Qui es-tu ?" }).waitFor();
  await visit(page, "passage-01-classe");
  await tab.waitForURL(/connexion/);
  assert.doesNotMatch(await seen(tab), families, "the second tab shows nothing of hers");
  await page.goBack();
  await page.waitForURL(/connexion/);
  assert.doesNotMatch(await page.content(), /Spectacle/, "Back does not bring it out");
  await page.goto(`${w.url}/connexion/classe/${w.ids.ce2}`);
  await page.getByRole("link", { name: "Mme Morin" }).click();
  await visit(page, "passage-02-revenir");
  await page.getByLabel("Mot de passe").fill(password);
  await page.getByRole("button", { name: "Revenir" }).click();
  await page.waitForURL(/modifier/);
  assert.equal(await page.getByLabel("Titre", { exact: true }).inputValue(), "Spectacle de fin d’année");
  await visit(page, "passage-03-de-retour");
  assert.deepEqual(errors, []);
  await page.context().close();
});
