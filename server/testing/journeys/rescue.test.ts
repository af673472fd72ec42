import assert from "node:assert/strict";
import { createHash, X509Certificate } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { chromium } from "playwright-core";
import { mostConnections, serverLimits } from "../../app.ts";
import { setPassword } from "../../people/credentials.ts";
import { folderOf } from "../../people/https/authority.ts";
import { serveHttps } from "../../people/https/serve.ts";
import { assertAccessible, desktop, launchChromium, newVisitor, phone, visit, watchErrors } from "../chromium.ts";
import { world } from "../world.ts";

const media = mkdtempSync(join(tmpdir(), "preau-media-"));
after(() => rmSync(media, { recursive: true, force: true }));
const chosen = "orage tambour cerise lune";

test("a head who lost everything comes back with a key in the box, and the team reads it", async () => {
  const w = await world({ env: { USB_DIRS: media } });
  for (const name of ["gaelle", "anne"] as const)
    await setPassword(w.doing("gaelle"), w.ids[name], "tournesol violet du jardin");
  const browser = await launchChromium();
  after(() => browser.close());
  const context = await newVisitor(browser, desktop);
  const page = await context.newPage();
  const errors = watchErrors(page);
  await page.goto(`${w.url}/connexion`);
  await page.getByRole("link", { name: "Mot de passe oublié" }).click();
  await visit(page, "secours-1-oubli");
  await page.getByRole("link", { name: "Je n’ai plus ce code" }).click();
  await visit(page, "secours-2-cle");
  const waiting = page.waitForEvent("download");
  await page.getByRole("link", { name: "preau-secours.txt" }).click();
  const download = await waiting;
  await page.getByLabel("Identifiant de la direction").fill("gaelle.loeuille");
  await page.getByRole("button", { name: "La clé est dans la boîte" }).click();
  await page.getByText("La boîte ne voit pas cette clé").first().waitFor();
  await visit(page, "secours-3-pas-encore");
  mkdirSync(join(media, "CLE"));
  await download.saveAs(join(media, "CLE", download.suggestedFilename()));
  await page.getByRole("button", { name: "La clé est dans la boîte" }).click();
  await page.getByRole("heading", { name: "Choisir mon mot de passe" }).waitFor();
  await visit(page, "secours-4-mot-de-passe");
  await page.getByLabel("Nouveau mot de passe").fill(chosen);
  await page.getByLabel("Le même, encore une fois").fill(chosen);
  await page.getByRole("button", { name: "Enregistrer et entrer" }).click();
  await page.waitForURL("**/accueil");
  await visit(page, "secours-5-accueil");
  await page.goto(`${w.url}/direction/journal`);
  await page.getByText("a remplacé son mot de passe perdu").waitFor();
  await visit(page, "secours-6-journal");
  await context.close();

  const anne = await newVisitor(browser, phone);
  const hers = await anne.newPage();
  await hers.goto(`${w.url}/connexion`);
  await hers.getByLabel("Identifiant").fill("anne.morin");
  await hers.getByLabel("Mot de passe").fill("tournesol violet du jardin");
  await hers.getByRole("button", { name: "Me connecter" }).click();
  await hers.getByText("Le mot de passe de la direction a été remplacé").waitFor();
  await visit(hers, "secours-7-equipe");
  await hers.getByRole("button", { name: "J’ai vu" }).click();
  await hers.waitForURL("**/accueil");
  assert.equal(await hers.getByText("a été remplacé").count(), 0);
  await hers.goto(`${w.url}/mon-compte`);
  await visit(hers, "appareils");
  assert.deepEqual(errors, []);
  await w.close();
});

/** What Chromium is told to accept: the public key of this very certificate. */
const publicKeyHash = (folder: string): string => {
  const { publicKey } = new X509Certificate(readFileSync(join(folder, "box.crt")));
  return createHash("sha256")
    .update(publicKey.export({ type: "spki", format: "der" }))
    .digest("base64");
};

test("a head on https signs in, is asked for the password after a while, and goes on with what was begun", async () => {
  const w = await world({ startsAt: new Date().toISOString() });
  await setPassword(w.doing("gaelle"), w.ids.gaelle, chosen);
  const config = { ...w.config, HOST: "127.0.0.1", HTTPS_PORT: 0 };
  const quiet = { warn: () => undefined, info: () => undefined };
  const https = await serveHttps({
    config,
    clock: w.clock,
    log: quiet,
    app: w.app,
    limits: serverLimits,
    mostConnections,
  });
  assert.ok(https !== null);
  w.answersOverHttps(https.port);
  const trusted = `--ignore-certificate-errors-spki-list=${publicKeyHash(folderOf(w.config))}`;
  const args = ["--no-sandbox", "--disable-gpu", trusted];
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args });
  after(async () => {
    await browser.close();
    https.stop();
    https.end();
  });
  const context = await newVisitor(browser, desktop);
  const page = await context.newPage();
  const errors = watchErrors(page);
  const origin = `https://localhost:${https.port}`;
  await page.goto(`${origin}/installation-https`);
  await page.getByText("Vous y êtes").waitFor();
  await visit(page, "https-1-installation");
  await page.goto(`${origin}/connexion`);
  await page.getByLabel("Identifiant").fill("gaelle.loeuille");
  await page.getByLabel("Mot de passe").fill(chosen);
  await page.getByRole("button", { name: "Me connecter" }).click();
  await page.waitForURL("**/accueil");
  const cookie = (await context.cookies()).find(({ name }) => name === "__Host-sid");
  assert.deepEqual([cookie?.secure, cookie?.httpOnly, cookie?.sameSite], [true, true, "Lax"]);
  w.travel(6 * 60_000);
  await page.goto(`${origin}/direction/codes`);
  await page.getByRole("button", { name: /Imprimer les/ }).click();
  await page.getByRole("heading", { name: "Votre mot de passe, d’abord" }).waitFor();
  await visit(page, "https-2-mot-de-passe");
  await page.getByLabel("Mot de passe").fill(chosen);
  await page.getByRole("button", { name: "Continuer" }).click();
  await page.waitForURL("**/impressions/**");
  await assertAccessible(page);
  await page.goto(`${origin}/machine`);
  await visit(page, "https-3-machine");
  assert.deepEqual(errors, []);
  await w.close();
});
