import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Screens that pages are looked at: a classroom PC and a phone. */
export const desktop = { width: 1280, height: 800 };
export const phone = { width: 390, height: 844 };

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Debian's Chromium, headless. CHROMIUM names another one. */
export const launchChromium = (): Promise<Browser> =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args: flags });

/** A browser of its own (cookies, storage), speaking French; `storageState`: a file with the cookies to begin with. */
export const newVisitor = async (
  browser: Browser,
  viewport = desktop,
  storageState?: string,
): Promise<BrowserContext> => {
  const isPhone = viewport.width < 600;
  const context = await browser.newContext({
    ...(storageState === undefined ? {} : { storageState }),
    viewport,
    locale: "fr-FR",
    timezoneId: "Europe/Paris",
    isMobile: isPhone,
    hasTouch: isPhone,
  });
  context.setDefaultTimeout(15_000);
  return context;
};

interface AxeResult {
  violations: { id: string; help: string; nodes: { html: string; any: { message: string }[] }[] }[];
}

/** What fades in has its own colours only once it has arrived; what turns without end is not waited for. */
const stillness = `Promise.allSettled(document.getAnimations()
  .filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity)
  .map(({ finished }) => finished)).then(() => undefined)`;

/** Fails when axe finds anything on the page (WCAG 2.1 AA and 2.2 target size). The page's own policy stays in force. */
export const assertAccessible = async (page: Page): Promise<void> => {
  const session = await page.context().newCDPSession(page);
  const run = async (expression: string): Promise<unknown> => {
    const { result, exceptionDetails } = await session.send("Runtime.evaluate", {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails !== undefined)
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  await run(`${axeSource}; undefined`);
  await run(stillness);
  const tags = JSON.stringify(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]);
  const { violations } = (await run(`axe.run(document, { runOnly: ${tags} })`)) as AxeResult;
  await session.detach();
  const found = violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}\n  ${nodes.map(({ html, any }) => `${html.slice(0, 160)} ${any[0]?.message ?? ""}`).join("\n  ")}`,
  );
  assert.deepEqual(found, [], `axe on ${page.url()}`);
};

/** Photographs the whole page into the folder named by PREAU_SHOTS, when there is one. */
export const shoot = async (page: Page, name: string): Promise<void> => {
  const folder = process.env.PREAU_SHOTS;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
};

/** What every page of a journey must stand: axe finds nothing, and it is photographed. */
export const visit = async (page: Page, name: string): Promise<void> => {
  await assertAccessible(page);
  await shoot(page, name);
};

/** Errors of the page and refusals by its content policy; a journey ends by asserting that there were none. */
export const watchErrors = (page: Page): string[] => {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && /Content Security Policy|Refused to/.test(message.text()))
      errors.push(message.text());
  });
  return errors;
};
