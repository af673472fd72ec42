import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { write } from "../../core/db.ts";
import { forgetDrops } from "../../people/import/mapping/drops.ts";
import { otherFile, sampleFeed, sampleFiles } from "../../people/import/samples.ts";
import { school } from "../../people/tables.ts";
import type { Answer, Browser } from "../../testing/browser.ts";
import { type World, world } from "../../testing/world.ts";
import annuaire from "./index.ts";

const importPath = "/direction/annuaire/import";
const onlyHere = { features: [annuaire] };

const count = (w: World, table: string): number => {
  const row: unknown = w.db.$client.prepare(`select count(*) as n from ${table}`).get();
  return typeof row === "object" && row !== null && "n" in row ? Number(row.n) : Number.NaN;
};

const drop = (head: Browser, ...files: readonly { name: string; bytes: Uint8Array }[]): Promise<Answer> =>
  head.postFiles(importPath, {}, "fichiers", files);

/** What the page proposes, as a browser would send it back. */
const proposed = ({ text }: Answer): Record<string, string> => {
  const fields: Record<string, string> = { sorte: /type="hidden" name="sorte" value="(\w+)"/.exec(text)?.[1] ?? "" };
  for (const [, name = "", options = ""] of text.matchAll(/<select[^>]* name="(colonne-\d+)"[^>]*>(.*?)<\/select>/gs))
    fields[name] = /value="([^"]*)" selected/.exec(options)?.[1] ?? "";
  return fields;
};

describe("a table that is nobody's export", () => {
  it("leads to the screen that proposes its columns, then to the preview; the next one needs no answer", async () => {
    const w = await world(onlyHere);
    const head = w.as("gaelle");
    const { status, location } = await drop(head, otherFile("tableau-eleves.csv"));
    assert.equal(status, 303);
    assert.match(location, /\/import\/colonnes\//);
    const page = await head.get(location);
    assert.equal(page.status, 200);
    for (const text of ["tableau-eleves.csv", "NOM DE FAMILLE", "Né(e) le", "02/04/2019", "Ne pas importer", "Ligne 3"])
      assert.ok(page.text.includes(text), text);
    assert.ok(!page.text.includes("HADDAD"), "three rows are shown");
    const fields = proposed(page);
    assert.deepEqual(fields, {
      sorte: "pupils",
      "colonne-0": "lastName",
      "colonne-1": "firstName",
      "colonne-2": "birthDate",
      "colonne-3": "sex",
      "colonne-4": "",
      "colonne-5": "level",
      "colonne-6": "",
    });
    const preview = await head.post(location, { ...fields, "colonne-4": "classroom" });
    assert.match(preview.location, /\/import\/[0-9a-f-]{36}$/);
    const shown = (await head.get(preview.location)).text;
    assert.match(shown, /4 élèves nouveaux/);
    assert.match(shown, /Élèves \(colonnes choisies\)/);
    assert.equal(count(w, "import_drops") + count(w, "import_drop_files"), 0, "the files are not kept");
    assert.equal((await head.get(location)).status, 404);
    const again = await drop(head, otherFile("tableau-eleves.csv"));
    assert.doesNotMatch(again.location, /colonnes/);
    assert.equal(count(w, "pupils"), 4, "only the cast: a preview changes nothing");
  });

  it("is told what is missing or chosen twice, with the answers kept", async () => {
    const w = await world(onlyHere);
    const head = w.as("gaelle");
    const { location } = await drop(head, otherFile("tableau-eleves.csv"));
    const fields = proposed(await head.get(location));
    const missing = await head.post(location, { ...fields, "colonne-2": "", "colonne-4": "classroom" });
    assert.equal(missing.status, 422);
    assert.match(missing.text, /Il manque la date de naissance/);
    assert.equal(proposed(missing)["colonne-4"], "classroom");
    const twice = await head.post(location, { ...fields, "colonne-1": "lastName" });
    assert.equal(twice.status, 422);
    assert.match(twice.text, /«\sNom\s» est déjà choisi/);
    assert.equal((await head.post(location, { ...fields, "colonne-0": "password" })).status, 422);
    assert.equal((await head.post(location, { ...fields, sorte: "aliens" })).status, 422);
    assert.deepEqual([count(w, "import_mappings"), count(w, "imports")], [0, 0]);
  });

  it("can be about somebody else: other columns are proposed", async () => {
    const w = await world(onlyHere);
    const head = w.as("gaelle");
    const { location } = await drop(head, otherFile("tableau-parents.csv"));
    const parents = await head.get(location);
    assert.equal(proposed(parents).sorte, "guardians");
    assert.match(parents.text, /le nom de l’enfant et le prénom de l’enfant/);
    const team = await head.get(`${location}?sorte=staff`);
    assert.equal(proposed(team).sorte, "staff");
    assert.doesNotMatch(team.text, /Prénom de l’enfant/);
  });

  it("asks about each file in turn, beside files that it knows", async () => {
    const w = await world(onlyHere);
    const head = w.as("gaelle");
    const { location } = await drop(
      head,
      otherFile("tableau-eleves.csv"),
      otherFile("one-enseignants.csv"),
      otherFile("tableau-parents.csv"),
    );
    const second = await head.post(location, proposed(await head.get(location)));
    assert.equal(second.location, location);
    const page = await head.get(location);
    assert.match(page.text, /tableau-parents\.csv/);
    const preview = await head.post(location, proposed(page));
    const { text } = await head.get(preview.location);
    for (const one of ["4 élèves nouveaux", "2 membres de l’équipe nouveaux", "Responsables (colonnes choisies)"])
      assert.ok(text.includes(one), one);
  });

  it("is remembered in sight, and can be forgotten, and remembered after all", async () => {
    const w = await world(onlyHere);
    const head = w.as("gaelle");
    const { location } = await drop(head, otherFile("tableau-eleves.csv"));
    await head.post(location, proposed(await head.get(location)));
    const page = await head.get(importPath);
    assert.match(page.text, /Colonnes apprises/);
    assert.match(page.text, /NOM DE FAMILLE, Prenoms/);
    const forget = /action="(\/direction\/annuaire\/colonnes\/[^"]+\/oubli)"/.exec(page.text)?.[1] ?? "";
    await head.post(forget);
    const after = await head.get(importPath);
    assert.doesNotMatch(after.text, /Colonnes apprises/);
    assert.match((await drop(head, otherFile("tableau-eleves.csv"))).location, /colonnes/);
    await head.post(/action="([^"]+\/retablissement)"/.exec(after.text)?.[1] ?? "");
    assert.match((await head.get(importPath)).text, /Colonnes apprises/);
    assert.doesNotMatch((await drop(head, otherFile("tableau-eleves.csv"))).location, /colonnes/);
  });

  it("is erased after a day when nobody answers; whatever is no table is refused as ever", async () => {
    const w = await world(onlyHere);
    const head = w.as("gaelle");
    await drop(head, otherFile("tableau-eleves.csv"));
    const pdf = { name: "liste.csv", bytes: Buffer.from("%PDF-1.7") };
    const refused = await drop(head, otherFile("tableau-eleves.csv"), pdf);
    assert.equal(refused.status, 422);
    assert.match(refused.text, /PDF/);
    assert.equal((await drop(head, { name: "x.csv", bytes: Buffer.from("du texte\nsans colonnes\n") })).status, 422);
    assert.equal(count(w, "import_drop_files"), 1);
    forgetDrops(w);
    assert.equal(count(w, "import_drop_files"), 1);
    w.travel(25 * 3_600_000);
    forgetDrops(w);
    assert.equal(count(w, "import_drop_files"), 0);
  });
});

describe("the academic directory at the screen", () => {
  it("is previewed like any file; another school's, or one mixed with tables, is refused", async () => {
    const w = await world(onlyHere);
    const head = w.as("gaelle");
    const become = (uai: string): void =>
      write(w, (tx) => {
        tx.update(school).set({ uai, structureKey: null }).run();
      });
    become("0690078K");
    const { location } = await drop(head, ...sampleFeed("jules-ferry-2026"));
    const { text } = await head.get(location);
    for (const one of ["211 élèves nouveaux", "284 responsables nouveaux", "Élèves (annuaire académique)"])
      assert.ok(text.includes(one), one);
    assert.doesNotMatch(text, /À décider<\/h2>/);
    const mixed = await drop(head, ...sampleFeed("jules-ferry-2026"), ...sampleFiles("jules-ferry-2026"));
    assert.equal(mixed.status, 422);
    assert.match(mixed.text, /l’un, puis l’autre/);
    become("0750001U");
    const other = await drop(head, ...sampleFeed("jules-ferry-2026"));
    assert.equal(other.status, 422);
    assert.match(other.text, /ne contient pas votre école \(0750001U\)/);
  });
});
