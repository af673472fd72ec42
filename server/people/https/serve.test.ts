import assert from "node:assert/strict";
import { once } from "node:events";
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { join } from "node:path";
import { after, test } from "node:test";
import { mostConnections, serverLimits } from "../../app.ts";
import { newAuthority, newLeaf, toPem } from "../../core/certificates/certificate.ts";
import { setPassword } from "../../people/credentials.ts";
import { askOverTls } from "../../testing/tls.ts";
import { type World, world } from "../../testing/world.ts";
import { folderOf, readAuthority } from "./authority.ts";
import { secureOriginOf } from "./origin.ts";
import { type Https, serveHttps } from "./serve.ts";

const day = 86_400_000;
const password = "tournesol violet du jardin";
const quiet = { warn: () => undefined, info: () => undefined };

interface Box {
  readonly w: World;
  readonly https: Https;
  readonly at: { readonly port: number; readonly ca: string };
  readonly lan: string[];
}

const serve = async (w: World, lan: string[], port = 0): Promise<Https | null> => {
  const config = { ...w.config, HOST: "127.0.0.1", HTTPS_PORT: port };
  const parts = { config, clock: w.clock, log: quiet, app: w.app, limits: serverLimits, mostConnections };
  const https = await serveHttps({ ...parts, look: () => lan });
  after(() => {
    https?.stop();
    https?.end();
  });
  return https;
};

/** Now, truly: whoever verifies a certificate looks at the machine's clock. */
const open = async (): Promise<Box> => {
  const w = await world({ startsAt: new Date().toISOString() });
  const lan = ["192.168.1.20"];
  const https = (await serve(w, lan)) ?? assert.fail("https does not listen");
  w.answersOverHttps(https.port);
  const ca = readAuthority(w.config)?.toString() ?? assert.fail("no authority");
  return { w, https, at: { port: https.port, ca }, lan };
};

const signIn = async (at: Box["at"], origin = `https://preau.local:${at.port}`) =>
  askOverTls("/connexion", {
    ...at,
    method: "POST",
    headers: { origin, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ identifiant: "anne.morin", motDePasse: password }).toString(),
  });

test("whoever trusts the school's authority reads the box by its name and its addresses, and nobody else by another", async () => {
  const { at } = await open();
  for (const host of ["preau.local", "localhost", "127.0.0.1", "192.168.1.20"]) {
    const { status, text } = await askOverTls("/sante", { ...at, host });
    assert.deepEqual([status, JSON.parse(text).ok], [200, true], host);
  }
  for (const host of ["banque.example", "10.0.0.1"])
    await assert.rejects(askOverTls("/sante", { ...at, host }), { code: "ERR_TLS_CERT_ALTNAME_INVALID" }, host);
  const stranger = newAuthority("Une autre", "preau.local", new Date("2020-01-01"), new Date("2049-01-01"));
  await assert.rejects(askOverTls("/sante", { ...at, ca: toPem(stranger).certificate }));
});

test("a name outside the authority's limits is refused even with a certificate that it signed", async () => {
  const { w, at } = await open();
  const { readCertified } = await import("./authority.ts");
  const authority = readCertified(folderOf(w.config), "authority") ?? assert.fail("no authority");
  const forged = newLeaf(authority, ["banque.example"], new Date("2026-01-01"), new Date("2027-06-01"));
  const { createServer: createTls } = await import("node:https");
  const { certificate, key } = toPem(forged);
  const server = createTls({ cert: certificate, key }, (_req, res) => res.end("bonjour")).listen(0, "127.0.0.1");
  await once(server, "listening");
  after(() => server.close());
  const { port } = server.address() as AddressInfo;
  await assert.rejects(askOverTls("/", { port, ca: at.ca, host: "banque.example" }), /permitted subtree/);
});

test("signing in over https: a cookie that plain http can neither read nor set", async () => {
  const { w, at } = await open();
  await setPassword(w.doing("gaelle"), w.ids.anne, password);
  const answer = await signIn(at);
  assert.deepEqual([answer.status, answer.headers.location], [303, "/accueil"]);
  const [cookie = ""] = (answer.headers["set-cookie"] ?? []).filter((one) => one.includes("sid"));
  assert.match(cookie, /^__Host-sid=[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  const [pair = ""] = cookie.split(";");
  assert.equal((await askOverTls("/mon-compte", { ...at, headers: { cookie: pair } })).status, 200);
  const plain = await w.stranger().get("/mon-compte", { cookie: pair.replace("__Host-", "") });
  assert.equal(plain.status, 303, "its id is worth nothing over http");
});

test("a session overheard on http opens nothing over https", async () => {
  const { w, at } = await open();
  const anne = w.as("anne");
  assert.equal((await anne.get("/mon-compte")).status, 200);
  const stolen = { cookie: anne.cookie.replace("sid=", "__Host-sid=") };
  assert.equal((await askOverTls("/mon-compte", { ...at, headers: stolen })).status, 303);
});

test("over https a change must come from a page over https, at the same name and port", async () => {
  const { w, at } = await open();
  await setPassword(w.doing("gaelle"), w.ids.anne, password);
  const { port } = at;
  for (const origin of [`http://preau.local:${port}`, "https://preau.local", "https://ailleurs.example", "null"])
    assert.equal((await signIn(at, origin)).status, 403, origin);
  assert.equal((await signIn(at)).status, 303);
});

test("the key stays with whoever runs the box, the certificate lasts 397 days at most", async () => {
  const { w } = await open();
  const folder = folderOf(w.config);
  assert.deepEqual(readdirSync(folder).sort(), ["authority.crt", "authority.key", "box.crt", "box.key"]);
  for (const name of readdirSync(folder)) assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600, name);
  const { readCertified } = await import("./authority.ts");
  const leaf = readCertified(folder, "box")?.certificate ?? assert.fail("no certificate");
  const days = (leaf.validToDate.getTime() - leaf.validFromDate.getTime()) / day;
  assert.ok(days > 100 && days <= 397, `${days} days`);
});

test("a new address, or a certificate that ends soon, brings a new one without a restart; otherwise it stays", async () => {
  const { w, https, at, lan } = await open();
  const shown = async (host = "preau.local") => (await askOverTls("/sante", { ...at, host })).fingerprint;
  const first = await shown();
  w.travel(100 * day);
  await https.refresh();
  assert.equal(await shown(), first);
  w.travel(45 * day);
  await https.refresh();
  const second = await shown();
  assert.notEqual(second, first);
  lan.push("10.20.30.40");
  await https.refresh();
  assert.notEqual(await shown("10.20.30.40"), second);
});

test("a restart shows the same certificate: what a browser once accepted stays accepted", async () => {
  const { w, at, https, lan } = await open();
  const { fingerprint } = await askOverTls("/sante", at);
  https.stop();
  https.end();
  const again = (await serve(w, lan)) ?? assert.fail("https does not listen");
  assert.equal((await askOverTls("/sante", { ...at, port: again.port })).fingerprint, fingerprint);
});

test("a clock at 1970, in 2040 and back locks nobody out", async () => {
  const { w, https, at } = await open();
  const real = w.clock.now().getTime();
  for (const wrong of [0, Date.parse("2040-01-01T00:00:00Z")]) {
    w.setClock(wrong);
    await https.refresh();
    w.setClock(real);
    await https.refresh();
    assert.equal((await askOverTls("/sante", at)).status, 200);
  }
});

test("a damaged certificate is made anew; the school's authority stays", async () => {
  const { w, at, https, lan } = await open();
  https.stop();
  https.end();
  writeFileSync(join(folderOf(w.config), "box.crt"), "abîmé");
  const again = (await serve(w, lan)) ?? assert.fail("https does not listen");
  assert.equal((await askOverTls("/sante", { ...at, port: again.port })).status, 200);
});

test("a port that is taken leaves a box that speaks http", async () => {
  const w = await world();
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  after(() => taken.close());
  assert.equal(await serve(w, [], (taken.address() as AddressInfo).port), null);
});

test("who opens a connection and says nothing, or only drops, is gone within fifteen seconds", async () => {
  const { at } = await open();
  const startedAt = performance.now();
  const silent = connect(at.port, "127.0.0.1").on("error", () => undefined);
  const drops = connect(at.port, "127.0.0.1").on("error", () => undefined);
  await once(drops, "connect");
  const timer = setInterval(() => drops.writable && drops.write("\x16"), 1000);
  await Promise.all([once(silent, "close"), once(drops, "close")]);
  clearInterval(timer);
  assert.ok(performance.now() - startedAt < 15_000);
});

test("pages lead to the name that the certificate holds", () => {
  const config = { LAN_NAME: "preau" };
  assert.equal(secureOriginOf(config, 443, "preau.local"), "https://preau.local");
  assert.equal(secureOriginOf(config, 8443, "192.168.1.20:8080"), "https://192.168.1.20:8443");
  assert.equal(secureOriginOf(config, 8443, "LOCALHOST:8080"), "https://localhost:8443");
  assert.equal(secureOriginOf(config, 8443, "boite"), "https://preau.local:8443");
  assert.equal(secureOriginOf(config, 8443, "93.184.216.34"), "https://preau.local:8443");
});
