import { join } from "node:path";
import type { Browser } from "playwright-core";
import { startAppPortal } from "../../server/testing/app-portal.ts";
import { AppSchool } from "../../server/testing/app-school.ts";
import { launchChromium, newVisitor, phone } from "../../server/testing/chromium.ts";
import { openLine } from "../../server/testing/line.ts";
import { holderLink, parseCode } from "../../server/wire/index.ts";
import type { Figures } from "./figures.ts";
import { demoSchool, demoUai, newFolder } from "./school.ts";
import { isUpToDate, openSite, waitUntil } from "./site.ts";

const words = `<p>${"Voici les nouvelles de la classe, à lire quand vous avez un moment. ".repeat(6)}</p>`;
const titles = ["Rentrée", "Piscine", "Poux", "Menu", "Bibliothèque", "Réunion", "Assurance", "Sortie"];

/**
 * A first open with eight notices; photos come on top: the demo family's, with its photos, is told beside it. The second
 * open, with the line cut, must show the same.
 */
export const measureApp = async (figures: Figures): Promise<void> => {
  const browser = await launchChromium();
  try {
    figures.note("app_first_open_kb", (await openEightNotices(browser)) / 1000);
    const demo = await openDemoFamily(browser);
    process.stderr.write(`  la famille de la démonstration, photos comprises : ${Math.round(demo / 1000)} ko\n`);
  } finally {
    await browser.close();
  }
};

const openEightNotices = async (browser: Browser): Promise<number> => {
  const portal = await startAppPortal(join(newFolder(), "store"));
  try {
    const school = await AppSchool.open(portal);
    const { code } = await school.admit("Mme Claire Martin", ["Léa Martin"]);
    for (const title of titles) await school.publish({ title, body: words });
    return await openOnPhone(browser, portal.url, code, titles.length);
  } finally {
    await portal.close();
  }
};

const openDemoFamily = async (browser: Browser): Promise<number> => {
  const { folder, sheet } = await demoSchool();
  const site = await openSite(folder);
  try {
    const box = await site.startBox();
    await waitUntil("the first synchronisation", 120, () => isUpToDate(site));
    await box.stop();
    const code = parseCode(new URL(sheet.family.url).hash.slice(1)) ?? "";
    return await openOnPhone(browser, site.portal.url, code);
  } finally {
    await site.close();
  }
};

/** Every byte that comes over the line, headers included, until all is shown on a phone that has never seen the app. */
const openOnPhone = async (browser: Browser, portalUrl: string, code: string, expected?: number): Promise<number> => {
  const line = await openLine(Number(new URL(portalUrl).port));
  const context = await newVisitor(browser, phone);
  const shownOn = async (url: string): Promise<number> => {
    const page = await context.newPage();
    await page.goto(url);
    await page.locator("article").first().waitFor();
    await page.evaluate("document.fonts.ready");
    await page.waitForLoadState("networkidle");
    const shown = await page.locator("article").count();
    await page.close();
    return shown;
  };
  try {
    const shown = await shownOn(holderLink(line.url, demoUai, code));
    const received = line.received();
    line.cut();
    await context.setOffline(true);
    const again = await shownOn(`${line.url}/e/${demoUai}`);
    if (shown !== (expected ?? shown) || again !== shown)
      throw new Error(`${shown} notices shown; ${again} of them without network`);
    return received;
  } finally {
    await context.close();
    await line.close();
  }
};
