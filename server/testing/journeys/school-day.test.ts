import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import sharp from "sharp";
import { paths } from "../../core/paths.ts";
import { phone, visit } from "../chromium.ts";
import { scan, wordsOf } from "../pdf.ts";
import { chapters, type Family, SchoolDay, uai } from "../school-day.ts";

const samples = join(paths.root, "server/people/samples/jules-ferry-2026");
const sampleFiles = ["CSVExtraction-responsables.csv", "CSVExtraction-eleves.csv", "CSVExtraction-enseignants.csv"].map(
  (name) => join(samples, name),
);
const headPassword = "une-cour-sous-la-pluie";
const teacherPassword = "trois-platanes-et-un-banc";

/** A picture as a phone takes it: with the place where it was taken. */
const photoWithPosition = (): Promise<Buffer> =>
  sharp(Buffer.from(museum))
    .resize(1800)
    .withExif({ IFD3: { GPSLatitudeRef: "N", GPSLatitude: "45/1 46/1 0/1" } })
    .jpeg()
    .toBuffer();

const museum = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 600"><rect width="900" height="600" fill="#bfe0f2"/><circle cx="760" cy="110" r="60" fill="#ffd76a"/><path d="M0 470 Q250 380 520 450 T900 430 V600 H0Z" fill="#8cbf7a"/><path d="M180 430 L330 230 L520 300 L700 210 L760 430Z" fill="#8ea3b8"/><path d="M330 230 L520 300 L480 430 H240Z" fill="#b8c8d6"/><path d="M120 520 h120 v-34 h-96z" fill="#c8553d"/><circle cx="150" cy="524" r="16" fill="#333"/><circle cx="212" cy="524" r="16" fill="#333"/></svg>`;

const day = new SchoolDay();
const chapter = chapters(day);
const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });

chapter("the head opens the box, creates the school, imports ONDE’s files and connects the portal", async () => {
  const setupCode = readFileSync(join(day.folder, "box/keys/setup-code"), "utf8").trim();
  const page = await day.page();
  await day.open(page, "/");
  await visit(page, "01-installation");
  await page.getByLabel("Code de mise en service").fill(setupCode);
  await button(page, "Commencer").click();
  await page.getByLabel("Nom de l’école").fill("École primaire Jules-Ferry");
  await page.getByLabel("Code UAI").fill(uai);
  await page.getByLabel("Téléphone de l’école").fill("04 78 00 00 01");
  await page.getByLabel(/Zone A/).check();
  await visit(page, "02-installation-ecole");
  await button(page, "Continuer").click();
  await page.getByLabel("Mme").check();
  await page.getByLabel("Prénom").fill("Gaëlle");
  await page.getByLabel("Nom", { exact: true }).fill("LŒUILLE");
  for (const field of await page.locator("input[type=password]").all()) await field.fill(headPassword);
  await visit(page, "03-installation-direction");
  await button(page, "Créer l’école").click();
  await page.getByText("L’école est créée").waitFor();
  await visit(page, "04-installation-code-de-secours");

  await day.open(page, "/direction/annuaire/import");
  await visit(page, "05-import");
  await page.locator("input[type=file]").setInputFiles(sampleFiles);
  await button(page, /Voir l’aperçu/).click();
  await page.getByRole("heading", { name: "Vérifier avant d’importer" }).waitFor();
  await visit(page, "06-import-apercu");
  await button(page, /^Importer/)
    .first()
    .click();
  await page.getByRole("heading", { name: "Import terminé" }).waitFor();
  await visit(page, "07-import-termine");

  await day.keep(page, "head");
});

let family: Family;
let sheetUrl = "";
let activationCode = "";

chapter("she connects the portal, prints a family’s letter, the staff’s codes and the poster", async () => {
  family = day.chooseFamily();
  const page = await day.page(undefined, "head");
  await day.open(page, "/direction/synchronisation");
  await visit(page, "08-synchronisation-a-raccorder");
  await page.getByLabel(/Adresse du portail/).fill(day.line.url);
  await page.getByLabel(/Code/).fill(await day.invite());
  await button(page, /Raccorder|Connecter/).click();
  await page.getByText(/Synchroniser maintenant/).waitFor();
  await visit(page, "09-synchronisation");

  await day.open(page, "/direction/autorite");
  await visit(page, "10-autorite");
  await button(page, /Aucune|Non/)
    .first()
    .click();
  await day.open(page, "/direction/lettres");
  await visit(page, "11-lettres");
  await page.getByLabel(/Nom du responsable/).fill(family.motherFull);
  await button(page, "Chercher").click();
  await visit(page, "12-lettres-recherche");
  await page
    .getByRole("row")
    .filter({ hasText: family.mother })
    .filter({ hasText: family.pupil })
    .getByRole("button", { name: /Imprimer/ })
    .click();
  const letter = await day.pdfBehind(page, /PDF/);
  await visit(page, "13-lettres-impression");
  const [url] = scan(letter);
  sheetUrl = url ?? "";
  assert.match(sheetUrl, /\/e\/0690078K#[0-9A-Z-]{20,}$/);

  await day.open(page, "/direction/codes");
  await visit(page, "14-codes");
  await page
    .getByRole("row")
    .filter({ hasText: new RegExp(family.teacher, "i") })
    .getByRole("button", { name: /Imprimer/ })
    .click();
  const codes = wordsOf(await day.pdfBehind(page, /PDF/));
  activationCode =
    /\b[a-z0-9]{4}[ -]?[a-z0-9]{4}\b(?=\s*\n)/.exec(codes?.slice(codes.indexOf("code d’activation")) ?? "")?.[0] ?? "";
  assert.notEqual(activationCode, "", codes ?? "pdftotext is missing");
  await day.open(page, "/direction/affiche");
  await visit(page, "15-affiche");
  await day.open(page, "/direction");
  await visit(page, "16-direction");
  await page.close();
});

const noticeTitle = "Sortie au musée des Confluences";
const noticeText = "Nous irons en car voir les dinosaures.";

chapter("the line is cut; a teacher activates her account and publishes a notice with a photo", async () => {
  day.line.cut();
  const page = await day.page();
  await day.open(page, "/connexion");
  await visit(page, "20-connexion");
  await page.getByRole("link", { name: /code d’activation/ }).click();
  await page.getByLabel("Code").fill(activationCode);
  await button(page, "Continuer").click();
  await visit(page, "21-activation");
  for (const field of await page.locator("input[type=password]").all()) await field.fill(teacherPassword);
  await button(page, /Enregistrer/).click();
  await page.waitForURL(/accueil/);
  await visit(page, "22-accueil-enseignante");

  await day.open(page, "/liaison/nouveau");
  await page.getByLabel("Sortie").check();
  await page.getByRole("textbox", { name: "Titre" }).fill(noticeTitle);
  await page.locator("trix-editor").click();
  await page.keyboard.type(noticeText);
  await page.getByLabel("Jour").fill("2026-12-04");
  await page.getByLabel("Lieu").fill("Musée des Confluences");
  await page.getByLabel("À apporter").fill("Pique-nique, bouteille d’eau");
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "musee.jpg", mimeType: "image/jpeg", buffer: await photoWithPosition() });
  await page.getByLabel(family.classroom, { exact: true }).check();
  await page
    .getByLabel(/Deux signatures/)
    .first()
    .check();
  await visit(page, "23-nouveau-mot");
  await button(page, /Voir avant de publier/).click();
  await visit(page, "24-apercu");
  await button(page, "Publier le mot").click();
  await page.getByText(noticeTitle).first().waitFor();
  await visit(page, "25-mot-publie");
  await day.open(page, "/accueil");
  await page
    .getByText(/Sans Internet/)
    .first()
    .waitFor();
  await visit(page, "26-accueil-sans-internet");
  await day.keep(page, "teacher");
});

chapter("a pupil signs in with three pictures and reads it, without Internet", async () => {
  const teacher = await day.page(undefined, "teacher");
  await day.open(teacher, "/connexion/eleves");
  await visit(teacher, "30-eleves");
  await button(teacher, new RegExp(`Nouvelles images pour ${family.pupil}`))
    .first()
    .click();
  await visit(teacher, "31-carte");
  const pictures = (await teacher.locator(".cut-pictures li").allInnerTexts()).map((text) => text.trim());
  assert.equal(pictures.length, 3);
  await teacher.close();

  const page = await day.page({ width: 1024, height: 768 });
  await day.open(page, "/connexion/classe");
  await visit(page, "32-classes");
  await page.getByRole("link", { name: new RegExp(family.classroom.slice(0, 3)) }).click();
  await visit(page, "33-eleves-de-la-classe");
  await page
    .locator(".pupil-tile")
    .filter({ hasText: new RegExp(`^\\s*${family.pupil}`, "i") })
    .first()
    .click();
  await visit(page, "34-images");
  for (const picture of pictures) await button(page, picture).click();
  await page.waitForURL(/accueil/);
  await visit(page, "35-accueil-eleve");
  await day.open(page, "/liaison");
  await page.getByText(noticeTitle).first().click();
  await page.getByText(noticeText).waitFor();
  await visit(page, "36-mot-eleve");
  await page.close();
});

chapter("the line comes back; a mother reads on her phone, signs in a tunnel, and the teacher sees it", async () => {
  day.line.mend();
  const head = await day.page(undefined, "head");
  await day.open(head, "/direction/synchronisation");
  await button(head, /Synchroniser maintenant/).click();
  await head
    .getByText(/à jour/i)
    .first()
    .waitFor({ timeout: 30_000 });
  await visit(head, "40-synchronisation-a-jour");

  const page = await day.page(phone);
  await page.goto(sheetUrl);
  await page.getByText(noticeTitle).waitFor({ timeout: 20_000 });
  assert.equal(new URL(page.url()).hash.includes("#0"), false);
  const own = page.getByRole("button", { name: "C’est le mien" });
  if (await own.isVisible()) await own.click();
  const photo = page.locator(".photo img").first();
  await photo.scrollIntoViewIfNeeded();
  await page.waitForFunction(`[...document.querySelectorAll(".photo img")].some((image) => image.naturalWidth > 100)`);
  await visit(page, "41-telephone");

  await page.context().setOffline(true);
  await button(page, new RegExp(`Je signe pour ${family.pupil}`)).click();
  await page
    .getByText(/en attente d’envoi/i)
    .first()
    .waitFor();
  await visit(page, "42-telephone-tunnel");
  await page.reload();
  await page.getByText(noticeTitle).waitFor();
  await page
    .getByText(/en attente d’envoi/i)
    .first()
    .waitFor();
  await page.context().setOffline(false);
  await page
    .getByText(/déposé/i)
    .first()
    .waitFor({ timeout: 30_000 });
  await visit(page, "43-telephone-depose");

  await button(head, /Synchroniser maintenant/).click();
  const teacher = await day.page(undefined, "teacher");
  await day.open(teacher, "/liaison");
  await visit(teacher, "44-liaison-enseignante");
  await teacher.getByRole("link", { name: noticeTitle, exact: true }).first().click();
  await teacher.getByRole("link", { name: /Voir le suivi/ }).click();
  await day.openUntil(teacher, new URL(teacher.url()).pathname, /1 responsable sur 2/);
  await visit(teacher, "45-suivi");

  await page
    .getByText(/reçu par l’école/i)
    .first()
    .waitFor({ timeout: 60_000 });
  await visit(page, "46-telephone-recu");
  await head.close();
  await teacher.close();
  await page.close();
});

chapter("nothing that the portal holds names anybody or says anything", () => {
  const words = [
    family.pupil,
    family.motherFull,
    family.teacher,
    noticeTitle,
    "dinosaures",
    "Confluences",
    sheetUrl.split("#")[1] ?? "",
  ];
  const files = readdirSync(join(day.folder, "portal"), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  assert.ok(files.length > 15, `${files.length} files`);
  for (const file of files) {
    const bytes = readFileSync(join(file.parentPath, file.name));
    for (const word of words)
      assert.equal(bytes.includes(word) || file.name.includes(word), false, `${word} in ${file.name}`);
  }
  for (const word of words) assert.equal(day.portal.log().includes(word), false, `${word} in the portal's log`);
});

chapter("no page broke its content policy or threw", () => assert.deepEqual(day.errors, []));
