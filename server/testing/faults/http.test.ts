import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import type { Socket } from "node:net";
import { test } from "node:test";
import { routesOf } from "../../app.ts";
import { features } from "../../features.ts";
import { demoSchool } from "./demo-school.ts";
import { ask, openSocket, percentile } from "./raw-http.ts";

const school = await demoSchool();
const { url } = school.box;
const host = new URL(url).host;
const [head] = school.rows<{ id: string }>("select person_id id from staff where is_head = 1");
const browser = school.signIn(head?.id ?? assert.fail("no head"));
const { cookie } = browser;
const csrf = /name="_csrf" value="([^"]+)"/.exec((await browser.get("/liaison/nouveau")).text)?.[1] ?? "";
const form = { "content-type": "application/x-www-form-urlencoded" };

const timed = async (): Promise<number> => {
  const start = performance.now();
  const { status } = await browser.get("/liaison");
  assert.equal(status, 200);
  return performance.now() - start;
};

test("eight hundred slow sockets: others hardly notice, and all are closed within fifteen seconds", async (t) => {
  const before: number[] = [];
  for (let i = 0; i < 60; i++) before.push(await timed());
  const starts = [
    `GET /connexion HTTP/1.1\r\nHost: ${host}\r\nX-Slow: `,
    `POST /connexion HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${url}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9000\r\n\r\nidentifiant=`,
    `POST /liaison HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${url}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 9000\r\n\r\n--x\r\n`,
    `GET /connexion HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9000\r\n\r\na=`,
  ];
  const opened = performance.now();
  const sockets = await Promise.all(Array.from({ length: 800 }, (_, i) => openSocket(url, starts[i % 4] ?? "")));
  let lastClosed = 0;
  const closed = (socket: Socket): Promise<void> =>
    new Promise((resolve) => {
      socket.once("close", () => {
        lastClosed = performance.now() - opened;
        resolve();
      });
    });
  const closings = sockets.map(closed);
  const drops = setInterval(() => {
    for (const socket of sockets) if (socket.writable) socket.write("a");
  }, 400);
  t.after(() => clearInterval(drops));
  let isOver = false;
  const all = Promise.all(closings).then(() => {
    isOver = true;
  });
  const during: number[] = [];
  while (!isOver) during.push(await timed());
  await all;
  const [p95Before, p95During] = [percentile(before, 0.95), percentile(during, 0.95)];
  t.diagnostic(
    `p95 ${p95Before.toFixed(1)} ms before, ${p95During.toFixed(1)} ms during (${during.length} pages); all closed after ${(lastClosed / 1000).toFixed(1)} s`,
  );
  assert.ok(during.length > 100, `${during.length} pages were read meanwhile`);
  assert.ok(p95During < Math.max(100, p95Before * 5), `${p95During} ms against ${p95Before} ms`);
  assert.ok(lastClosed < 15_000, `${lastClosed} ms`);
});

test("other names than the box's own are refused: no page of another site can speak for it", async () => {
  for (const name of [
    "ecole.example",
    "evil.localhost.example",
    "preau.local.example",
    "127.0.0.1.example",
    "[",
    "localhost@evil",
  ]) {
    const { status, text } = await ask(url, "/connexion", { headers: { host: name } });
    assert.ok(status === 421 || status === 400, `${name}: ${status}`);
    assert.equal(text.includes("<form"), false);
  }
  for (const name of [host, "preau.local", "127.0.0.1:80", "192.168.1.20"])
    assert.equal((await ask(url, "/connexion", { headers: { host: name } })).status, 200, name);
});

test("every changing route refuses a foreign, an opaque and a missing Origin", async () => {
  const routes = routesOf(features).filter(({ method }) => method === "POST");
  assert.ok(routes.length > 25);
  const origins: Record<string, string>[] = [
    { origin: "http://evil.example" },
    { origin: "null" },
    { origin: `http://${host}.evil.example` },
    { origin: `http://localhost:1` },
    {},
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "none" },
  ];
  const before = school.rows("select * from events").length;
  for (const { path } of routes)
    for (const foreign of origins) {
      const headers = { host, cookie, "x-csrf-token": csrf, ...form, ...foreign };
      const { status } = await ask(url, path.replace(/:\w+/g, "0"), {
        method: "POST",
        headers,
        body: Buffer.from("a=1"),
      });
      assert.equal(status, 403, `${path} ${JSON.stringify(foreign)}`);
    }
  assert.equal(school.rows("select * from events").length, before);
});

test("what is too long is refused, by its announced length or on the way", async () => {
  const headers = { host, cookie, origin: url, "x-csrf-token": csrf };
  const send = (path: string, type: string, body: Buffer) =>
    ask(url, path, { method: "POST", headers: { ...headers, "content-type": type }, body });
  const big = Buffer.alloc(1_100_000, "a");
  assert.equal((await send("/connexion", form["content-type"], big)).status, 413);
  assert.equal((await send("/liaison/brouillon", form["content-type"], big)).status, 413);
  const part = (length: number) =>
    Buffer.concat([
      Buffer.from('--x\r\nContent-Disposition: form-data; name="photos"; filename="a.jpg"\r\n\r\n'),
      Buffer.alloc(length, "a"),
      Buffer.from("\r\n--x--\r\n"),
    ]);
  assert.equal((await send("/liaison", "multipart/form-data; boundary=x", part(26 * 1024 * 1024))).status, 413);
  assert.equal((await ask(url, "/connexion", { headers: { host, "x-long": "a".repeat(20_000) } })).status, 431);
  const chunked = request(`${url}/connexion`, { method: "POST", headers: { ...headers, ...form }, agent: false });
  for (let i = 0; i < 20; i++) chunked.write(Buffer.alloc(100_000, "a"));
  chunked.end();
  const [response] = await once(chunked, "response");
  assert.equal(response.statusCode, 413);
  response.resume();
  assert.equal((await browser.get("/liaison")).status, 200);
});

test("no path leads out of the folder of static files, nor to data", async () => {
  const ways = [
    "../",
    "..%2f",
    "%2e%2e/",
    "%2e%2e%2f",
    "..%5c",
    "..\\",
    "....//",
    "%252e%252e/",
    "./../",
    "..;/",
    "%c0%ae%c0%ae/",
    "\0../",
  ];
  const goals = ["package.json", "data/demo/box/preau.sqlite", "server/main.ts", "etc/passwd"];
  let tried = 0;
  for (const way of ways)
    for (const goal of goals)
      for (const depth of [1, 2, 8])
        for (const start of ["/static/", "/static/vendor/", "/", "//", "/liaison/0/photos/"]) {
          const path = `${start}${way.repeat(depth)}${goal}`;
          const { status, text } = await ask(url, path, { headers: { host, cookie } }).catch(() => ({
            status: 400,
            text: "",
          }));
          tried += 1;
          assert.ok(status >= 300 && status < 500, `${path}: ${status}`);
          assert.equal(/"dependencies"|SQLite format|createServer|root:x/.test(text), false, path);
        }
  assert.ok(tried > 500);
  for (const path of ["/static/", "/static/vendor", "/static/.", "/static/..", "/.git/config", "/data/"])
    assert.ok((await ask(url, path, { headers: { host } })).status >= 300, path);
});

test("none of it was a fault of the box's own", () => {
  assert.equal(/request failed|uncaught/i.test(school.box.log()), false, school.box.log().slice(-2000));
});
