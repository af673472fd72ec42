import assert from "node:assert/strict";
import { after, test } from "node:test";
import type { BrowserContext, Page } from "playwright-core";
import { write } from "../../core/db.ts";
import type { Deps } from "../../core/feature.ts";
import { headIds, loadActor } from "../../people/actor.ts";
import { applyImport } from "../../people/import/apply.ts";
import { stageImport } from "../../people/import/imports.ts";
import { readFiles } from "../../people/import/read.ts";
import { holderLink } from "../../wire/index.ts";
import type { Browser } from "../browser.ts";
import { launchChromium } from "../chromium.ts";
import { uai, until } from "./demo-school.ts";
import { homeSchool } from "./home-school.ts";
import { findInjected, payloads } from "./payloads.ts";

assert.ok(payloads.length >= 200);
const payload = (i: number): string => payloads[i % payloads.length] ?? "";
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
let imported = 0;

/** Pupils and classes named by the payloads, as a file of ONDE brings them; then every name and address of the school. */
const nameEverything = (deps: Deps): void => {
  const { db, clock } = deps;
  const actor = loadActor(db, headIds(db)[0] ?? "", clock.today());
  assert.ok(actor);
  const columns =
    "Nom élève;Nom d'usage élève;Prénom élève;Date naissance;Sexe;INE;Adresse1;Cp1;Commune1;Pays1;Adresse2;Cp2;Commune2;Pays2; Cycle;Niveau;Libellé classe;Identifiant classe;Attestation fournie;Autorisation associations;Autorisation photo;Décision de passage";
  const lines = payloads.map((text, i) => {
    const one = quoted(text);
    return `${one};${one};${one};01/02/2018;F;;${one};69001;${one};;;;;;CYCLE II;CE1;${quoted(payload(i % 9))};;;;;`;
  });
  const reading = readFiles([{ name: "CSVExtraction.csv", bytes: Buffer.from(`${[columns, ...lines].join("\n")}\n`) }]);
  const doing = { db, clock, actor };
  applyImport(doing, stageImport(doing, reading), reading.records);
  const count = db.$client.prepare("select count(*) from people where last_name like '%alert%' collate nocase").pluck();
  imported = Number(count.get());
  write({ db }, () => {
    db.$client.prepare("update school set name = ?, phone = ?").run(payloads.slice(0, 60).join(" "), payload(2));
    const name = db.$client.prepare(
      "update people set last_name = ?, usage_name = ?, first_name = ?, email = ?, address = ?, city = ? where id = ?",
    );
    const ids = db.$client.prepare("select id from people").pluck().all();
    for (const [i, id] of ids.entries())
      name.run(payload(i), i % 3 === 0 ? payload(i + 1) : null, payload(i + 2), payload(i), payload(i), payload(i), id);
    const label = db.$client.prepare("update classrooms set label = ? where id = ?");
    for (const [i, id] of db.$client.prepare("select id from classrooms").pluck().all().entries())
      label.run(payload(100 + i * 3), id);
  });
};

const home = await homeSchool({
  families:
    "select guardian_id from guardianships where signs_usual = 1 and authority = 'presumed' order by id limit 1",
  prepare: nameEverything,
});
const { school } = home;
const one = (sql: string): string => school.rows<{ id: string }>(sql)[0]?.id ?? assert.fail(sql);
const headId = one("select person_id id from staff where is_head = 1");
const office = school.signIn(headId);
const mother = home.letters[0] ?? assert.fail("no letter");
const child = one(`select pupil_id id from guardianships where guardian_id = '${mother.personId}'`);
const classroom = one(`select classroom_id id from memberships where person_id = '${child}' and ends_on is null`);
const browser = await launchChromium();
after(() => browser.close());

const policyReports: string[] = [];
const dialogs: string[] = [];
let looked = 0;

/** `bypassCSP`: as if the content policy did not exist, so that it cannot hide what would have run. */
const context = async (who: Browser | null, bypassCSP: boolean): Promise<Page> => {
  const opened: BrowserContext = await browser.newContext({ bypassCSP, locale: "fr-FR" });
  await opened.addInitScript(
    "window.hits = 0; window.alert = window.prompt = window.confirm = () => { window.hits += 1; };",
  );
  if (who !== null) {
    const cookies = who.cookie.split("; ").map((pair) => {
      const [name = "", value = ""] = pair.split(/=(.*)/s);
      return { name, value, url: school.box.url };
    });
    await opened.addCookies(cookies);
  }
  const page = await opened.newPage();
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  page.on("console", (message) => {
    if (!bypassCSP && message.type() === "error" && /Content Security Policy|Refused to/.test(message.text()))
      policyReports.push(`${page.url()} ${message.text()}`);
  });
  return page;
};
const mustBeHarmless = async (page: Page, what: string): Promise<void> => {
  const allowsStyle = /modifier|nouveau/.test(what);
  assert.deepEqual(await page.evaluate(`(${findInjected})(document, ${allowsStyle})`), [], what);
  assert.equal(await page.evaluate("window.hits"), 0, what);
  looked += 1;
};

const publish = async (): Promise<void> => {
  const year = one("select id from school_years where is_current = 1");
  for (const [i, text] of payloads.entries()) {
    const fields = {
      kind: "sortie",
      title: text,
      place: payload(i + 1),
      bring: payload(i + 2),
      signature: "one",
      targets: [year],
      next: "apercu",
    };
    const answer = await office.post("/liaison", {
      ...fields,
      body: `<div>Mot ${i} ${text}</div>${payload(i + 3)}`,
      bodyFormat: "html",
    });
    assert.equal(answer.status, 303, `${text}: ${answer.text.slice(0, 300)}`);
    assert.equal((await office.post(answer.location.replace("/apercu", "/publication"))).status, 303);
  }
  const { db } = school.open();
  write({ db }, () => {
    const [photo] = db.$client.prepare("select sha256, thumb_sha256 thumb, size from notice_photos limit 1").all() as {
      sha256: string;
      thumb: string;
      size: number;
    }[];
    const put = db.$client.prepare(
      "insert into notice_photos (notice_id, position, sha256, thumb_sha256, size, alt) values (?, 0, ?, ?, ?, ?)",
    );
    for (const [i, id] of db.$client
      .prepare("select id from notices where place <> '' and id not in (select notice_id from notice_photos)")
      .pluck()
      .all()
      .entries())
      put.run(id, photo?.sha256, photo?.thumb, photo?.size, payload(i));
  });
  db.$client.close();
};

test("the payloads run when nothing stands in their way", async () => {
  const page = await context(null, true);
  for (const text of payloads.slice(0, 42)) await page.setContent(`<title>x</title><p>${text}`);
  await page.setContent(`<title>x</title>${payloads.map((text) => `<p>${text}`).join("\n")}`);
  await until("some have run", async () => Number(await page.evaluate("window.hits")) > 5);
  assert.ok(((await page.evaluate(`(${findInjected})(document, false)`)) as string[]).length > 50);
  await page.context().close();
});

test(`${payloads.length} payloads in every field: on the box nothing runs and nothing is refused by the policy`, async (t) => {
  assert.ok(imported > 40, `${imported} names came in by the import`);
  await publish();
  const some = school
    .rows<{ id: string }>(
      "select id from notices where state = 'published' and title like '%alert%' order by id limit 3",
    )
    .map(({ id }) => id);
  await office.post("/liaison/brouillon", {
    title: payload(2),
    body: payload(2),
    bodyFormat: "html",
    place: payload(3),
  });
  const draft = one("select id from notices where state = 'draft' order by id desc");
  const feeds = Array.from({ length: 8 }, (_, i) => `/liaison?page=${i + 1}`);
  const searches = payloads
    .filter((_, i) => i % 25 === 0)
    .flatMap((text) => [
      `/liaison?q=${encodeURIComponent(text)}`,
      `/direction/annuaire?q=${encodeURIComponent(text)}`,
      `/direction/lettres?q=${encodeURIComponent(text)}`,
      `/connexion?suite=${encodeURIComponent(text)}`,
    ]);
  const roles: [Browser | null, string[]][] = [
    [
      office,
      [
        "/accueil",
        ...feeds,
        ...some.flatMap((id) => [
          `/liaison/${id}`,
          `/liaison/${id}/suivi`,
          `/liaison/${id}/suivi/imprimer`,
          `/liaison/${id}/modifier`,
        ]),
        `/liaison/${draft}/modifier`,
        `/liaison/${draft}/apercu`,
        "/liaison/nouveau",
        "/direction",
        "/direction/annuaire",
        "/direction/lettres",
        `/direction/lettres/classes/${classroom}`,
        "/direction/codes",
        "/direction/autorite",
        "/direction/affiche",
        "/direction/synchronisation",
        "/connexion/eleves",
        "/mon-compte",
        ...searches,
      ],
    ],
    [school.signIn(mother.personId), ["/accueil", ...feeds.slice(0, 3), `/liaison/${some[0]}`]],
    [school.signIn(child), ["/accueil", "/liaison", `/liaison/${some[0]}`]],
    [
      null,
      [
        "/connexion",
        "/connexion?suite=javascript:alert(1)",
        "/connexion/classe",
        `/connexion/classe/${classroom}`,
        `/connexion/eleve/${child}`,
        `/${encodeURIComponent(payload(2))}`,
      ],
    ],
  ];
  for (const bypassCSP of [true, false])
    for (const [who, paths] of roles) {
      const page = await context(who, bypassCSP);
      for (const path of bypassCSP ? paths : paths.filter((_, i) => i % 3 === 0)) {
        await page.goto(school.box.url + path, { waitUntil: "load" });
        await mustBeHarmless(page, path);
      }
      await page.context().close();
    }
  const page = await context(office, false);
  await page.goto(`${school.box.url}/liaison`);
  const reflected = (await page.evaluate(`(async () => {
    const found = [];
    for (const text of ${JSON.stringify(payloads)})
      for (const path of ["/liaison?q=", "/direction/annuaire?q="]) {
        const html = await (await fetch(path + encodeURIComponent(text))).text();
        found.push(...(${findInjected})(new DOMParser().parseFromString(html, "text/html"), false));
      }
    return found;
  })()`)) as string[];
  assert.deepEqual(reflected, []);
  assert.deepEqual([dialogs, policyReports], [[], []]);
  t.diagnostic(`${looked} pages looked at, ${payloads.length * 2} searches`);
  assert.ok(looked > 80);
});

test("and none in the app at home", async (t) => {
  const titles = async (): Promise<number> =>
    (
      await home
        .phone(mother.personId)
        .entries()
        .catch(() => [])
    ).filter(({ data }) => String(data.title).includes("alert")).length;
  await office.post("/direction/synchronisation/envoi");
  await until("everything is readable at home", async () => (await titles()) >= 200, 60_000);
  let shown = 0;
  for (const bypassCSP of [false, true]) {
    const page = await context(null, bypassCSP);
    await page.goto(holderLink(home.publicUrl, uai, mother.code));
    await page.locator(".notice").nth(10).waitFor({ timeout: 30_000 });
    await mustBeHarmless(page, "the feed");
    shown += await page.locator(".notice").count();
    for (const hash of ["#envois", "#appareil", "#choix"]) {
      await page.goto(`${home.publicUrl}/e/${uai}${hash}`);
      await page.locator("h1").first().waitFor({ state: "attached" });
      await mustBeHarmless(page, hash);
    }
    await page.context().close();
  }
  assert.deepEqual([dialogs, policyReports], [[], []]);
  t.diagnostic(`${shown} notices shown`);
  assert.ok(shown > 30);
});
