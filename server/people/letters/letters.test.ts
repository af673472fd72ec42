import assert from "node:assert/strict";
import { test } from "node:test";
import { and, eq } from "drizzle-orm";
import { pageCount, scan, wordsOf } from "../../testing/pdf.ts";
import { world } from "../../testing/world.ts";
import { findHolderByCode, type IssuedKey, issueKeys } from "../access-keys.ts";
import { guardianships, people } from "../tables.ts";
import { type FamilyLetter, lettersByClass } from "./families.ts";
import { addressLines } from "./letter.ts";
import { printApart } from "./print-apart.ts";

const uai = "0690078K";
const env = { PORTAL_URL: "https://ent.jules-ferry.example" };
const school = {
  name: "École Jules-Ferry",
  phone: "04 78 00 00 00",
  year: "Année scolaire 2026-2027",
  date: "23 novembre 2026",
};

const put = (letters: readonly FamilyLetter[], keys: readonly IssuedKey[]) =>
  letters.flatMap(({ guardian, children }) => {
    const key = keys.find(({ personId }) => personId === guardian.id);
    return key === undefined ? [] : [{ guardian, children, key }];
  });

test("one letter for each guardian, through the youngest child’s class, in the order of the children", async () => {
  const w = await world({ features: [], env });
  const classes = lettersByClass(w).map(({ label, letters }) => [
    label,
    letters.map(({ guardian, children }) => [guardian.firstName, children.map(({ name }) => name)]),
  ]);
  assert.deepEqual(classes, [
    [
      "CP de M. BENALI",
      [
        ["Paul", ["Zoé Pérez"]],
        ["Claire", ["Hugo Roux", "Léa Roux"]],
        ["Marc", ["Hugo Roux", "Léa Roux"]],
      ],
    ],
    [
      "CE2 de Mme MORIN",
      [
        ["Nadia", ["Imran Diallo"]],
        ["Rachid", ["Imran Diallo"]],
      ],
    ],
  ]);
  await w.close();
});

test("no letter speaks of a child that its guardian may not read about, nor of one who has left", async () => {
  const w = await world({ features: [], env });
  const isPair = and(eq(guardianships.guardianId, w.ids.marc), eq(guardianships.pupilId, w.ids.hugo));
  w.db.update(guardianships).set({ mayRead: false }).where(isPair).run();
  w.db.update(people).set({ leftOn: "2026-11-01" }).where(eq(people.id, w.ids.zoe)).run();
  const letters = lettersByClass(w).flatMap((one) => one.letters);
  const childrenOf = (id: string) =>
    letters.find(({ guardian }) => guardian.id === id)?.children.map(({ name }) => name);
  assert.deepEqual(childrenOf(w.ids.marc), ["Léa Roux"]);
  assert.deepEqual(childrenOf(w.ids.claire), ["Hugo Roux", "Léa Roux"]);
  assert.equal(childrenOf(w.ids.paul), undefined);
  await w.close();
});

test("each page’s QR code opens the key of the person named on it, and says the code in letters", async (t) => {
  const w = await world({ features: [], env });
  const letters = lettersByClass(w).flatMap((one) => one.letters);
  const ids = letters.map(({ guardian }) => guardian.id);
  const keys = await issueKeys({ ...w, actor: w.doing("gaelle").actor }, ids, "guardian");
  const bytes = await printApart({ kind: "families", school, letters: put(letters, keys) });
  assert.equal(pageCount(bytes), 5);
  const addresses = scan(bytes);
  assert.deepEqual(
    addresses.map((address) => findHolderByCode(w.db, uai, address.split("#")[1] ?? "")?.id),
    ids,
  );
  assert.ok(addresses.every((address) => address.startsWith(`${env.PORTAL_URL}/e/${uai}#`)));
  const words = wordsOf(bytes);
  if (words === null) return t.diagnostic("poppler is not installed: the words were not read");
  for (const [index, page] of words.split("\f").slice(0, 5).entries()) {
    assert.ok(page.includes(addresses[index]?.split("#")[1] ?? "missing"));
    assert.ok(page.includes(letters[index]?.guardian.lastName ?? "missing"));
    for (const said of ["Gardez cette feuille", "Safari", "Chrome", "CNIL", "charte", school.name, `/e/${uai}`])
      assert.ok(page.includes(said), said);
  }
  await w.close();
});

const somebody = (values: Partial<typeof people.$inferSelect>): typeof people.$inferSelect => ({
  ...{ id: "g", publicId: "g", title: "Mme", firstName: "Claire", lastName: "EL AMRANI", usageName: null },
  ...{
    email: null,
    homePhone: null,
    workPhone: null,
    mobilePhone: null,
    nameKey: "",
    createdAt: "",
    leftOn: null,
    joinKey: null,
  },
  ...{ address: "12 bis, rue des Écoles", postcode: "69003", city: "LYON", country: "FRANCE" },
  ...values,
});

test("the envelope’s window shows the name in use and the address; without one, the letter is handed over", () => {
  assert.deepEqual(addressLines(somebody({ usageName: "ROUX", country: "France" })), [
    "Mme Claire ROUX",
    "12 bis, rue des Écoles",
    "69003 LYON",
  ]);
  assert.deepEqual(addressLines(somebody({ country: "BELGIQUE" })).at(-1), "BELGIQUE");
  const none = { address: null, postcode: null, city: null, country: null };
  assert.deepEqual(addressLines(somebody({ ...none, title: null })), ["Claire EL AMRANI", "À remettre en main propre"]);
});

test("very long names, many children, letters unknown to the font: still one page each", async (t) => {
  const long = "DE LA ROCHEFOUCAULD-MONTBÉLIARD DE SAINT-GERMAIN-EN-LAYE";
  const child = { name: `Marie-Emmanuelle-Alexandrine ${long}`, classroom: "Toute petite et petite section" };
  const guardians = [
    {
      guardian: somebody({ firstName: "Marie-Emmanuelle", lastName: long, address: `${long}, ${long}\n${long}` }),
      children: Array(6).fill(child),
    },
    {
      guardian: somebody({ firstName: "Nguyễn", lastName: "ŠIMŮNKOVÁ", address: null }),
      children: [{ name: "Ἀθηνᾶ Łódź", classroom: "" }],
    },
  ];
  const key = { personId: "g", code: "0".repeat(20), url: `https://ent.example/e/${uai}#${"0".repeat(20)}` };
  const bytes = await printApart({ kind: "families", school, letters: guardians.map((one) => ({ ...one, key })) });
  assert.equal(pageCount(bytes), 2);
  const words = wordsOf(bytes);
  if (words === null) return t.diagnostic("poppler is not installed: the words were not read");
  assert.match(words, /Nguyen ŠIMŮNKOVÁ/);
  assert.match(words, /Łódź/);
});

test("staff sheets: four on a page, with what is needed to open the account", async (t) => {
  const long = "Mme De La Rochefoucauld-Montbéliard de Saint-Germain-en-Laye et d’Alençon";
  const sheets = ["Mme Morin", "M. Benali", "Mme Mercier", "Mme Lœuille", long].map((name, index) => ({
    ...{
      name,
      login: `marieemmanuellealexandrinepersonne.delarochefoucauldmontbelia${index}`,
      code: `abcd-efg${index}`,
      expires: "22 janvier 2027",
    },
    addresses: ["http://preau.local", "http://192.168.1.20"],
  }));
  const bytes = await printApart({ kind: "staff", school, sheets });
  assert.equal(pageCount(bytes), 2);
  const words = wordsOf(bytes);
  if (words === null) return t.diagnostic("poppler is not installed: the words were not read");
  for (const { name, code } of sheets.slice(0, 4))
    for (const said of [name, code]) assert.ok(words.includes(said), said);
});

test("500 letters are drawn in a thread of their own", async (t) => {
  const letters = Array.from({ length: 500 }, (_, index) => ({
    guardian: somebody({ id: `g${index}` }),
    children: [
      { name: "Hugo Roux", classroom: "CP de M. BENALI" },
      { name: "Léa Roux", classroom: "CE2 de Mme MORIN" },
    ],
    key: { personId: `g${index}`, code: "0".repeat(20), url: `https://ent.example/e/${uai}#${"0".repeat(20)}` },
  }));
  const told: number[] = [];
  const startedAt = performance.now();
  const bytes = await printApart({ kind: "families", school, letters }, (done) => told.push(done));
  const took = performance.now() - startedAt;
  t.diagnostic(`500 letters in ${(took / 1000).toFixed(1)} s, ${(bytes.length / 1e6).toFixed(1)} MB`);
  assert.equal(pageCount(bytes), 500);
  assert.deepEqual([told[0], told.at(-1), told.length], [1, 500, 500]);
  assert.ok(took < 30_000);
});
