import assert from "node:assert/strict";
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { test } from "node:test";
import { eq } from "drizzle-orm";
import { write } from "../../core/db.ts";
import { events } from "../../core/events.ts";
import { setPassword, setPictures } from "../../people/credentials.ts";
import { accounts, people } from "../../people/tables.ts";
import type { CastName } from "../../testing/cast.ts";
import { type Received, type SmtpServer, smtpServer } from "../../testing/smtp.ts";
import { type World, world } from "../../testing/world.ts";
import accueil from "../accueil/index.ts";
import courriel from "../courriel/index.ts";
import connexion from "./index.ts";

const minute = 60_000;
const lost = "tournesol violet du jardin";
const chosen = { motDePasse: "orage tambour cerise lune", encore: "orage tambour cerise lune" };
const addresses: Partial<Record<CastName, string>> = {
  gaelle: "direction@example.org",
  anne: "Anne.Morin@example.org",
  claire: "claire@example.org",
  lea: "lea@example.org",
};

const open = async (): Promise<{ w: World; server: SmtpServer }> => {
  const server = await smtpServer();
  const env = { SMTP_URL: server.url, MAIL_FROM: "ecole@example.org" };
  const w = await world({ features: [accueil, connexion, courriel], env });
  write(w, (tx) => {
    tx.insert(accounts).values({ personId: w.ids.claire, login: "claire.elamrani" }).onConflictDoNothing().run();
    for (const [name, email] of Object.entries(addresses))
      tx.update(people)
        .set({ email })
        .where(eq(people.id, w.ids[name as CastName]))
        .run();
  });
  for (const name of ["gaelle", "anne", "claire", "karim", "lea"] as const)
    await setPassword(w.doing("gaelle"), w.ids[name], lost);
  await setPictures(w.doing("gaelle"), w.ids.lea, ["chat", "soleil", "bateau"]);
  return { w, server };
};

const ask = (w: World, qui: string, browser = w.stranger()) => browser.post("/connexion/oubli", { qui });
const codeIn = ({ text }: Received): string => /\?code=([a-z0-9]{8})$/m.exec(text)?.[1] ?? "";
const choose = (w: World, code: string) => w.stranger().post("/connexion/activation/mot-de-passe", { code, ...chosen });
const canSignIn = async (w: World, identifiant: string, motDePasse: string): Promise<boolean> =>
  (await w.stranger().post("/connexion", { identifiant, motDePasse })).status === 303;
const told = (w: World): string[] =>
  w.db
    .select()
    .from(events)
    .all()
    .map(({ type }) => type)
    .filter((type) => /^(reset\.|password\.re|account\.activated)/.test(type));

test("who forgot a password asks by name, gets a link that opens at school, and chooses another", async () => {
  const { w, server } = await open();
  const anne = w.as("anne");
  assert.match((await w.stranger().get("/connexion")).text, /Mot de passe oublié/);
  assert.match((await w.stranger().get("/connexion/oubli")).text, /name="qui"/);
  const { status, text } = await ask(w, " Anne.Morin ");
  assert.equal(status, 200);
  assert.match(text, /Regardez votre courriel/);
  const mail = await server.mail(1);
  assert.equal(mail.to, "Anne.Morin@example.org");
  assert.match(mail.text, /Votre identifiant : anne\.morin/);
  assert.match(mail.text, /^http:\/\/preau\.local\S*\/connexion\/activation\?code=/m);
  assert.match(mail.text, /Depuis l’école/);
  for (const child of [/Léa/, /Hugo/, /Imran/, /Zoé/]) assert.doesNotMatch(mail.text, child);
  const code = codeIn(mail);
  w.travel(minute);
  const page = await w.stranger().get(`/connexion/activation?code=${code}`);
  assert.match(page.text, new RegExp(`value="${code}"`));
  assert.match((await w.stranger().post("/connexion/activation", { code })).text, /Choisir mon mot de passe/);
  assert.equal((await choose(w, code)).status, 303);
  assert.ok(await canSignIn(w, "anne.morin", chosen.motDePasse));
  assert.ok(!(await canSignIn(w, "anne.morin", lost)));
  assert.equal((await anne.get("/accueil")).status, 303, "sessions begun before are over");
  assert.deepEqual(told(w), ["reset.mailed", "password.reset", "account.activated"]);
  const said = await server.mail(2);
  assert.equal(said.to, "Anne.Morin@example.org");
  assert.match(said.subject, /a changé/);
  assert.equal((await choose(w, code)).status, 422, "single use");
});

test("known or unknown, with or without an address, child or adult: the same answer, word for word", async () => {
  const { w, server } = await open();
  const answers = new Set<string>();
  const nobodies = [
    "personne",
    "personne@example.org",
    "karim.benali",
    "lea.roux",
    "lea@example.org",
    "sylvie.mercier",
  ];
  for (const qui of [...nobodies, "anne.morin@EXAMPLE.org"]) {
    const { status, text, headers } = await ask(w, qui);
    assert.equal(status, 200, qui);
    answers.add(`${text}${headers.get("content-length")}`);
  }
  assert.equal(answers.size, 1);
  assert.equal((await server.mail(1)).to, "Anne.Morin@example.org");
  assert.equal(server.received.length, 1, "what was asked before her would have come before");
});

test("after half an hour, after another request or another password, a code opens nothing", async () => {
  const { w, server } = await open();
  await ask(w, "anne.morin");
  const first = codeIn(await server.mail(1));
  await ask(w, "anne.morin");
  const second = codeIn(await server.mail(2));
  assert.equal((await choose(w, first)).status, 422);
  w.travel(31 * minute);
  assert.equal((await choose(w, second)).status, 422);
  await ask(w, "anne.morin");
  const third = codeIn(await server.mail(3));
  w.setClock(Date.parse("2040-01-01T00:00:00Z"));
  await setPassword(w.doing("anne"), w.ids.anne, "trois hiboux comptent leurs choux");
  assert.equal((await choose(w, third)).status, 422);
});

test("neither a browser nor many of them flood a mailbox", async () => {
  const { w, server } = await open();
  const browser = w.stranger();
  await browser.get("/connexion/oubli");
  const statuses: number[] = [];
  for (let round = 0; round < 5; round += 1) statuses.push((await ask(w, "personne", browser)).status);
  assert.deepEqual(statuses, [200, 200, 200, 200, 429]);
  for (let round = 0; round < 8; round += 1) assert.equal((await ask(w, "anne.morin")).status, 200);
  await ask(w, "claire@example.org");
  const last = await server.mail(5);
  assert.equal(last.to, "claire@example.org");
  assert.equal(server.received.filter(({ to }) => to !== last.to).length, 4);
});

test("the head's password changed by mail is everybody's business", async () => {
  const { w, server } = await open();
  await ask(w, "gaelle.loeuille");
  assert.equal((await choose(w, codeIn(await server.mail(1)))).status, 303);
  assert.match((await w.as("karim").get("/accueil")).text, /avec un code envoyé à son adresse/);
  await ask(w, "claire.elamrani");
  await server.mail(3);
  const before = (await w.as("karim").get("/accueil")).text.match(/a été remplacé/g)?.length;
  assert.equal((await choose(w, codeIn(await server.mail(3)))).status, 303);
  assert.equal((await w.as("karim").get("/accueil")).text.match(/a été remplacé/g)?.length, before);
});

test("whoever changes their own password is told too", async () => {
  const { w, server } = await open();
  assert.equal((await w.as("anne").post("/mon-compte/mot-de-passe", { actuel: lost, ...chosen })).status, 303);
  assert.match((await server.mail(1)).subject, /Votre mot de passe a changé/);
});

test("the link never leads where the asking browser says it is", async () => {
  const { w, server } = await open();
  const headers = {
    host: "10.66.6.6",
    origin: "http://10.66.6.6",
    "content-type": "application/x-www-form-urlencoded",
  };
  const asking = request(`${w.url}/connexion/oubli`, { method: "POST", headers }).end("qui=anne.morin");
  const [answer] = (await once(asking, "response")) as [IncomingMessage];
  answer.resume();
  assert.equal(answer.statusCode, 200);
  assert.doesNotMatch((await server.mail(1)).text, /10\.66\.6\.6/);
});

test("the head sees whether mail works, and tries it on herself", async () => {
  const { w, server } = await open();
  const head = w.as("gaelle");
  assert.match((await head.get("/direction/courriel")).text, /rien envoyé depuis le démarrage/);
  server.refusals.push("550 no");
  await head.post("/direction/courriel/essai");
  while (w.mail.state().lastFailure === null) await new Promise(setImmediate);
  assert.match((await head.get("/direction/courriel")).text, /le serveur refuse le destinataire/);
  assert.equal((await head.post("/direction/courriel/essai")).status, 303);
  assert.equal((await server.mail(1)).to, "direction@example.org");
  while (w.mail.state().waiting > 0) await new Promise(setImmediate);
  assert.match((await head.get("/direction/courriel")).text, /Dernier message accepté/);
});

test("a box without mail speaks of none", async () => {
  const w = await world({ features: [accueil, connexion, courriel] });
  const { text } = await w.stranger().get("/connexion/oubli");
  assert.doesNotMatch(text, /courriel/i);
  assert.match(text, /direction/i);
  assert.equal((await ask(w, "anne.morin")).status, 404);
  const office = (await w.as("gaelle").get("/direction/courriel")).text;
  assert.match(office, /SMTP_URL/);
  assert.doesNotMatch(office, /essai/);
});
