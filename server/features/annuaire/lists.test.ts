import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parse } from "csv-parse/sync";
import type { Answer, Browser } from "../../testing/browser.ts";
import { type World, world } from "../../testing/world.ts";
import annuaire from "./index.ts";

const onlyHere = { features: [annuaire] };
const page = "/direction/annuaire";

/** The first column of the list, from top to bottom. */
const names = ({ text }: Answer): string[] =>
  [...text.matchAll(/<th scope="row"><a href="[^"]+">([^<]+)<\/a>/g)].map(([, name]) => name ?? "");

const rename = (w: World, id: string, firstName: string, lastName: string): void => {
  w.db.$client.prepare("update people set first_name = ?, last_name = ? where id = ?").run(firstName, lastName, id);
};

const exported = async (head: Browser, list: string, query = ""): Promise<Record<string, string>[]> => {
  const { text, headers } = await head.post(`${page}/export/${list}${query}`);
  assert.match(headers.get("content-type") ?? "", /text\/csv/);
  assert.match(headers.get("content-disposition") ?? "", /attachment/);
  return parse(text, { delimiter: ";", columns: true, bom: true });
};

describe("the directory’s lists", () => {
  it("finds whoever is meant, by any name, telephone or class, accents ignored, as one types", async () => {
    const w = await world(onlyHere);
    const head = w.as("gaelle");
    w.db.$client.prepare("update people set mobile_phone = '06 12 34 56 78' where id = ?").run(w.ids.nadia);
    assert.deepEqual(names(await head.get(page)), ["Diallo Imran", "Pérez Zoé", "Roux Hugo", "Roux Léa"]);
    assert.deepEqual(names(await head.get(`${page}?q=zoe+PEREZ`)), ["Pérez Zoé"]);
    assert.deepEqual(names(await head.get(`${page}?q=el+amrani`)), ["Roux Hugo", "Roux Léa"]);
    for (const typed of ["34+56", "0612345678", "06+12+34"])
      assert.deepEqual(names(await head.get(`${page}?q=${typed}`)), ["Diallo Imran"], typed);
    assert.deepEqual(names(await head.get(`${page}?classe=${w.ids.cp}`)), ["Pérez Zoé", "Roux Hugo"]);
    assert.deepEqual(names(await head.get(`${page}/responsables?q=hugo`)), ["El Amrani Claire", "Roux Marc"]);
    assert.deepEqual(names(await head.get(`${page}/equipe?q=morin`)), ["Morin Anne"]);
    assert.deepEqual(names(await head.get(`${page}/classes`)), ["CE2 de Mme MORIN", "CP de M. BENALI"]);
    const fragment = await head.get(`${page}?q=zoe`, { "hx-request": "true" });
    assert.match(fragment.text, /^\s*<div id="annuaire-found"/);
    assert.match((await head.get(`${page}?q=personne`)).text, /Personne ne correspond/);
  });

  it("sorts as French sorts, by any column, up and down; what is empty comes last", async () => {
    const w = await world(onlyHere);
    const head = w.as("gaelle");
    rename(w, w.ids.lea, "Élise", "EBERT");
    rename(w, w.ids.hugo, "Côme", "Œillet");
    rename(w, w.ids.imran, "Zoé", "Étienne");
    rename(w, w.ids.zoe, "Ana", "ZOLA");
    w.db.$client.prepare("update pupils set birth_date = null where person_id = ?").run(w.ids.zoe);
    w.db.$client.prepare("update pupils set birth_date = '2017-12-31' where person_id = ?").run(w.ids.hugo);
    const up = ["Ebert Élise", "Étienne Zoé", "Œillet Côme", "Zola Ana"];
    assert.deepEqual(names(await head.get(page)), up);
    assert.deepEqual(names(await head.get(`${page}?sens=desc`)), up.toReversed());
    assert.equal(names(await head.get(`${page}?tri=naissance`))[0], "Œillet Côme");
    assert.equal(names(await head.get(`${page}?tri=naissance`)).at(-1), "Zola Ana");
    assert.equal(names(await head.get(`${page}?tri=naissance&sens=desc`)).at(-1), "Zola Ana");
    assert.match(
      (await head.get(`${page}?tri=classe`)).text,
      /aria-sort="ascending"><a class="sort" href="[^"]*sens=desc/,
    );
  });

  it("exports what the screen shows and more, and no cell is a formula", async () => {
    const w = await world(onlyHere);
    const head = w.as("gaelle");
    rename(w, w.ids.zoe, '=HYPERLINK("http://x")', "PÉREZ");
    w.db.$client.prepare("update people set mobile_phone = '+33 6 12 34 56 78' where id = ?").run(w.ids.paul);
    const [zoe] = await exported(head, "eleves", "?q=perez");
    assert.equal(zoe?.Nom, 'Pérez =HYPERLINK("http://x")');
    assert.equal(zoe?.Prénom, '\'=HYPERLINK("http://x")');
    assert.equal(zoe?.Téléphones, "'+33 6 12 34 56 78");
    assert.equal(zoe?.Classe, "CP de M. BENALI");
    assert.equal((await exported(head, "eleves")).length, 4);
    assert.equal((await exported(head, "responsables", "?tri=nom&sens=desc"))[0]?.["Nom de naissance"], "ROUX");
    assert.equal((await exported(head, "equipe")).find(({ Nom }) => Nom === "Lambert Théo")?.Fonction, "Technique");
    assert.equal((await exported(head, "classes"))[0]?.Élèves, "2");
  });

  it("prints a clean list that says which school, which class and which day", async () => {
    const w = await world(onlyHere);
    const { text } = await w.as("gaelle").get(`${page}/impression/eleves?classe=${w.ids.ce2}`);
    assert.match(text, /Élèves, CE2 de Mme MORIN/);
    assert.match(text, /École Jules-Ferry · 2 élèves · 23.novembre 2026/);
    assert.match(text, /Diallo Imran/);
    assert.doesNotMatch(text, /Pérez/);
  });

  it("keeps who has left apart", async () => {
    const w = await world(onlyHere);
    const head = w.as("gaelle");
    w.db.$client.prepare("update people set left_on = '2026-10-01' where id = ?").run(w.ids.zoe);
    assert.ok(!names(await head.get(page)).includes("Pérez Zoé"));
    assert.deepEqual(names(await head.get(`${page}?etat=partis`)), ["Pérez Zoé"]);
  });

  it("shows 3,000 pupils a hundred at a time, quickly", async () => {
    const w = await world(onlyHere);
    const head = w.as("gaelle");
    const add = w.db.$client.prepare(
      "insert into people (id, public_id, last_name, first_name, name_key, created_at) values (?, ?, ?, ?, '', '')",
    );
    const enrol = w.db.$client.prepare("insert into pupils (person_id, avatar) values (?, 'ours')");
    w.db.$client.transaction(() => {
      for (let n = 1; n <= 3000; n += 1) {
        add.run(`p${n}`, `p${n}`, `MARTIN ${n}`, "Lou");
        enrol.run(`p${n}`);
      }
    })();
    const first = await head.get(page);
    assert.equal(names(first).length, 100);
    assert.match(first.text, /3004 élèves/);
    assert.match(first.text, /Page 1 sur 31/);
    assert.deepEqual(names(await head.get(`${page}?page=31`)), [
      "Martin 3000 Lou",
      "Pérez Zoé",
      "Roux Hugo",
      "Roux Léa",
    ]);
    const begun = performance.now();
    await head.get(`${page}?q=martin+2999`);
    assert.ok(performance.now() - begun < 500, "a search over 3,000 pupils is quick");
    assert.equal((await exported(head, "eleves")).length, 3004);
  });
});
