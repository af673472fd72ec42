import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import Database from "better-sqlite3";
import type { Browser, Page } from "playwright-core";
import { createClock } from "../core/clock.ts";
import { inviteSchool } from "../portal/schools.ts";
import { FolderStore } from "../portal/store/folder.ts";
import { launchChromium, newVisitor, watchErrors } from "./chromium.ts";
import { type Line, openLine } from "./line.ts";
import { freePort, type Running, startProgram } from "./processes.ts";

export const uai = "0690078K";

/** Where the school day takes place: a browser, the portal, the school's line, and a box that nobody has opened yet. */
export class SchoolDay {
  readonly folder = mkdtempSync(join(tmpdir(), "preau-day-"));
  readonly #watched: string[][] = [];
  #browser: Browser | undefined;
  #portal: Running | undefined;
  #box: Running | undefined;
  #line: Line | undefined;

  get portal(): Running {
    return standing(this.#portal);
  }
  get box(): Running {
    return standing(this.#box);
  }
  get line(): Line {
    return standing(this.#line);
  }
  /** What pages threw, and what their policy refused. */
  get errors(): string[] {
    return this.#watched.flat();
  }

  async begin(): Promise<void> {
    this.#browser = await launchChromium();
    const port = await freePort();
    const store = `file:${join(this.folder, "portal")}`;
    this.#portal = await startProgram("portal", { STORE: store, PUBLIC_URL: `http://localhost:${port}` }, port);
    this.#line = await openLine(port);
    const env = { DATA_DIR: join(this.folder, "box"), PORTAL_URL: this.#line.url, PUBLIC_URL: this.#portal.url };
    this.#box = await startProgram("main", env);
  }

  async end(): Promise<void> {
    await this.#browser?.close();
    await this.#box?.stop();
    await this.#portal?.stop();
    await this.#line?.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Somebody at a screen; `as` goes on where keep() left off. */
  async page(viewport?: { width: number; height: number }, as?: string): Promise<Page> {
    const state = as === undefined ? undefined : this.#stateOf(as);
    const context = await newVisitor(standing(this.#browser), viewport, state);
    const page = await context.newPage();
    this.#watched.push(watchErrors(page));
    return page;
  }

  /** Remembers who is signed in, under a name, and closes the page. */
  async keep(page: Page, as: string): Promise<void> {
    await page.context().storageState({ path: this.#stateOf(as) });
    await page.close();
  }

  #stateOf(as: string): string {
    return join(this.folder, `${as}.json`);
  }

  async open(page: Page, path: string): Promise<void> {
    await page.goto(this.box.url + path);
  }

  /** Reloads until the page says it: what comes from home arrives by itself. */
  async openUntil(page: Page, path: string, text: RegExp): Promise<void> {
    const deadline = performance.now() + 30_000;
    for (;;) {
      await this.open(page, path);
      if ((await page.getByText(text).count()) > 0) return;
      if (performance.now() > deadline) throw new Error(`${path} never said ${text}`);
    }
  }

  /** The one-time code that the portal's operator gives to the school. */
  async invite(): Promise<string> {
    const clock = createClock("Europe/Paris");
    return inviteSchool({ store: await FolderStore.open(join(this.folder, "portal"), clock), clock }, uai, false);
  }

  /** A PDF behind a link of the page, as the browser downloads it. */
  async pdfBehind(page: Page, name: RegExp): Promise<Uint8Array> {
    const link = page.getByRole("link", { name });
    await link.waitFor();
    const answer = await page.request.get(this.box.url + ((await link.getAttribute("href")) ?? ""));
    assert.equal(answer.headers()["content-type"], "application/pdf");
    return answer.body();
  }

  /** A family of the imported school with one child in the CE2 and two guardians; read from the box's own database. */
  chooseFamily(): Family {
    const db = new Database(join(this.folder, "box/preau.sqlite"), { readonly: true });
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
  }
}

export interface Family {
  pupil: string;
  pupilFull: string;
  mother: string;
  motherFull: string;
  father: string;
  teacher: string;
  classroom: string;
}

const standing = <T>(part: T | undefined): T => {
  assert.ok(part !== undefined, "the day has not begun");
  return part;
};

/** A day in chapters: the next ones make no sense once one has failed. */
export const chapters = (day: SchoolDay) => {
  before(() => day.begin());
  after(() => day.end());
  let isBroken = false;
  return (name: string, tell: () => Promise<void> | void): void => {
    test(name, async () => {
      assert.equal(isBroken, false, "an earlier chapter has failed");
      isBroken = true;
      await tell();
      isBroken = false;
    });
  };
};
