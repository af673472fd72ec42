import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import jsqr from "jsqr";
import sharp from "sharp";
import { createLog } from "../../core/log.ts";
import { ensureAuthority, fingerprintGroups } from "../../people/https/authority.ts";
import { world } from "../../testing/world.ts";

test("the technician sees the machine: disk, addresses, https, copies, the night’s work, the log’s last lines", async () => {
  const w = await world();
  mkdirSync(join(w.config.DATA_DIR, "backups"), { recursive: true });
  writeFileSync(join(w.config.DATA_DIR, "backups/avant-0004.sqlite"), Buffer.alloc(2_500_000));
  createLog("warn").warn({ personId: "42", err: new TypeError("Léa Roux a disparu") }, "a follower failed");
  const { text } = await w.as("theo").get("/machine");
  for (const words of [
    /Go libres/,
    /http:\/\/preau\.local/,
    /avant-0004\.sqlite/,
    /2,5.Mo/,
    /Préau 0\.\d/,
    /a follower failed · TypeError/,
  ])
    assert.match(text, words);
  assert.doesNotMatch(text, /Léa|élève|responsable|Lettres/);
});

test("the technician’s menu leads to the machine and not to the head’s office", async () => {
  const w = await world();
  const { text } = await w.as("theo").get("/accueil");
  assert.match(text, /href="\/machine"/);
  assert.doesNotMatch(text, /href="\/direction"/);
  assert.equal((await w.as("theo").get("/direction")).status, 404);
});

test("whoever wants https finds the certificate, its fingerprint and the steps; the poster shows the same fingerprint", async () => {
  const w = await world();
  assert.match((await w.stranger().get("/installation-https")).text, /le https est éteint/);
  const { certificate } = await ensureAuthority(w.config);
  const [group = ""] = fingerprintGroups(certificate);
  const page = (await w.stranger().get("/installation-https")).text;
  const file = await w.stranger().get("/ca.crt");
  assert.equal(file.headers.get("content-type"), "application/x-x509-ca-cert");
  assert.match(file.headers.get("content-disposition") ?? "", /ecole-preau\.crt/);
  for (const words of ["Windows", "Mac", "iPad", "Android", "Chromebook", "Firefox", "Linux"])
    assert.ok(page.includes(words), words);
  for (const text of [page, (await w.as("theo").get("/direction/affiche")).text]) assert.ok(text.includes(group));
});

test("the poster shows the name, and a QR code that leads to it", async () => {
  const w = await world();
  const { text } = await w.as("theo").get("/direction/affiche");
  assert.match(text, /http:\/\/preau\.local/);
  assert.match(text, /École Jules-Ferry/);
  const qr = await w.as("theo").get("/direction/affiche/adresse.svg");
  assert.equal(qr.headers.get("content-type"), "image/svg+xml");
  const { data, info } = await sharp(Buffer.from(qr.text))
    .resize(400)
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const read = jsqr.default(new Uint8ClampedArray(data), info.width, info.height)?.data;
  assert.equal(read, `http://preau.local:${new URL(w.url).port}`);
  await w.close();
});
