import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { type Running, startPortal, temporaryFolder } from "./fixture.ts";

describe("pages", () => {
  let portal: Running;
  let place: Awaited<ReturnType<typeof temporaryFolder>>;
  const shell = "<!doctype html><title>Préau</title>";
  before(async () => {
    place = await temporaryFolder();
    const build = join(place.folder, "build");
    await mkdir(build);
    await writeFile(join(build, "shell.html"), shell);
    await writeFile(join(build, "sw.js"), "// worker");
    await writeFile(join(build, "app-AB12CD34.js"), "// app");
    await writeFile(join(build, "app-AB12CD34.js.gz"), gzipSync("// app"));
    await writeFile(join(build, "sw.js.br"), brotliCompressSync("// worker"));
    await writeFile(join(build, "manifest.webmanifest.br"), brotliCompressSync("{}"));
    await writeFile(join(build, "manifest.webmanifest"), "{}");
    portal = await startPortal(join(place.folder, "store"), build);
  });
  after(async () => {
    await portal.close();
    await place.remove();
  });

  it("answer every address and every method under /e/ with the shell, and keep nothing of what was sent", async () => {
    const secret = "Lea-Martin-varicelle";
    const asked: [string, RequestInit][] = [
      ["/e/0690078K", {}],
      ["/e/", {}],
      [`/e/0690078K/liaison/${secret}?texte=${secret}`, { headers: { "hx-request": "true", "x-note": secret } }],
      [`/e/0690078K/liaison/${secret}`, { method: "POST", body: `texte=${secret}` }],
      [`/e/${secret}/%3Cscript%3E`, { method: "DELETE" }],
    ];
    portal.logged.length = 0;
    for (const [path, init] of asked) {
      const response = await fetch(portal.url + path, init);
      assert.equal(response.status, 200, path);
      assert.equal(await response.text(), shell);
      assert.equal(response.headers.get("cache-control"), "no-cache");
      assert.doesNotMatch(JSON.stringify([...response.headers]), /Martin|script%3E|<script/i);
    }
    assert.equal(portal.logged.length, asked.length);
    assert.doesNotMatch(portal.logged.join(""), /Martin|0690078K|127\.0\.0\.1/);
  });

  it("say what they are not in a word, without repeating the address", async () => {
    for (const path of [
      "/Lea-Martin",
      "/api/0690078K/Lea-Martin",
      "/api/%E0%A4%A",
      "/app/Lea-Martin",
      "/app/../shell",
      "/app/%00",
    ]) {
      const response = await fetch(portal.url + path);
      assert.ok(response.status >= 400 && response.status < 500, `${path} ${response.status}`);
      assert.doesNotMatch(await response.text(), /Martin|E0|at .*\.ts|Error/);
    }
    assert.doesNotMatch(portal.logged.join(""), /Martin/);
  });

  it("carry a policy under which no form can leave, and no foreign script run", async () => {
    for (const path of ["/", "/e/0690078K", "/sw.js", "/rien"]) {
      const { headers } = await fetch(portal.url + path);
      const policy = headers.get("content-security-policy") ?? "";
      for (const rule of ["default-src 'none'", "script-src 'self'", "connect-src 'self'", "form-action 'none'"])
        assert.ok(policy.includes(rule), `${path}: ${rule}`);
      assert.equal(headers.get("x-content-type-options"), "nosniff");
      assert.equal(headers.get("referrer-policy"), "no-referrer");
      assert.equal(headers.get("x-powered-by"), null);
    }
    for (const path of ["/app/app-AB12CD34.js", "/api/0690078K/keyring"]) {
      const { headers } = await fetch(portal.url + path);
      assert.match(headers.get("content-security-policy") ?? "", /^default-src 'none'; sandbox$/, path);
      assert.equal(headers.get("x-content-type-options"), "nosniff");
      assert.equal(headers.get("x-powered-by"), null);
    }
  });

  it("keep what is named by its hash, and look again at the worker", async () => {
    const caching = async (path: string) => (await fetch(portal.url + path)).headers.get("cache-control");
    assert.match((await caching("/app/app-AB12CD34.js")) ?? "", /immutable/);
    assert.doesNotMatch((await caching("/app/manifest.webmanifest")) ?? "", /immutable/);
    assert.equal(await caching("/sw.js"), "no-cache");
    assert.equal((await fetch(`${portal.url}/sw.js`)).headers.get("service-worker-allowed"), "/");
  });

  it("travel compressed where the build left a compressed file and the browser takes it", async () => {
    const asked = async (path: string, accepted: string) => {
      const response = await fetch(portal.url + path, { headers: { "accept-encoding": accepted } });
      return { response, encoding: response.headers.get("content-encoding"), text: await response.text() };
    };
    const script = await asked("/app/app-AB12CD34.js", "gzip, br");
    assert.deepEqual([script.encoding, script.text], ["gzip", "// app"]);
    assert.match(script.response.headers.get("content-type") ?? "", /^text\/javascript/);
    assert.match(script.response.headers.get("cache-control") ?? "", /immutable/);
    const worker = await asked("/sw.js", "gzip, deflate, br");
    assert.deepEqual([worker.encoding, worker.text], ["br", "// worker"]);
    assert.deepEqual(
      [(await asked("/sw.js", "identity")).encoding, worker.response.headers.get("vary")],
      [null, "Accept-Encoding"],
    );
    const manifest = await asked("/app/manifest.webmanifest", "br");
    assert.deepEqual([manifest.encoding, manifest.text], ["br", "{}"]);
    assert.doesNotMatch(manifest.response.headers.get("cache-control") ?? "", /immutable/);
    assert.equal((await asked("/e/0690078K", "br")).text, shell);
  });

  it("tell whether the portal is well", async () => {
    const health: unknown = await (await fetch(`${portal.url}/sante`)).json();
    assert.deepEqual({ ...Object(health), version: "" }, { ok: true, role: "portal", version: "" });
  });
});
