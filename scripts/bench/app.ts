import type { Browser } from "playwright-core";
import { launchChromium, newVisitor, phone } from "../../server/testing/chromium.ts";
import { openLine } from "../../server/testing/line.ts";
import { holderLink, parseCode } from "../../server/wire/index.ts";
import type { Figures } from "./figures.ts";
import { demoSchool, demoUai } from "./school.ts";
import { isUpToDate, openSite, waitUntil } from "./site.ts";

/**
 * The demo school’s family, photos included, on a phone that has never seen the app: every byte that comes over the line, headers of
 * HTTP included, from the address of the letter until the first screen is shown, its fonts and photos are there and the network is
 * quiet, without scrolling. All words of the notices are on the phone then: a second open, with the line cut, must show the same.
 * Not counted, because not fetched yet: thumbnails further down the page, which come when scrolled to or a minute later, and whole
 * photos, when they are opened. Without TLS, and over HTTP/1.1.
 */
export const measureApp = async (figures: Figures): Promise<void> => {
  const browser = await launchChromium();
  try {
    figures.note("app_first_open_kb", (await openDemoFamily(browser)) / 1000);
  } finally {
    await browser.close();
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

const isLoaded = (photo: unknown): boolean => (photo as { naturalWidth: number }).naturalWidth > 0;

const openOnPhone = async (browser: Browser, portalUrl: string, code: string): Promise<number> => {
  const line = await openLine(Number(new URL(portalUrl).port));
  const context = await newVisitor(browser, phone);
  const shownOn = async (url: string): Promise<number> => {
    const page = await context.newPage();
    await page.goto(url);
    await page.locator("article").first().waitFor();
    await page.evaluate("document.fonts.ready");
    await page.waitForLoadState("networkidle");
    const shown = await page.locator("article").count();
    const isPhotoShown = await page.locator("article img").first().evaluate(isLoaded);
    if (!isPhotoShown) throw new Error("the first photo is missing");
    await page.close();
    return shown;
  };
  try {
    const shown = await shownOn(holderLink(line.url, demoUai, code));
    const received = line.received();
    line.cut();
    await context.setOffline(true);
    const again = await shownOn(`${line.url}/e/${demoUai}`);
    if (shown < 5 || again !== shown) throw new Error(`${shown} notices shown; ${again} of them without network`);
    return received;
  } finally {
    await context.close();
    await line.close();
  }
};
