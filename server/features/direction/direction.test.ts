import assert from "node:assert/strict";
import { test } from "node:test";
import { eq } from "drizzle-orm";
import { write } from "../../core/db.ts";
import { findHolderByCode, issueKeys, keysInForce } from "../../people/access-keys.ts";
import { findByCode } from "../../people/credentials.ts";
import { accounts, guardianships, people, school } from "../../people/tables.ts";
import type { Browser, Fields } from "../../testing/browser.ts";
import { pageCount, scan, wordsOf } from "../../testing/pdf.ts";
import { type World, world } from "../../testing/world.ts";
import connexion from "../connexion/index.ts";
import direction from "./index.ts";

const uai = "0690078K";
const withPortal = { features: [direction, connexion], env: { PORTAL_URL: "https://ent.jules-ferry.example" } };

const pdfOf = async (w: World, browser: Browser, page: string): Promise<Uint8Array> => {
  const answer = await fetch(`${w.url}${page}/feuilles.pdf`, {
    headers: { cookie: browser.cookie },
    redirect: "manual",
  });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("content-type"), "application/pdf");
  assert.equal(answer.headers.get("cache-control"), "no-store");
  return new Uint8Array(await answer.arrayBuffer());
};

/** Waits on the progress page, as the head does. Fails after so many looks that something must be wrong. */
const untilReady = async (browser: Browser, page: string): Promise<string> => {
  for (let looks = 0; looks < 5000; looks += 1) {
    const { status, text } = await browser.get(page);
    assert.equal(status, 200);
    if (!text.includes("Préparation en cours")) return text;
  }
  throw new Error("the print never became ready");
};

const print = async (w: World, browser: Browser, path: string, fields: Fields = {}) => {
  const started = await browser.post(path, fields);
  assert.match(started.location, /^\/impressions\/[0-9a-f]{32}$/);
  const text = await untilReady(browser, started.location);
  return { page: started.location, text, bytes: await pdfOf(w, browser, started.location) };
};

const codesOf = (bytes: Uint8Array): string[] => scan(bytes).map((address) => address.split("#")[1] ?? "");
const holderOf = (w: World, code: string | undefined) => findHolderByCode(w.db, uai, code ?? "")?.id;

test("letters wait for the head’s answer about court decisions", async () => {
  const w = await world(withPortal);
  write(w, (tx) => tx.update(school).set({ authorityReviewedAt: null }).run());
  const head = w.as("gaelle");
  assert.equal((await head.get("/direction/lettres")).location, "/direction/autorite");
  assert.equal((await head.post("/direction/lettres")).location, "/direction/autorite");
  assert.equal(
    (await head.post(`/direction/lettres/responsables/${w.ids.claire}/impression`)).location,
    "/direction/autorite",
  );
  assert.deepEqual(keysInForce(w), []);
  assert.equal((await head.post("/direction/autorite")).location, "/direction/lettres");
  assert.match((await head.get("/direction/lettres")).text, /Imprimer les 5 lettres qui manquent/);
  await w.close();
});

test("the head prints the whole school: one page each, each code opens its own key", async () => {
  const w = await world(withPortal);
  const head = w.as("gaelle");
  const { text, bytes } = await print(w, head, "/direction/lettres");
  assert.match(text, /5\u00a0lettres à imprimer/);
  assert.equal(pageCount(bytes), 5);
  const holders = codesOf(bytes).map((code) => holderOf(w, code));
  const { paul, claire, marc, nadia, rachid } = w.ids;
  assert.deepEqual(holders, [paul, claire, marc, nadia, rachid]);
  const letters = await head.get("/direction/lettres");
  assert.match(letters.text, /5 en service sur 5/);
  const again = await head.post("/direction/lettres");
  assert.equal(again.location, "/direction/lettres");
  await w.close();
});

test("a class is printed alone; printing one sheet again kills that one and no other", async () => {
  const w = await world(withPortal);
  const head = w.as("gaelle");
  const first = codesOf((await print(w, head, "/direction/lettres", { classe: w.ids.cp })).bytes);
  assert.deepEqual(
    first.map((code) => holderOf(w, code)),
    [w.ids.paul, w.ids.claire, w.ids.marc],
  );
  const page = await head.get(`/direction/lettres/classes/${w.ids.cp}`);
  assert.match(page.text, /En service, 23\u00a0nov\./);
  const [fresh] = codesOf((await print(w, head, `/direction/lettres/responsables/${w.ids.claire}/impression`)).bytes);
  assert.equal(holderOf(w, fresh), w.ids.claire);
  assert.deepEqual(
    first.map((code) => holderOf(w, code)),
    [w.ids.paul, undefined, w.ids.marc],
  );
  await w.close();
});

test("a sheet is switched off at once, and its absence shows", async () => {
  const w = await world(withPortal);
  const head = w.as("gaelle");
  const [issued] = await issueKeys({ ...w, actor: w.doing("gaelle").actor }, [w.ids.nadia], "guardian");
  const found = await head.get("/direction/lettres?q=diallo%20imran");
  assert.match(found.text, /Nadia Diallo/);
  assert.doesNotMatch(found.text, /Claire/);
  const { location } = await head.post(`/direction/lettres/responsables/${w.ids.nadia}/revocation`);
  assert.equal(holderOf(w, issued?.code), undefined);
  assert.match((await head.get(location)).text, /n’ouvre plus rien. Pour lui rendre l’accès, imprimez-en une nouvelle/);
  await w.close();
});

test("a PDF with codes is for the session that asked for it, and is gone once erased", async () => {
  const w = await world(withPortal);
  const head = w.as("gaelle");
  const { page } = await print(w, head, "/direction/lettres", { classe: w.ids.ce2 });
  const elsewhere = w.as("gaelle");
  assert.equal((await elsewhere.get(`${page}/feuilles.pdf`)).status, 303);
  await elsewhere.post(`${page}/fin`);
  assert.equal((await w.as("anne").get(`${page}/feuilles.pdf`)).status, 303);
  assert.equal(pageCount(await pdfOf(w, head, page)), 2);
  assert.equal((await head.post(`${page}/fin`)).location, `/direction/lettres/classes/${w.ids.ce2}`);
  assert.equal((await head.get(`${page}/feuilles.pdf`)).status, 303);
  assert.equal((await head.get(page)).location, "/accueil");
  await w.close();
});

test("without a portal nothing is printed and the page says why", async () => {
  const w = await world({ features: [direction, connexion] });
  const head = w.as("gaelle");
  assert.match((await head.get("/direction/lettres")).text, /n’est reliée à aucun portail/);
  assert.equal((await head.post("/direction/lettres")).location, "/direction/lettres");
  assert.deepEqual(keysInForce(w), []);
  await w.close();
});

const relationOf = (w: World, guardian: string, pupil: string) =>
  w.db
    .select()
    .from(guardianships)
    .where(eq(guardianships.guardianId, guardian))
    .all()
    .find(({ pupilId }) => pupilId === pupil);

test("a decision takes the signature, or everything, from one guardian for one child", async () => {
  const w = await world(withPortal);
  const head = w.as("gaelle");
  const path = `/direction/autorite/${relationOf(w, w.ids.marc, w.ids.hugo)?.id}`;
  const refused = await head.post(path, { decision: "reads", note: " " });
  assert.equal(refused.status, 422);
  assert.match(refused.text, /Indiquez la décision/);
  await head.post(path, { decision: "reads", note: "JAF de Lyon, 3 mars 2026" });
  const signs = () => w.doing("marc").actor.children.map(({ firstName, maySign }) => [firstName, maySign]);
  assert.deepEqual(signs(), [
    ["Hugo", false],
    ["Léa", true],
  ]);
  assert.match((await head.get("/direction/autorite")).text, /JAF de Lyon, 3 mars 2026/);
  await head.post(path, { decision: "none", note: "" });
  assert.deepEqual(signs(), [
    ["Hugo", true],
    ["Léa", true],
  ]);
  assert.equal(relationOf(w, w.ids.marc, w.ids.hugo)?.decisionNote, null);
  await w.close();
});

test("a guardian to whom nothing is left to read loses the sheet and gets no letter", async () => {
  const w = await world(withPortal);
  const head = w.as("gaelle");
  const [issued] = await issueKeys({ ...w, actor: w.doing("gaelle").actor }, [w.ids.rachid], "guardian");
  const path = `/direction/autorite/${relationOf(w, w.ids.rachid, w.ids.imran)?.id}`;
  await head.post(path, { decision: "nothing", note: "Ordonnance de protection du 2 mai 2026" });
  assert.equal(holderOf(w, issued?.code), undefined);
  assert.deepEqual(w.doing("rachid").actor.children, []);
  const { bytes } = await print(w, head, "/direction/lettres", { classe: w.ids.ce2, toutes: "oui" });
  assert.deepEqual(
    codesOf(bytes).map((code) => holderOf(w, code)),
    [w.ids.nadia],
  );
  const events = JSON.stringify(w.db.$client.prepare("select * from events").all());
  assert.ok(!events.includes("Ordonnance"));
  await w.close();
});

test("staff sheets are printed for the accounts not yet activated, or for one person", async (t) => {
  const w = await world(withPortal);
  const head = w.as("gaelle");
  write(w, (tx) => tx.update(accounts).set({ passwordHash: "x" }).where(eq(accounts.personId, w.ids.gaelle)).run());
  const { bytes } = await print(w, head, "/direction/codes");
  assert.equal(pageCount(bytes), 1);
  assert.match((await head.get("/direction/codes")).text, /Code imprimé, pas encore utilisé/);
  const words = wordsOf((await print(w, head, `/direction/codes/${w.ids.anne}`)).bytes);
  if (words === null) return t.diagnostic("poppler is not installed: the code was not read");
  const [code] = /\b[a-z3-9]{4}-[a-z3-9]{4}\b/.exec(words) ?? [];
  assert.equal(findByCode(w, code ?? "")?.personId, w.ids.anne);
  assert.match(words, /anne\.morin/);
  await w.close();
});

test("the head sees how far the school has come", async () => {
  const w = await world(withPortal);
  const head = await w.as("gaelle").get("/direction");
  assert.match(head.text, /4\u00a0élèves, 2\u00a0classes, 5\u00a0responsables, 5\u00a0personnes dans l’équipe/);
  assert.match(head.text, /Pour bien démarrer/);
  await w.close();
});

test("the head’s menu has at most seven entries", async () => {
  const w = await world(withPortal);
  const { text } = await w.as("gaelle").get("/direction");
  const entries = text.match(/class="nav-link"/g)?.length ?? 0;
  assert.ok(entries > 0 && entries <= 7);
  await w.close();
});

test("a name with markup stays a name", async () => {
  const w = await world(withPortal);
  write(w, (tx) => tx.update(people).set({ lastName: "<b>gras</b>" }).where(eq(people.id, w.ids.paul)).run());
  const { text } = await w.as("gaelle").get(`/direction/lettres/classes/${w.ids.cp}`);
  assert.ok(text.includes("&lt;b&gt;") && !text.includes("<b>"));
  await w.close();
});
