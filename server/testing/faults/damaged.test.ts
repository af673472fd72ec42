import assert from "node:assert/strict";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import Database from "better-sqlite3";
import { freePort, type Running, startProgram } from "../processes.ts";
import { demoSchool, seeded, temporaryFolder } from "./demo-school.ts";

/** scripts/soak asks for more. */
const COUNT = Number(process.env.DAMAGES ?? 30);
const random = seeded(Number(process.env.SEED ?? 3));
const upTo = (count: number): number => Math.floor(random() * count);

const school = await demoSchool();
await school.box.stop();
const whole = readFileSync(join(school.dataDir, "preau.sqlite"));
assert.equal(existsSync(join(school.dataDir, "preau.sqlite-wal")), false, "a clean stop leaves one file");
const page = 4096;
const pages = whole.length / page;
const noise = (length: number): Buffer => Buffer.from(Array.from({ length }, () => upTo(256)));
const overwritten = (count: number, by: (size: number) => Buffer): Buffer => {
  const bytes = Buffer.from(whole);
  for (let i = 0; i < count; i++) by(page).copy(bytes, upTo(pages) * page);
  return bytes;
};

const damages: Record<string, () => Buffer | null> = {
  "cut off": () => whole.subarray(0, 1 + upTo(whole.length - 2)),
  "cut off between two pages": () => whole.subarray(0, page * (1 + upTo(pages - 1))),
  "pages of zeros": () => overwritten(1 + upTo(6), (size) => Buffer.alloc(size)),
  "pages of noise": () => overwritten(1 + upTo(6), noise),
  "header of zeros": () => Buffer.concat([Buffer.alloc(100), whole.subarray(100)]),
  "header of noise": () => Buffer.concat([noise(100), whole.subarray(100)]),
  "all of noise": () => noise(60_000),
  "all of zeros": () => Buffer.alloc(whole.length),
  "without length": () => Buffer.alloc(0),
  gone: () => null,
};

const folder = temporaryFolder();
const port = await freePort();
let box: Running | undefined;
after(() => box?.kill());

/** The school's folder with this in place of its database. `copies`: what lies in backups/. */
const boxWith = async (database: Buffer | null, copies: Record<string, Buffer>): Promise<Running> => {
  await box?.kill();
  const dataDir = join(folder, "box");
  rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(join(dataDir, "backups"), { recursive: true });
  mkdirSync(join(dataDir, "files"));
  if (database !== null) writeFileSync(join(dataDir, "preau.sqlite"), database);
  for (const [name, bytes] of Object.entries(copies)) writeFileSync(join(dataDir, "backups", name), bytes);
  box = await startProgram("main", { DATA_DIR: dataDir }, port);
  return box;
};

test(`${COUNT} damaged databases: the box starts once, says so in French, and names the last copy that can be read`, async (t) => {
  const kinds = Object.entries(damages);
  let rescued = 0;
  let harmless = 0;
  for (let i = 0; i < COUNT; i++) {
    const [kind, damage] = kinds[i % kinds.length] ?? assert.fail();
    const database = damage();
    const started = performance.now();
    const { url, process } = await boxWith(database, { "copie-lundi.sqlite": whole, ".copy.tmp": noise(10) });
    assert.ok(performance.now() - started < 10_000, kind);
    const health = await fetch(`${url}/sante`);
    if (health.status === 200) {
      // The damage lies where nothing of the school is: an unused page.
      const db = new Database(join(folder, "box/preau.sqlite"), { readonly: true });
      assert.equal(db.pragma("integrity_check", { simple: true }), "ok", kind);
      db.close();
      harmless += 1;
      continue;
    }
    rescued += 1;
    for (const path of ["/", "/connexion", "/liaison"]) {
      const answer = await fetch(url + path);
      const text = await answer.text();
      assert.equal(answer.status, 503, kind);
      assert.match(text, /base de données de l’école (est abîmée|a disparu)/, kind);
      assert.match(text, /copie-lundi\.sqlite/, kind);
      assert.match(text, /lang="fr"/);
    }
    assert.match(box?.log() ?? "", /Dernière copie vérifiée : .*copie-lundi\.sqlite/);
    assert.equal(process.exitCode, null, "it does not end again and again");
    const kept = join(folder, "box/preau.sqlite");
    if (database !== null) assert.ok(readFileSync(kept).equals(database), "what is there was left as it is");
  }
  t.diagnostic(`${rescued} rescued, ${harmless} harmless`);
  assert.ok(rescued >= COUNT * 0.6, `${rescued} of ${COUNT}`);
});

test("a copy that cannot be read is not offered; without any, the page says so", async () => {
  const { url } = await boxWith(noise(9000), { "b-mardi.sqlite": noise(9000), "a-lundi.sqlite": whole });
  const text = await (await fetch(url)).text();
  assert.match(text, /a-lundi\.sqlite/);
  assert.equal(text.includes("b-mardi"), false);
  const none = await boxWith(noise(9000), {});
  assert.match(await (await fetch(none.url)).text(), /aucune copie vérifiée/);
});

test("the steps on the page work: with the copy in place the box opens", async () => {
  const { stop } = await boxWith(noise(9000), { "lundi.sqlite": whole });
  await stop();
  const dataDir = join(folder, "box");
  mkdirSync(join(dataDir, "preau.sqlite-abime"));
  for (const end of ["", "-wal", "-shm"]) rmSync(join(dataDir, `preau.sqlite${end}`), { force: true });
  copyFileSync(join(dataDir, "backups/lundi.sqlite"), join(dataDir, "preau.sqlite"));
  box = await startProgram("main", { DATA_DIR: dataDir }, port);
  const answer = await fetch(`${box.url}/connexion`);
  assert.equal(answer.status, 200);
  assert.match(await answer.text(), /Jules-Ferry/);
});

test("when who is signed in cannot be read, everybody signs in again and nothing else happens", async () => {
  const dataDir = join(folder, "box");
  await box?.kill();
  writeFileSync(join(dataDir, "sessions.sqlite"), noise(20_000));
  for (const end of ["-wal", "-shm"]) rmSync(join(dataDir, `sessions.sqlite${end}`), { force: true });
  box = await startProgram("main", { DATA_DIR: dataDir }, port);
  assert.equal((await fetch(`${box.url}/connexion`)).status, 200);
});

test("an empty folder is a new box, not a damaged one", async () => {
  await box?.kill();
  box = await startProgram("main", { DATA_DIR: join(folder, "new") }, port);
  assert.equal((await fetch(`${box.url}/sante`)).status, 200);
});
