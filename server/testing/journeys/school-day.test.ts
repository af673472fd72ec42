import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import Database from "better-sqlite3";
import type { Browser, Page } from "playwright-core";
import sharp from "sharp";
import { createClock } from "../../core/clock.ts";
import { paths } from "../../core/paths.ts";
import { inviteSchool } from "../../portal/schools.ts";
import { FolderStore } from "../../portal/store/folder.ts";
import { launchChromium, newVisitor, phone, visit, watchErrors } from "../chromium.ts";
import { type Line, openLine } from "../line.ts";
import { scan, wordsOf } from "../pdf.ts";
import { freePort, type Running, startProgram } from "../processes.ts";

const uai = "0690078K";
const samples = join(paths.root, "server/people/samples/jules-ferry-2026");
const sampleFiles = ["CSVExtraction-responsables.csv", "CSVExtraction-eleves.csv", "CSVExtraction-enseignants.csv"].map(
  (name) => join(samples, name),
);
const headPassword = "une-cour-sous-la-pluie";
const teacherPassword = "trois-platanes-et-un-banc";

const folder = mkdtempSync(join(tmpdir(), "preau-day-"));
let browser: Browser;
let portal: Running;
let box: Running;
let line: Line;

before(async () => {
  browser = await launchChromium();
  const portalPort = await freePort();
  const store = `file:${join(folder, "portal")}`;
  portal = await startProgram("portal", { STORE: store, PUBLIC_URL: `http://localhost:${portalPort}` }, portalPort);
  line = await openLine(portalPort);
  box = await startProgram("main", {
    DATA_DIR: join(folder, "box"),
    PORTAL_URL: line.url,
    PUBLIC_URL: portal.url,
  });
});

after(async () => {
  await browser?.close();
  await box?.stop();
  await portal?.stop();
  await line?.close();
  rmSync(folder, { recursive: true, force: true });
});

const watched: string[][] = [];
const open = async (page: Page, path: string): Promise<void> => {
  await page.goto(box.url + path);
};
const newPage = async (viewport?: { width: number; height: number }, state?: string): Promise<Page> => {
  const context = await newVisitor(browser, viewport, state);
  const page = await context.newPage();
  watched.push(watchErrors(page));
  return page;
};
/** A picture as a phone takes it: with the place where it was taken. */
const photoWithPosition = (): Promise<Buffer> =>
  sharp({ create: { width: 1800, height: 1200, channels: 3, background: "#7fb3d5" } })
    .withExif({ IFD3: { GPSLatitudeRef: "N", GPSLatitude: "45/1 46/1 0/1" } })
    .jpeg()
    .toBuffer();

/** Reloads until the page says it: what arrives from home arrives by itself. */
const expectText = async (page: Page, path: string, text: RegExp): Promise<void> => {
  const deadline = performance.now() + 30_000;
  for (;;) {
    await open(page, path);
    if ((await page.getByText(text).count()) > 0) return;
    if (performance.now() > deadline) throw new Error(`${path} never said ${text}`);
  }
};

/** One chapter of the day: the next ones make no sense once one has failed. */
let isBroken = false;
const chapter = (name: string, tell: () => Promise<void> | void): void => {
  test(name, async () => {
    assert.equal(isBroken, false, "an earlier chapter has failed");
    isBroken = true;
    await tell();
    isBroken = false;
  });
};

const headState = join(folder, "head.json");
const teacherState = join(folder, "teacher.json");
const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });

chapter("the head opens the box, creates the school, imports ONDE’s files and connects the portal", async () => {
  const setupCode = readFileSync(join(folder, "box/keys/setup-code"), "utf8").trim();
  const page = await newPage();
  await open(page, "/");
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

  await open(page, "/direction/annuaire/import");
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

  await page.context().storageState({ path: headState });
  await page.close();
});

const clock = createClock("Europe/Paris");
const invite = async (): Promise<string> =>
  inviteSchool({ store: await FolderStore.open(join(folder, "portal"), clock), clock }, uai, false);

/** A PDF behind a link of the page, as the browser downloads it. */
const pdfBehind = async (page: Page, name: RegExp): Promise<Uint8Array> => {
  const link = page.getByRole("link", { name });
  await link.waitFor();
  const answer = await page.request.get(box.url + ((await link.getAttribute("href")) ?? ""));
  assert.equal(answer.headers()["content-type"], "application/pdf");
  return answer.body();
};

interface Family {
  pupil: string;
  pupilFull: string;
  mother: string;
  motherFull: string;
  father: string;
  teacher: string;
  classroom: string;
}

/** A family of the imported school with one child in the CE2 and two guardians; read from the box's own database. */
const chooseFamily = (): Family => {
  const db = new Database(join(folder, "box/preau.sqlite"), { readonly: true });
  const row = db
    .prepare(
      `select pupil.first_name as pupil, pupil.last_name as pupilFull, mother.first_name as mother, coalesce(mother.usage_name, mother.last_name) as motherFull,
              father.first_name as father, teacher.last_name as teacher, c.label as classroom
       from classrooms c
       join memberships m on m.classroom_id = c.id and m."as" = 'pupil'
       join people pupil on pupil.id = m.person_id
       join guardianships g1 on g1.pupil_id = pupil.id join people mother on mother.id = g1.guardian_id and mother.title = 'Mme'
       join guardianships g2 on g2.pupil_id = pupil.id join people father on father.id = g2.guardian_id and father.title = 'M.'
       join memberships tm on tm.classroom_id = c.id and tm."as" = 'teacher' join people teacher on teacher.id = tm.person_id
       where c.label like 'CE2%' and (select count(*) from guardianships g where g.pupil_id = pupil.id) = 2
         and (select count(*) from guardianships g where g.guardian_id = mother.id) = 1
       order by pupil.last_name limit 1`,
    )
    .get();
  db.close();
  return row as Family;
};

let family: Family;
let sheetUrl = "";
let activationCode = "";

chapter("she connects the portal, prints a family’s letter, the staff’s codes and the poster", async () => {
  family = chooseFamily();
  const page = await newPage(undefined, headState);
  await open(page, "/direction/synchronisation");
  await visit(page, "08-synchronisation-a-raccorder");
  await page.getByLabel(/Adresse du portail/).fill(line.url);
  await page.getByLabel(/Code/).fill(await invite());
  await button(page, /Raccorder|Connecter/).click();
  await page.getByText(/Synchroniser maintenant/).waitFor();
  await visit(page, "09-synchronisation");

  await open(page, "/direction/autorite");
  await visit(page, "10-autorite");
  await button(page, /Aucune|Non/)
    .first()
    .click();
  await open(page, "/direction/lettres");
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
  const letter = await pdfBehind(page, /PDF/);
  await visit(page, "13-lettres-impression");
  const [url] = scan(letter);
  sheetUrl = url ?? "";
  assert.match(sheetUrl, /\/e\/0690078K#[0-9A-Z-]{20,}$/);

  await open(page, "/direction/codes");
  await visit(page, "14-codes");
  await page
    .getByRole("row")
    .filter({ hasText: new RegExp(family.teacher, "i") })
    .getByRole("button")
    .click();
  const codes = wordsOf(await pdfBehind(page, /PDF/));
  activationCode =
    /\b[a-z0-9]{4}[ -]?[a-z0-9]{4}\b(?=\s*\n)/.exec(codes?.slice(codes.indexOf("code d’activation")) ?? "")?.[0] ?? "";
  assert.notEqual(activationCode, "", codes ?? "pdftotext is missing");
  await open(page, "/direction/affiche");
  await visit(page, "15-affiche");
  await open(page, "/direction");
  await visit(page, "16-direction");
  await page.close();
});

const noticeTitle = "Sortie au musée des Confluences";
const noticeText = "Nous irons en car voir les dinosaures.";

chapter("the line is cut; a teacher activates her account and publishes a notice with a photo", async () => {
  line.cut();
  const page = await newPage();
  await open(page, "/connexion");
  await visit(page, "20-connexion");
  await page.getByRole("link", { name: /code d’activation/ }).click();
  await page.getByLabel("Code").fill(activationCode);
  await button(page, "Continuer").click();
  await visit(page, "21-activation");
  for (const field of await page.locator("input[type=password]").all()) await field.fill(teacherPassword);
  await button(page, /Enregistrer/).click();
  await page.waitForURL(/accueil/);
  await visit(page, "22-accueil-enseignante");

  await open(page, "/liaison/nouveau");
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
  await open(page, "/accueil");
  await page
    .getByText(/Sans Internet/)
    .first()
    .waitFor();
  await visit(page, "26-accueil-sans-internet");
  await page.context().storageState({ path: teacherState });
  await page.close();
});

chapter("a pupil signs in with three pictures and reads it, without Internet", async () => {
  const teacher = await newPage(undefined, teacherState);
  await open(teacher, "/connexion/eleves");
  await visit(teacher, "30-eleves");
  await button(teacher, new RegExp(`Nouvelles images pour ${family.pupil}`))
    .first()
    .click();
  await visit(teacher, "31-carte");
  const pictures = (await teacher.locator(".cut-pictures li").allInnerTexts()).map((text) => text.trim());
  assert.equal(pictures.length, 3);
  await teacher.close();

  const page = await newPage({ width: 1024, height: 768 });
  await open(page, "/connexion/classe");
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
  await open(page, "/liaison");
  await page.getByText(noticeTitle).first().click();
  await page.getByText(noticeText).waitFor();
  await visit(page, "36-mot-eleve");
  await page.close();
});

chapter("the line comes back; a mother reads on her phone, signs in a tunnel, and the teacher sees it", async () => {
  line.mend();
  const head = await newPage(undefined, headState);
  await open(head, "/direction/synchronisation");
  await button(head, /Synchroniser maintenant/).click();
  await head
    .getByText(/à jour/i)
    .first()
    .waitFor({ timeout: 30_000 });
  await visit(head, "40-synchronisation-a-jour");

  const page = await newPage(phone);
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
  const teacher = await newPage(undefined, teacherState);
  await open(teacher, "/liaison");
  await visit(teacher, "44-liaison-enseignante");
  await teacher.getByRole("link", { name: noticeTitle, exact: true }).first().click();
  await teacher.getByRole("link", { name: /Voir le suivi/ }).click();
  await expectText(teacher, new URL(teacher.url()).pathname, /1 responsable sur 2/);
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
  const files = readdirSync(join(folder, "portal"), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  assert.ok(files.length > 50, `${files.length} files`);
  for (const file of files) {
    const bytes = readFileSync(join(file.parentPath, file.name));
    for (const word of words)
      assert.equal(bytes.includes(word) || file.name.includes(word), false, `${word} in ${file.name}`);
  }
  for (const word of words) assert.equal(portal.log().includes(word), false, `${word} in the portal's log`);
});

chapter("no page broke its content policy or threw", () => assert.deepEqual(watched.flat(), []));
