import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdtempSync,
  openSync,
  rmSync,
  statfsSync,
  statSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { Answer } from "../browser.ts";
import { browserOf } from "../browser.ts";
import { demoSchool, until } from "./demo-school.ts";

const megabyte = 1024 * 1024;
const folder = mkdtempSync(join(tmpdir(), "preau-full-"));
const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=320m,mode=0700", "none", folder]);
const skip = mounted.status === 0 ? false : "a small disk of its own needs the right to mount a tmpfs";
after(() => {
  if (skip === false) spawnSync("umount", ["-l", folder]);
  rmSync(folder, { recursive: true, force: true });
});

const dataDir = join(folder, "box");
const ballast = join(dataDir, "ballast");
const filler = join(folder, "films-de-vacances.mp4");
const free = (): number => {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
};

/** Somebody copies something large onto the box, until so much is left. */
const fillUntil = (left: number): void => {
  const handle = openSync(filler, "a");
  try {
    while (free() > left) writeSync(handle, Buffer.alloc(Math.min(megabyte, Math.max(1, free() - left)), 1));
    assert.ok(fstatSync(handle).size > 0);
  } catch (error) {
    assert.match(String(error), /ENOSPC/);
  } finally {
    closeSync(handle);
  }
};

test("a full disk: writing stops with a page that says so, reading goes on, restarting too, and it recovers", {
  skip,
}, async (t) => {
  const school = await demoSchool({ dataDir });
  const [head] = school.rows<{ id: string }>("select person_id id from staff where is_head = 1");
  const browser = school.signIn(head?.id ?? "");
  const [notice] = school.rows<{ id: string }>("select id from notices where state = 'published'");
  const pages = [
    "/accueil",
    "/liaison",
    `/liaison/${notice?.id}`,
    `/liaison/${notice?.id}/suivi`,
    "/direction",
    "/direction/annuaire",
    "/static/preau.css",
  ];
  let reads = 0;
  let refused = 0;
  const taken: string[] = [];
  const readEverything = async (): Promise<void> => {
    for (const page of pages) {
      assert.equal((await browser.get(page)).status, 200, page);
      reads += 1;
    }
  };
  const write = (title: string): Promise<Answer> => browser.post("/liaison/brouillon", { title, kind: "sortie" });
  const mustWrite = async (title: string): Promise<void> => {
    assert.equal((await write(title)).status, 200);
    taken.push(title);
  };
  const mustRefuse = async (): Promise<void> => {
    const answer = await browser.post("/liaison", { title: "De trop" });
    assert.equal(answer.status, 507);
    assert.match(answer.text, /n’a plus de place/);
    refused += 1;
  };
  const signIn = async (status: number): Promise<void> => {
    const [who] = school.sheet.signIns;
    assert.ok(who && "identifiant" in who);
    const { identifiant, motDePasse } = who;
    assert.equal(
      (await browserOf(school.box.url, "", "").post("/connexion", { identifiant, motDePasse })).status,
      status,
    );
  };

  await until("the ballast lies there", () => existsSync(ballast) && statSync(ballast).size === 64 * megabyte);
  await mustWrite("Avant");

  fillUntil(12 * megabyte); // less than one twentieth
  await readEverything();
  await mustRefuse();
  await signIn(303);
  assert.equal((await write("Trop tard")).status, 507);
  const photo = { name: "a.jpg", bytes: Buffer.alloc(3 * megabyte, 7) };
  assert.equal((await browser.postFiles("/liaison", { title: "De trop" }, "photos", [photo])).status, 507);

  fillUntil(0);
  await readEverything();
  await mustRefuse(); // gives the ballast back
  assert.equal(existsSync(ballast), false);
  assert.ok(free() > 50 * megabyte);
  await mustRefuse();
  await signIn(303);

  rmSync(filler);
  await until("it recovers by itself", async () => (await write("Reprise")).status === 200, 60_000);
  taken.push("Reprise");
  await until("the ballast comes back", () => existsSync(ballast) && statSync(ballast).size === 64 * megabyte, 60_000);

  fillUntil(0); // and now the power goes
  await school.start();
  await readEverything();
  await mustRefuse();
  await signIn(303);
  rmSync(filler);
  await until("it recovers by itself", async () => (await write("Après")).status === 200, 60_000);
  taken.push("Après");

  const there = new Set(school.rows<{ title: string }>("select title from notices").map(({ title }) => title));
  assert.deepEqual(
    taken.filter((title) => !there.has(title)),
    [],
  );
  assert.equal(there.has("De trop") || there.has("Trop tard"), false);
  assert.equal(school.integrity(), "ok");
  t.diagnostic(`${reads} pages read, ${refused} writes refused, ${taken.length} taken`);
  assert.ok(reads >= 20 && refused >= 4 && taken.length >= 3);
});
