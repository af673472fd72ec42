import { after, before } from "node:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { buildApp } from "../../scripts/build-app.ts";
import { holderLink } from "../wire/index.ts";
import { type AppPortal, startAppPortal, temporary } from "./app-portal.ts";
import { AppSchool, type Family, UAI } from "./app-school.ts";
import { launchChromium, newVisitor, phone, watchErrors } from "./chromium.ts";

/** A school's portal and a browser, for one test file; both are closed after it. */
export class Stage {
  portal!: AppPortal;
  school!: AppSchool;
  browser!: Browser;
  #folder = "";

  static set(): Stage {
    const stage = new Stage();
    let remove = async (): Promise<void> => undefined;
    before(async () => {
      await buildApp();
      const place = await temporary();
      remove = place.remove;
      stage.#folder = place.folder;
      stage.portal = await startAppPortal(place.folder);
      stage.school = await AppSchool.open(stage.portal);
      stage.browser = await launchChromium();
    });
    after(async () => {
      await stage.browser.close();
      await stage.portal.close();
      await remove();
    });
    return stage;
  }

  /** The line is cut: no portal at all, and the browser knows it. */
  async cut(context: BrowserContext): Promise<void> {
    await context.setOffline(true);
    await this.portal.close();
  }

  async mend(context: BrowserContext): Promise<void> {
    const { requests } = this.portal;
    this.portal = await startAppPortal(this.#folder, Number(new URL(this.portal.url).port));
    this.portal.requests.unshift(...requests);
    await context.setOffline(false);
  }

  link = ({ code }: Family): string => holderLink(this.portal.url, UAI, code);

  /** Somebody opens the letter's address on a phone of their own. */
  async visitor(family: Family, viewport = phone): Promise<{ context: BrowserContext; page: Page; errors: string[] }> {
    const context = await newVisitor(this.browser, viewport);
    const page = await context.newPage();
    const errors = watchErrors(page);
    await page.goto(this.link(family));
    return { context, page, errors };
  }
}
