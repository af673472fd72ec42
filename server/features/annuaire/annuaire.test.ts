import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { sampleFiles } from "../../people/import/samples.ts";
import type { Answer, Browser } from "../../testing/browser.ts";
import { type World, world } from "../../testing/world.ts";
import annuaire from "./index.ts";

const page = "/direction/annuaire/import";
const onlyHere = { features: [annuaire] };

const count = (w: World, table: string): number => {
  const row: unknown = w.db.$client.prepare(`select count(*) as n from ${table}`).get();
  return typeof row === "object" && row !== null && "n" in row ? Number(row.n) : Number.NaN;
};

const drop = async (head: Browser, files: readonly { name: string; bytes: Uint8Array }[]): Promise<string> => {
  const { status, location } = await head.postFiles(page, {}, "fichiers", files);
  assert.equal(status, 303);
  return location;
};

const fingerprint = ({ text }: Answer): string => /name="empreinte" value="([^"]+)"/.exec(text)?.[1] ?? "";

/** Agrees to the preview and follows the progress until it leads back to it. */
const agree = async (head: Browser, url: string, fields: Record<string, string> = {}): Promise<Answer> => {
  const empreinte = fingerprint(await head.get(url));
  const { location } = await head.post(`${url}/application`, { empreinte, ...fields });
  assert.equal(location, `${url}/avancement`);
  let sawProgress = false;
  for (;;) {
    const answer = await head.get(location);
    if (answer.status === 303) break;
    assert.match(answer.text, /Import en cours/);
    sawProgress = true;
  }
  assert.ok(sawProgress);
  return head.get(url);
};

describe("importing at the screen", () => {
  it("shows everything before anything changes, applies it, and proposes the letters", async () => {
    const w = await world(onlyHere);
    const head = w.as("gaelle");
    const before = count(w, "people");
    const url = await drop(head, sampleFiles("jules-ferry-2026"));
    const preview = await head.get(url);
    assert.equal(preview.status, 200);
    for (const text of [
      "211 élèves nouveaux",
      "283 responsables nouveaux",
      "À décider",
      "Odile Thomas",
      "Quel élève\u202f?",
      "16/02/2017",
    ]) {
      assert.ok(preview.text.includes(text), text);
    }
    assert.match(preview.text, /aucun ne figure dans ces fichiers/);
    assert.equal(count(w, "people"), before);

    const refused = await head.post(`${url}/application`, { empreinte: fingerprint(preview) });
    assert.equal(refused.status, 422);
    assert.equal(count(w, "people"), before);

    const result = await agree(head, url, { confirme: "oui" });
    assert.match(result.text, /Import terminé/);
    assert.match(result.text, /href="\/direction\/lettres"/);
    assert.equal(count(w, "people"), before + 211 + 283 + 9 - 1, "the head of the file is the head of the box");
    assert.equal(count(w, "imports"), 1);
    const recorded = w.db.$client.prepare("select actor_id from events where type = 'directory.imported'").all();
    assert.deepEqual(recorded, [{ actor_id: w.ids.gaelle }]);
  });

  it("takes the head's answers before and after", async () => {
    const w = await world({ ...onlyHere });
    const head = w.as("gaelle");
    const url = await drop(head, sampleFiles("jules-ferry-2026"));
    const preview = await head.get(url);
    const [first, second, third] = [...preview.text.matchAll(/name="(child:[0-9a-f]+)" value="(ine:[^"]+)"/g)].flatMap(
      (match, nth) => (nth % 2 === 0 ? [{ key: match[1] ?? "", value: match[2] ?? "" }] : []),
    );
    assert.ok(first && second && third);
    await head.post(`${url}/decisions`, { [first.key]: first.value });
    const again = await head.get(url);
    assert.ok(!again.text.includes(first.key));
    assert.ok(again.text.includes(second.key));
    const forged = await head.post(`${url}/decisions`, { [second.key]: "ine:000000000AA" });
    assert.equal(forged.status, 422);

    await agree(head, url, { confirme: "oui" });
    const before = count(w, "guardianships");
    const waiting = await head.get("/direction/annuaire/attente");
    assert.ok(waiting.text.includes(third.key));
    const people = count(w, "people");
    await head.post("/direction/annuaire/attente", { [second.key]: second.value, [third.key]: third.value });
    assert.equal(count(w, "guardianships"), before + 2);
    assert.equal(count(w, "people"), people + 1);
    assert.match((await head.get("/direction/annuaire/attente")).text, /Rien n’attend de décision/);
  });

  it("refuses what it cannot read, next to the field, and changes nothing", async () => {
    const w = await world(onlyHere);
    const head = w.as("gaelle");
    const [pupils] = sampleFiles("jules-ferry-2026");
    assert.ok(pupils);
    const cases: readonly [name: string, bytes: Uint8Array, message: RegExp][] = [
      ["vide.csv", new Uint8Array(), /vide/],
      ["faux.csv", Buffer.from("%PDF-1.7"), /PDF/],
      ["coupé.csv", pupils.bytes.subarray(0, 5000), /coupé/],
      ["bruit.csv", Buffer.alloc(50 * 1024 * 1024, "bruit "), /50 Mo/],
    ];
    for (const [name, bytes, message] of cases) {
      const answer = await head.postFiles(page, {}, "fichiers", [pupils, { name, bytes }]);
      assert.equal(answer.status, 422, name);
      assert.match(answer.text, message);
      assert.ok(answer.text.includes(`${name}\u00a0:`), "the file is named");
    }
    const none = await head.postFiles(page, {}, "fichiers", []);
    assert.equal(none.status, 422);
    assert.match(none.text, /Aucun fichier/);
    assert.equal(count(w, "imports"), 0);
  });

  it("does not apply a preview that is no longer true", async () => {
    const w = await world(onlyHere);
    const head = w.as("gaelle");
    const url = await drop(head, sampleFiles("jules-ferry-2026"));
    await agreeToOld(w, head, url);
    assert.equal(count(w, "pupils"), 4);
    const older = url;
    await drop(head, sampleFiles("jules-ferry-2027"));
    assert.match((await head.get(older)).text, /Aperçu périmé/);
    assert.equal((await head.post(`${older}/application`, { empreinte: "x", confirme: "oui" })).status, 409);
  });
});

const agreeToOld = async (w: World, head: Browser, url: string): Promise<void> => {
  const empreinte = fingerprint(await head.get(url));
  w.db.$client.prepare("delete from pupils where person_id = ?").run(w.ids.zoe);
  w.db.$client
    .prepare("insert into pupils (person_id, birth_date, ine, avatar) values (?, '2017-02-16', '649992567JJ', 'ours')")
    .run(w.ids.zoe);
  await head.post(`${url}/application`, { empreinte, confirme: "oui" });
  for (;;) if ((await head.get(`${url}/avancement`)).status === 303) break;
  assert.match((await head.get(url)).text, /L’annuaire a changé|Vérifier avant d’importer/);
};

describe("undoing at the screen", () => {
  it("takes the import back, which may then be applied again", async () => {
    const w = await world(onlyHere);
    const head = w.as("gaelle");
    const before = count(w, "people");
    const url = await drop(head, sampleFiles("jules-ferry-2026"));
    assert.match((await agree(head, url, { confirme: "oui" })).text, /Annuler cet import/);
    assert.equal((await head.post(`${url}/annulation`)).status, 303);
    assert.equal(count(w, "people"), before);
    assert.match((await head.get(page)).text, /Annulé/);
    assert.match((await head.get(url)).text, /a été annulé/);
    await agree(head, url, { confirme: "oui" });
    assert.ok(count(w, "people") > before + 400);
  });

  it("says with numbers and links why it is too late, and changes nothing", async () => {
    const w = await world();
    const head = w.as("gaelle");
    const url = await drop(head, sampleFiles("jules-ferry-2026"));
    await agree(head, url, { confirme: "oui" });
    const { id } = w.db.$client.prepare("select id from classrooms where label = 'CM2 B'").get() as { id: string };
    w.db.$client.exec(`insert into notices (id, public_id, kind, title, created_at) values ('n', 'n', 'sortie', 'S', '2026');
      insert into notice_targets (notice_id, type, target_id) values ('n', 'classroom', '${id}')`);
    const people = count(w, "people");
    const result = await head.get(url);
    assert.match(result.text, /href="\/liaison"[^>]*>1 mot écrit depuis/);
    assert.doesNotMatch(result.text, /Annuler cet import/);
    const refused = await head.post(`${url}/annulation`);
    assert.equal(refused.status, 409);
    assert.match(refused.text, /1 mot écrit depuis/);
    assert.equal(count(w, "people"), people);
  });
});
