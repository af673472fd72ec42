import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import type { BrowserContext, Page } from "playwright-core";
import { everyItem } from "../../portal/store/object-store.ts";
import { formatCode, fromUtf8, toBase64, toHex } from "../../wire/index.ts";
import { landscape } from "../app-notices.ts";
import type { Family } from "../app-school.ts";
import { Stage } from "../app-visit.ts";

const CANARIES = ["Varicelle", "Zéphyrine", "Quatrebarbes", "Confluences", "Jules-Ferry", "Claudine"];

describe("what reaches the portal", () => {
  const stage = Stage.set();
  let family: Family;
  let context: BrowserContext;
  let page: Page;
  const entries: string[] = [];

  const shows = (text: string) => page.getByText(text).first().waitFor({ timeout: 15_000 });

  before(async () => {
    const { school } = stage;
    family = await school.admit("Mme Claudine Quatrebarbes", ["Zéphyrine Quatrebarbes"]);
    const photos = [await landscape(300)];
    for (const title of ["Varicelle", "Sortie aux Confluences"]) {
      const { entry } = await school.publish(
        { title, signature: "both", body: "<p>Un cas de varicelle à l’école Jules-Ferry.</p>" },
        { photos },
      );
      entries.push(entry.id);
    }
    ({ context, page } = await stage.visitor(family));
    await shows("Varicelle");
  });

  it("reads, looks, signs, and goes everywhere", async () => {
    await page.getByRole("button", { name: "Je signe pour Zéphyrine" }).first().click();
    await shows("Déposé");
    for (const hash of [
      `#mot/${entries[0]}`,
      `#photo/${entries[0]}/0`,
      "#envois",
      "#appareil",
      "#choix",
      "#code",
      "#",
    ]) {
      await page.goto(`${stage.portal.url}/e/0690078K${hash}`);
      await page.locator("h1").first().waitFor({ state: "attached" });
    }
  });

  it("a hard reload, which passes the service worker by, asks for nothing but the shell and recovers", async () => {
    const seen = stage.portal.requests.length;
    await page.goto(`${stage.portal.url}/e/0690078K#mot/${entries[0]}`);
    await shows("Varicelle");
    const session = await context.newCDPSession(page);
    await session.send("Page.reload", { ignoreCache: true });
    await page.getByRole("link", { name: "Toutes les nouvelles" }).waitFor();
    await shows("Varicelle");
    assert.ok(
      stage.portal.requests.slice(seen).some(({ url }) => url === "/e/0690078K"),
      "the server was asked for the page itself",
    );
    await session.detach();
  });

  it("an unregistered service worker: the page asks for nothing but the shell, and recovers", async () => {
    const seen = stage.portal.requests.length;
    await page.evaluate(
      "navigator.serviceWorker.getRegistrations().then((all) => Promise.all(all.map((one) => one.unregister())))",
    );
    await page.reload();
    await shows("Varicelle");
    assert.ok(
      stage.portal.requests.slice(seen).some(({ url }) => url === "/sw.js"),
      "the worker was fetched again",
    );
  });

  it("the worker gone while the page is open: a tap asks the server for nothing", async () => {
    await page.evaluate(
      "navigator.serviceWorker.getRegistrations().then((all) => Promise.all(all.map((one) => one.unregister())))",
    );
    await page.getByRole("link", { name: "Mes envois" }).click();
    await page
      .getByRole("button")
      .first()
      .waitFor({ state: "attached" })
      .catch(() => undefined);
    await page.reload();
    await shows("Mes envois");
  });

  it("holds no name, no text, no picture, no key, no notice’s id", async () => {
    const { requests, store } = stage.portal;
    const ofPhone = requests.filter(
      ({ method, url }) => !/^\/api\/[^/]+\/(box|objects|commits|school|deposits)/.test(url) || method === "GET",
    );
    assert.ok(ofPhone.length > 40 && ofPhone.some(({ method }) => method === "PUT"), `${ofPhone.length} requests`);
    const { keys, code } = family;
    const secrets = [
      code,
      formatCode(code),
      keys.ageIdentity,
      keys.ageIdentity.toLowerCase(),
      ...[keys.ringKey, keys.replyKey].flatMap((key) => [toHex(key), toBase64(key)]),
    ];
    const words = [
      ...CANARIES,
      ...CANARIES.map(encodeURIComponent),
      ...secrets,
      ...entries,
      family.children[0]?.id ?? "",
      family.holder,
    ];
    const heard = requests.map(
      ({ method, url, headers, body }) => `${method} ${url}\n${headers}\n${Buffer.concat(body).toString("latin1")}`,
    );
    const kept: string[] = [];
    for await (const { key } of everyItem(store, "schools/"))
      kept.push(`${key}\n${Buffer.from((await store.get(key)) ?? []).toString("latin1")}`);
    assert.ok(kept.length > 10);
    for (const word of words) {
      const found = [...heard, ...kept].find(
        (text) => text.includes(word) || text.includes(Buffer.from(word).toString("latin1")),
      );
      assert.equal(found?.slice(0, 300), undefined, word);
    }
  });

  it("addresses are of few shapes, which name nothing", () => {
    const shapes = new Set(
      stage.portal.requests.map(({ url }) =>
        url.replace(/[0-9a-f]{64}|[0-9a-f]{32}/g, "*").replace(/-[0-9a-f]{10}\./, "-*."),
      ),
    );
    const allowed =
      /^\/(e\/0690078K|sw\.js|app\/[\w.*-]+|static\/[\w./-]+|favicon\.ico|api\/0690078K\/(box\/\*|tip|school|keyring|heads\/\*|objects\/\*|commits\/\d+|mailbox\/\*|deposits[/*\w]*))$/;
    assert.deepEqual(
      [...shapes].filter((shape) => !allowed.test(shape)),
      [],
    );
  });

  it("the phone keeps ciphertext only", async () => {
    const kept = fromUtf8(
      Uint8Array.from(
        Buffer.from(
          await page.evaluate<string>(`new Promise((done, fail) => {
            const opening = indexedDB.open("preau");
            opening.onerror = fail;
            opening.onsuccess = () => {
              const getting = opening.result.transaction("kept").objectStore("kept").getAll();
              getting.onsuccess = async () => {
                const inCaches = [];
                for (const name of await caches.keys()) for (const { url } of await (await caches.open(name)).keys()) inCaches.push(url);
                const text = (bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
                done(JSON.stringify([getting.result, inCaches], (_key, value) => (value instanceof Uint8Array ? text(value) : value)));
              };
            };
          })`),
          "latin1",
        ),
      ).map((byte) => byte & 0x7f),
    );
    assert.ok(kept.length > 20_000, "something is kept");
    for (const word of ["Varicelle", "varicelle", "Quatrebarbes", "Confluences", "Jules-Ferry"])
      assert.ok(!kept.includes(word), word);
  });
});
