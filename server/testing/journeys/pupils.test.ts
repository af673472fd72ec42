import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { prepareBadges } from "../../people/badges.ts";
import { setPassword, setPictures } from "../../people/credentials.ts";
import { memberships } from "../../people/tables.ts";
import { desktop, launchChromium, newVisitor, phone, visit, watchErrors } from "../chromium.ts";
import { type World, world } from "../world.ts";

const password = "tournesol violet du jardin";
const screen = { width: 1024, height: 768 };

let chromium: Browser;
before(async () => {
  chromium = await launchChromium();
});
after(() => chromium.close());

/** A class of moyenne section: four years old. */
const open = async (): Promise<World> => {
  const w = await world();
  w.db.update(memberships).set({ level: "MS" }).run();
  await setPassword(w.doing("gaelle"), w.ids.anne, password);
  await setPictures(w.doing("anne"), w.ids.lea, ["chat", "soleil", "bateau"]);
  return w;
};

const someone = async (viewport = screen): Promise<{ page: Page; errors: string[] }> => {
  const page = await (await newVisitor(chromium, viewport)).newPage();
  return { page, errors: watchErrors(page) };
};

const atHome = (page: Page, name: string): Promise<void> =>
  page.getByRole("heading", { name: `Bonjour ${name}` }).waitFor();

test("the teacher opens the classroom’s screen; a four-year-old touches her tile and is in", async () => {
  const w = await open();
  const { page, errors } = await someone();
  await page.goto(`${w.url}/connexion`);
  await page.getByLabel("Identifiant").fill("anne.morin");
  await page.getByLabel("Mot de passe").fill(password);
  await page.getByRole("button", { name: "Me connecter" }).click();
  await page.waitForURL(/accueil/);
  await page.goto(`${w.url}/connexion/eleves`);
  await page.getByRole("button", { name: "Ouvrir cet écran" }).click();
  await page.getByText(/la tuile seule y suffit/).waitFor();
  await visit(page, "classe-01-ecran-ouvert");
  await page.getByRole("button", { name: "Passer aux élèves" }).click();
  const tile = page.getByRole("button", { name: "Léa" });
  const box = await tile.boundingBox();
  assert.ok(box !== null && box.width >= 64 && box.height >= 64, "a target for small hands");
  assert.equal(await tile.locator(".hand-capitals").count(), 1, "capitals in moyenne section");
  await visit(page, "eleve-01-tuiles");
  await tile.click();
  await atHome(page, "Léa");
  await visit(page, "eleve-02-dedans");
  await page.getByRole("button", { name: "J’ai fini" }).click();
  await page.getByRole("button", { name: "Imran" }).focus();
  await page.keyboard.press("Enter");
  await atHome(page, "Imran");
  assert.deepEqual(errors, []);
  await page.context().close();
});

test("three pictures, by touch and by keyboard alone; an error is seen, read aloud and harmless", async () => {
  const w = await open();
  for (const viewport of [phone, screen]) {
    const { page, errors } = await someone(viewport);
    await page.goto(`${w.url}/connexion/classe/${w.ids.ce2}`);
    await page.getByRole("link", { name: "Léa" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Touche tes trois images." }).waitFor();
    await visit(page, `eleve-03-images-${viewport.width}`);
    const touch = async (name: string): Promise<void> => {
      const picture = page.getByRole("button", { name, exact: true });
      if (viewport === phone) return picture.tap();
      await picture.focus();
      await page.keyboard.press("Space");
    };
    for (const name of ["Soleil", "Chat", "Bateau"]) await touch(name);
    await page
      .getByRole("alert")
      .getByText(/Essaie encore/)
      .waitFor();
    await visit(page, `eleve-04-erreur-${viewport.width}`);
    for (const name of ["Chat", "Soleil", "Bateau"]) await touch(name);
    await atHome(page, "Léa");
    assert.deepEqual(errors, []);
    await page.context().close();
  }
});

test("a badge typed by a reader, wherever the focus was; a wrong one says so", async () => {
  const w = await open();
  const { textOf, store } = prepareBadges(w.doing("anne"), [w.ids.lea]);
  store();
  const { page, errors } = await someone();
  await page.goto(`${w.url}/connexion/classe/${w.ids.ce2}`);
  await visit(page, "eleve-05-badge");
  await page.keyboard.type(`${"b".repeat(32)}\n`);
  await page
    .getByRole("alert")
    .getByText(/Ce badge ne marche pas/)
    .waitFor();
  await visit(page, "eleve-06-badge-refuse");
  await page.getByRole("link", { name: "Imran" }).focus();
  await page.keyboard.type(`${(textOf.get(w.ids.lea) ?? "").toLowerCase()}\n`);
  await atHome(page, "Léa");
  assert.deepEqual(errors, []);
  await page.context().close();
});

test("« Ma classe »: the live list, every choice, on a large screen and on a phone", async () => {
  const w = await open();
  await setPictures(w.doing("anne"), w.ids.imran, ["chat", "soleil", "bateau"]);
  prepareBadges(w.doing("anne"), [w.ids.imran]).store();
  for (const viewport of [desktop, phone]) {
    const { page, errors } = await someone(viewport);
    await page.goto(`${w.url}/connexion`);
    await page.getByLabel("Identifiant").fill("anne.morin");
    await page.getByLabel("Mot de passe").fill(password);
    await page.getByRole("button", { name: "Me connecter" }).click();
    await page.waitForURL(/accueil/);
    await page.goto(`${w.url}/connexion/eleves`);
    await page.getByText("Aucun élève n’est connecté.").waitFor();
    const pupil = w.as("imran");
    await pupil.get("/accueil");
    await page.getByText("Un élève est connecté.").waitFor();
    await visit(page, `classe-02-ma-classe-${viewport.width}`);
    await page.getByLabel("Plus pour Léa").click();
    await visit(page, `classe-03-menu-${viewport.width}`);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Déconnecter toute la classe" }).click();
    await page.getByText("Un élève est déconnecté.").waitFor();
    assert.equal((await pupil.get("/accueil")).status, 303);
    assert.deepEqual(errors, []);
    await page.context().close();
  }
});
