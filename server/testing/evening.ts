import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { createClock } from "../core/clock.ts";
import { loadConfig } from "../core/config.ts";
import { openDatabase, write } from "../core/db.ts";
import { migrateNow } from "../core/migrate.ts";
import { getNotice } from "../features/liaison/notices.ts";
import { publishNotice, saveDraft } from "../features/liaison/store.ts";
import { connectPortal } from "../parents/index.ts";
import { issueKeys } from "../people/access-keys.ts";
import { loadActor } from "../people/actor.ts";
import { setPassword } from "../people/credentials.ts";
import { inviteSchool } from "../portal/schools.ts";
import { FolderStore } from "../portal/store/folder.ts";
import { seedCast } from "./cast.ts";
import { launchChromium, newVisitor, phone, watchErrors } from "./chromium.ts";
import { freePort, type Running, startProgram } from "./processes.ts";

const uai = "0690078K";
export const password = "tournesol violet du jardin";

/** A school whose box is a process that the test stops and starts, with a portal and telephones at home. */
export class Evening {
  readonly folder = mkdtempSync(join(tmpdir(), "preau-evening-"));
  readonly errors: string[][] = [];
  browser!: Browser;
  portal!: Running;
  box!: Running;
  /** The address on Claire's letter. */
  letter = "";

  async begin(): Promise<void> {
    this.browser = await launchChromium();
    const port = await freePort();
    const store = `file:${join(this.folder, "portal")}`;
    this.portal = await startProgram("portal", { STORE: store, PUBLIC_URL: `http://localhost:${port}` }, port);
    await this.#foundSchool();
    await this.switchOn();
  }

  switchOn = async (): Promise<void> => {
    const env = { DATA_DIR: join(this.folder, "box"), PORTAL_URL: this.portal.url, PUBLIC_URL: this.portal.url };
    this.box = await startProgram("main", env);
  };

  async end(): Promise<void> {
    await this.browser.close();
    await this.box.stop();
    await this.portal.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The cast's school on a disk, connected to the portal, with one notice and a mother's letter. */
  async #foundSchool(): Promise<void> {
    const config = loadConfig({ DATA_DIR: join(this.folder, "box"), PORTAL_URL: this.portal.url });
    const clock = createClock(config.TZ);
    mkdirSync(config.DATA_DIR, { recursive: true });
    const db = openDatabase(join(config.DATA_DIR, "preau.sqlite"), clock);
    migrateNow(db);
    const ids = write({ db }, (tx) => seedCast(tx, clock.iso()));
    const actor = loadActor(db, ids.anne, clock.today());
    if (actor === undefined) throw new Error("no teacher");
    const doing = { db, clock, config, actor };
    await setPassword(doing, ids.anne, password);
    const [key] = await issueKeys(doing, [ids.claire], "guardian");
    this.letter = key?.url ?? "";
    const fields = {
      eventOn: null,
      startsAt: null,
      endsAt: null,
      place: "",
      amountCents: null,
      bring: "Un pique-nique",
    };
    const targets = [{ type: "classroom" as const, targetId: ids.ce2 }];
    const notice = { kind: "sortie" as const, title: "Sortie au musée", body: "<p>Nous partons à 9 h.</p>" };
    const input = { ...notice, ...fields, signature: "both" as const, deadline: null, targets, photos: [] };
    publishNotice(doing, getNotice(doing, saveDraft(doing, null, input)));
    const portalStore = await FolderStore.open(join(this.folder, "portal"), clock);
    const oneTimeToken = await inviteSchool({ store: portalStore, clock }, uai, false);
    await connectPortal(doing, { url: this.portal.url, oneTimeToken });
    db.$client.close();
  }

  /** Somebody at a screen. */
  async page(viewport = phone): Promise<Page> {
    const page = await (await newVisitor(this.browser, viewport)).newPage();
    this.errors.push(watchErrors(page));
    return page;
  }

  /** All that the portal keeps, and what it wrote about it. */
  stored(): string {
    const files = readdirSync(join(this.folder, "portal"), { recursive: true, withFileTypes: true });
    const texts = files
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => `${name}\n${readFileSync(join(parentPath, name), "latin1")}`);
    return texts.join("\n") + this.portal.log();
  }
}
