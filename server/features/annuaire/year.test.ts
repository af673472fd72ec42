import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { features } from "../../features.ts";
import { preparedYear } from "../../people/import/imports.ts";
import { openOnDay } from "../../people/import/prepared.ts";
import { pastPlacesOf } from "../../people/past-years.ts";
import type { Answer, Browser } from "../../testing/browser.ts";
import { newYearFiles, secrets } from "../../testing/new-year.ts";
import { published } from "../../testing/notices.ts";
import { type World, world } from "../../testing/world.ts";

const july = { startsAt: "2027-07-02T09:00:00.000Z", features };
const here = "/direction/annuaire/rentree";

const count = (w: World, table: string, where = "1"): number =>
  (w.db.$client.prepare(`select count(*) as n from ${table} where ${where}`).get() as { n: number }).n;

const stage = async (head: Browser): Promise<string> => {
  const { location } = await head.postFiles("/direction/annuaire/import", {}, "fichiers", newYearFiles);
  assert.equal((await head.post(`${location}/annee`, { annee: "2027-2028" })).status, 303);
  return location;
};

const fingerprint = ({ text }: Answer): string => /name="empreinte" value="([^"]+)"/.exec(text)?.[1] ?? "";

const prepare = async (head: Browser, ouverture = ""): Promise<string> => {
  const url = await stage(head);
  const empreinte = fingerprint(await head.get(url));
  const { status, location } = await head.post(`${url}/preparation`, { empreinte, ouverture });
  assert.deepEqual([status, location], [303, here]);
  return url;
};

const followProgress = async (head: Browser, url: string): Promise<Answer> => {
  for (;;) if ((await head.get(`${url}/avancement`)).status === 303) return head.get(url);
};

const open = async (head: Browser, url: string): Promise<Answer> => {
  await head.post(`${here}/ouverture`, { empreinte: fingerprint(await head.get(here)) });
  return followProgress(head, url);
};

const assertUnknown = (text: string, whose: string): void => {
  for (const secret of secrets) assert.ok(!text.includes(secret), `${whose} learns « ${secret} »`);
};

describe("the new school year", () => {
  it("shows arrivals, leavers, moves and a brother who joins his sister's parents before anything changes", async () => {
    const w = await world(july);
    const head = w.as("gaelle");
    const { text } = await head.get(await stage(head));
    for (const words of [
      "Vérifier la rentrée 2027-2028",
      "1 arrivée dans une famille déjà connue",
      "enfant de Claire El Amrani et Marc Roux",
      "1 élève nouveau",
      "CE2 de Mme MORIN → CM1 des Étoiles",
      "3 élèves au niveau suivant",
      "Zoé Pérez",
      "M. Benali",
      "M. Pérez",
    ])
      assert.ok(text.includes(words), words);
    assert.equal(count(w, "school_years"), 1);
  });

  it("prepared, it is the staff's draft and nobody else's; the present year goes on untouched", async () => {
    const w = await world(july);
    const before = JSON.stringify(w.db.$client.prepare("select * from memberships").all());
    await prepare(w.as("gaelle"));
    assert.equal(JSON.stringify(w.db.$client.prepare("select * from memberships").all()), before);
    assert.equal(count(w, "people", "last_name = 'DURAND'"), 0);
    const draft = (await w.as("anne").get("/rentree")).text;
    for (const words of ["CM1 des Étoiles", "Mme Durand", "Léa Roux", "Arrive à l’école"])
      assert.ok(draft.includes(words));
    assert.match((await w.as("sylvie").get("/accueil")).text, /projet de classes 2027-2028 est prêt/);
    for (const name of ["claire", "paul", "lea", "zoe"] as const) {
      assert.equal((await w.as(name).get("/rentree")).status, 404);
      for (const path of ["/accueil", "/liaison"])
        assertUnknown((await w.as(name).get(path)).text, `${name} on ${path}`);
    }
    assertUnknown((await w.stranger().get("/connexion/eleves")).text, "the sign-in page");
  });

  it("opened, it switches classes, teachers and leavers; last year stays readable to the staff who had it", async () => {
    const w = await world(july);
    const head = w.as("gaelle");
    const toClass = published(w, "gaelle", { targets: [{ type: "classroom", targetId: w.ids.ce2 }] });
    const toSchool = published(w, "gaelle", { targets: [{ type: "school", targetId: w.ids.year }] });
    const url = await prepare(head);
    assert.match((await open(head, url)).text, /L’année 2027-2028 est ouverte.*1 élève quitte l’école/s);
    assert.equal(count(w, "school_years", "is_current and label = '2027-2028' and starts_on <= '2027-07-02'"), 1);
    const lea = w.doing("lea").actor.classroomIds;
    assert.equal(count(w, "classrooms", `id = '${lea[0]}' and label = 'CM1 des Étoiles'`), 1);
    assert.equal(lea.length, 1);
    assert.equal(w.doing("anne").actor.classroomIds.length, 1);
    assert.deepEqual(
      w
        .doing("claire")
        .actor.children.map(({ firstName }) => firstName)
        .sort(),
      ["Hugo", "Léa", "Nino"],
    );

    w.travel(86_400_000);
    for (const gone of ["zoe", "paul", "karim"] as const) assert.throws(() => w.doing(gone), /not of this school/);
    assert.equal(count(w, "people", "left_on = '2027-07-01'"), 3);
    assert.equal(count(w, "accounts"), 14 + 3, "nobody loses an account");

    for (const notice of [toClass, toSchool]) {
      assert.equal((await w.as("anne").get(`/liaison/${notice.id}`)).status, 200, "the teacher who had the class");
      assert.equal((await w.as("claire").get(`/liaison/${notice.id}`)).status, 404, "families");
      assert.equal((await w.as("lea").get(`/liaison/${notice.id}`)).status, 404, "pupils");
    }
    assert.equal((await w.as("sylvie").get(`/liaison/${toClass.id}`)).status, 404, "she never had that class");
    assert.ok(pastPlacesOf(w.db, w.ids.anne).includes(w.ids.ce2));
    assert.match(
      (await w.as("gaelle").get(`/liaison/${toClass.id}/suivi`)).text,
      /Léa Roux/,
      "the follow-up stays what it was",
    );
    assert.match((await w.as("anne").get("/rentree")).text, /href="\/rentree\/annee-passee"/);
    const past = (await w.as("anne").get("/rentree/annee-passee")).text;
    assert.match(past, /Année 2026-2027.*CE2 de Mme MORIN · 2 élèves.*Imran Diallo/s);
    assert.doesNotMatch(past, /CP de M. BENALI/);
    assert.match((await w.as("gaelle").get("/rentree/annee-passee")).text, /CP de M. BENALI · 2 élèves.*Zoé Pérez/s);
    assert.match((await w.as("gaelle").get(here)).text, /Déposez dès juin/);
  });

  it("keeps whom the head keeps", async () => {
    const w = await world(july);
    const head = w.as("gaelle");
    const url = await prepare(head);
    await head.post(`${url}/departs`, { reste: [w.ids.zoe, w.ids.karim] });
    await open(head, url);
    w.travel(86_400_000);
    assert.equal(count(w, "people", "left_on is not null"), 0);
    assert.deepEqual(w.doing("zoe").actor.classroomIds, []);
    assert.equal(w.doing("paul").actor.children.length, 1, "her father stays with her");
  });

  it("opens by itself on its day, by a trusted clock alone, and not before", async () => {
    const w = await world(july);
    await prepare(w.as("gaelle"), "2027-08-30");
    const isOpen = () => count(w, "school_years", "is_current and label = '2027-2028'") === 1;
    await openOnDay(w);
    assert.ok(!isOpen());
    w.setClock(Date.parse("2027-08-31T06:00:00Z"));
    await openOnDay({ ...w, clock: { ...w.clock, isTrusted: () => false } });
    assert.ok(!isOpen());
    await openOnDay(w);
    assert.ok(isOpen());
    assert.equal(preparedYear(w.db), undefined);
    await openOnDay(w);
  });

  it("a day must come; a preparation may be dated, replaced and abandoned", async () => {
    const w = await world(july);
    const head = w.as("gaelle");
    const url = await stage(head);
    const empreinte = fingerprint(await head.get(url));
    const past = await head.post(`${url}/preparation`, { empreinte, ouverture: "2027-07-01" });
    assert.equal(past.status, 422);
    assert.match(past.text, /Choisissez un jour à venir/);
    await prepare(head);
    await prepare(head, "2027-08-30");
    assert.equal(count(w, "imports", "prepared_at is not null"), 1);
    assert.match((await head.get(here)).text, /30.août 2027/);
    assert.equal((await head.post(`${here}/jour`, { ouverture: "hier" })).status, 422);
    await head.post(`${here}/jour`, { ouverture: "" });
    assert.match((await head.get(here)).text, /quand vous le déciderez/);
    await head.post(`${here}/abandon`);
    assert.equal(count(w, "imports", "records is not null"), 0);
    assert.match((await w.as("anne").get("/rentree")).text, /Aucune rentrée/);
  });

  it("opened by mistake, it is undone as a whole and prepared as before", async () => {
    const w = await world(july);
    const head = w.as("gaelle");
    const tables = [
      "people",
      "pupils",
      "accounts",
      "staff",
      "memberships",
      "guardianships",
      "classrooms",
      "school_years",
    ];
    const rows = () =>
      JSON.stringify(tables.map((table) => w.db.$client.prepare(`select * from ${table} order by 1`).all()));
    const before = rows();
    const url = await prepare(head, "2027-08-30");
    await open(head, url);
    assert.notEqual(rows(), before);
    await head.post(`${url}/annulation`);
    assert.equal(rows(), before);
    assert.equal(preparedYear(w.db)?.opensOn, null, "it does not open again by itself");
  });

  it("asks of which year files speak in which most pupils climb", async () => {
    const w = await world(july);
    const head = w.as("gaelle");
    for (const [nth, name] of (["lea", "imran", "hugo"] as const).entries())
      w.db.$client.prepare("update pupils set ine = ? where person_id = ?").run(`10000000${nth}AB`, w.ids[name]);
    const [pupils, ...others] = newYearFiles;
    assert.ok(pupils);
    const rows = Buffer.from(pupils.bytes).toString().split("\r\n");
    const ines = ["INE", "100000000AB", "100000001AB", "100000002AB"];
    const bytes = Buffer.from(rows.map((row, nth) => (row === "" ? row : `${row};${ines[nth] ?? ""}`)).join("\r\n"));
    const { location } = await head.postFiles("/direction/annuaire/import", {}, "fichiers", [
      { ...pupils, bytes },
      ...others,
    ]);
    const asking = await head.get(location);
    assert.match(asking.text, /Est-ce déjà la rentrée 2027-2028/);
    const refused = await head.post(`${location}/application`, { empreinte: "x", confirme: "oui" });
    assert.equal(refused.status, 422);
    assert.match(refused.text, /Dites d’abord de quelle année/);
    await head.post(`${location}/annee`, { annee: "2027-2028" });
    assert.match((await head.get(location)).text, /Vérifier la rentrée 2027-2028/);
  });
});
