import assert from "node:assert/strict";
import { test } from "node:test";
import { reencodePicture } from "../../core/media.ts";
import { drafted, noticeInput, published } from "../../testing/notices.ts";
import { world } from "../../testing/world.ts";
import accueil from "../accueil/index.ts";
import liaison from "./index.ts";
import { getNotice } from "./notices.ts";
import { saveDraft } from "./store.ts";
import { noticeReadings, notices } from "./tables.ts";

const aWorld = () => world({ features: [accueil, liaison] });

const photo = async (): Promise<Uint8Array> => {
  const { default: sharp } = await import("sharp");
  return sharp({ create: { width: 900, height: 600, channels: 3, background: "#2c6e49" } })
    .withExif({ IFD0: { Artist: "Mme Morin" } })
    .jpeg()
    .toBuffer();
};

const fields = {
  kind: "sortie",
  title: "Sortie au musée",
  body: "Bonjour,\n\nprévoir un <pull>.",
  eventOn: "2026-11-27",
  startsAt: "08:30",
  endsAt: "16:30",
  place: "Lyon",
  amount: "4,50",
  bring: "Pique-nique",
  signature: "both",
  deadline: "2026-11-26",
};

test("a teacher writes with a photo, looks at it, publishes it; families and pupils of the class read it", async () => {
  const w = await aWorld();
  const anne = w.as("anne");
  const files = [{ name: "car.jpg", bytes: await photo(), type: "image/jpeg" }];
  const sent = await anne.postFiles("/liaison", { ...fields, targets: w.ids.ce2, next: "apercu" }, "photos", files);
  assert.match(sent.location, /^\/liaison\/[0-9a-f-]+\/apercu$/);
  const preview = await anne.get(sent.location);
  for (const words of [
    "Vendredi 27",
    "8\u00a0h\u00a030",
    "4,50\u00a0€",
    "Pique-nique",
    "Je signe pour Imran",
    "prévoir un &lt;pull&gt;.",
  ])
    assert.ok(preview.text.includes(words), `${words} is in the preview`);
  assert.equal((await w.as("claire").get("/liaison")).text.includes("Sortie au musée"), false);
  const id = sent.location.split("/")[2] ?? "";
  assert.equal((await anne.post(`/liaison/${id}/publication`)).location, "/liaison");
  assert.match((await anne.get("/liaison")).text, /« Sortie au musée » est publié/);
  const page = await w.as("claire").get(`/liaison/${id}`);
  assert.match(page.text, /Je signe pour Léa/);
  const [, address = ""] = /<img src="([^"]+)"/.exec(page.text) ?? [];
  const picture = await w.as("lea").get(address);
  assert.equal(picture.headers.get("content-type"), "image/jpeg");
  assert.match((await w.as("lea").get(`/liaison/${id}`)).text, /data-speak="Sortie au musée/);
});

test("a photo is kept without the metadata that came with it", async () => {
  const w = await aWorld();
  const bytes = await photo();
  assert.ok(Buffer.from(bytes).includes("Mme Morin"));
  const { full, thumb } = await reencodePicture(bytes);
  for (const picture of [full, thumb]) assert.equal(Buffer.from(picture.bytes).includes("Mme Morin"), false);
  const refused = await w
    .as("anne")
    .postFiles("/liaison", { ...fields, next: "apercu" }, "photos", [
      { name: "x.svg", bytes: Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>") },
    ]);
  assert.equal(refused.status, 422);
  assert.match(refused.text, /n’est pas une photo/);
});

test("what is missing is said next to its field, and nothing that was written is lost", async () => {
  const w = await aWorld();
  const anne = w.as("anne");
  const answer = await anne.post("/liaison", { ...fields, title: "", deadline: "2026-11-01", next: "apercu" });
  assert.equal(answer.status, 422);
  for (const words of [
    "Donnez un titre",
    "Choisissez à qui",
    "déjà passée",
    "prévoir un &lt;pull&gt;",
    "3 points à revoir",
  ])
    assert.ok(answer.text.includes(words), words);
  const wrong = await anne.post("/liaison", { ...fields, amount: "beaucoup", eventOn: "demain" });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /Écrivez un prix en euros/);
  assert.match(wrong.text, /Écrivez la date ainsi/);
});

test("somebody who writes to a class that is not hers writes to nobody", async () => {
  const w = await aWorld();
  const targets = [w.ids.cp, w.ids.hugo, w.ids.year];
  const answer = await w.as("anne").post("/liaison", { ...fields, targets, next: "apercu" });
  assert.equal(answer.status, 422);
  assert.match(answer.text, /Choisissez à qui/);
});

test("the page keeps a draft while somebody writes, one only", async () => {
  const w = await aWorld();
  const anne = w.as("anne");
  assert.equal((await anne.post("/liaison/brouillon", { title: "", body: "" })).status, 200);
  assert.equal(w.db.select().from(notices).all().length, 0);
  const first = await anne.post("/liaison/brouillon", { title: "Sor" });
  const [, draft = ""] = /name="draft" value="([^"]+)"/.exec(first.text) ?? [];
  await anne.post("/liaison/brouillon", { title: "Sortie", draft });
  await anne.post("/liaison", { ...fields, targets: w.ids.ce2, draft, next: "brouillon" });
  const rows = w.db.select().from(notices).all();
  assert.deepEqual(
    rows.map(({ title, state }) => [title, state]),
    [["Sortie au musée", "draft"]],
  );
});

test("nobody takes over somebody else's draft by its number", async () => {
  const w = await aWorld();
  const draft = drafted(w, "anne", { title: "À Anne" });
  assert.equal((await w.as("karim").post("/liaison/brouillon", { title: "À moi", draft: draft.id })).status, 404);
  assert.equal(getNotice(w.doing("anne"), draft.id).title, "À Anne");
});

test("a withdrawn notice is gone for families, and one click brings it back", async () => {
  const w = await aWorld();
  const notice = published(w, "anne");
  const anne = w.as("anne");
  await anne.post(`/liaison/${notice.id}/retrait`);
  assert.match((await anne.get("/liaison")).text, new RegExp(`action="/liaison/${notice.id}/retablissement"`));
  assert.equal((await w.as("claire").get(`/liaison/${notice.id}`)).status, 404);
  await anne.post(`/liaison/${notice.id}/retablissement`);
  assert.equal((await w.as("claire").get(`/liaison/${notice.id}`)).status, 200);
});

test("the follow-up counts signed, seen and not seen, each child once", async () => {
  const w = await aWorld();
  const notice = published(w, "anne");
  await w.as("nadia").post(`/liaison/${notice.id}/lecture`);
  await w.as("nadia").post(`/liaison/${notice.id}/lecture`);
  await w.as("imran").post(`/liaison/${notice.id}/lecture`);
  assert.equal(w.db.select().from(noticeReadings).all().length, 2);
  await w.as("marc").post(`/liaison/${notice.id}/signature`, { child: w.ids.lea, contentHash: notice.contentHash });
  const list = (await w.as("anne").get("/liaison")).text;
  assert.match(list, /1 signé<\/strong>\s*1 vu/);
  const missing = (await w.as("anne").get(`/liaison/${notice.id}/suivi?voir=manquants`)).text;
  assert.match(missing, /Imran Diallo/);
  assert.doesNotMatch(missing, /Léa Roux/);
  const printed = (await w.as("anne").get(`/liaison/${notice.id}/suivi/imprimer`)).text;
  assert.match(printed, /Léa Roux/);
});

test("a teacher follows her own children of a notice to the whole school", async () => {
  const w = await aWorld();
  const notice = published(w, "gaelle", { targets: [{ type: "school", targetId: w.ids.year }] });
  const karim = (await w.as("karim").get(`/liaison/${notice.id}/suivi`)).text;
  assert.match(karim, /Zoé Pérez/);
  assert.doesNotMatch(karim, /Imran Diallo/);
  const gaelle = (await w.as("gaelle").get(`/liaison/${notice.id}/suivi`)).text;
  assert.match(gaelle, /Zoé Pérez/);
  assert.match(gaelle, /Imran Diallo/);
});

test("a notice to two children names neither to the other's family", async () => {
  const w = await aWorld();
  const targets = [w.ids.lea, w.ids.imran].map((targetId) => ({ type: "pupil" as const, targetId }));
  const notice = published(w, "anne", { targets });
  assert.match((await w.as("anne").get("/liaison")).text, /Imran, Léa|Léa, Imran/);
  const claire = (await w.as("claire").get(`/liaison/${notice.id}`)).text;
  assert.match(claire, /Mot individuel/);
  assert.doesNotMatch(claire, /Imran/);
});

test("a guardian of two filters by child; search and pages find", async () => {
  const w = await aWorld();
  published(w, "anne", { title: "Pour le CE2" });
  published(w, "karim", { title: "Pour le CP", targets: [{ type: "classroom", targetId: w.ids.cp }] });
  const claire = w.as("claire");
  const lea = (await claire.get(`/liaison?pour=${w.ids.lea}`)).text;
  assert.match(lea, /Pour le CE2/);
  assert.doesNotMatch(lea, /Pour le CP/);
  for (let n = 0; n < 31; n += 1) published(w, "anne", { title: `Mot ${n} 100%` });
  assert.match((await w.as("anne").get("/liaison")).text, /page=2/);
  assert.match((await w.as("anne").get("/liaison?page=2")).text, /Pour le CE2/);
  const found = (await w.as("anne").get("/liaison?q=7+100%25")).text;
  assert.match(found, /Mot 7 100%/);
  assert.doesNotMatch(found, /Mot 8 100%/);
});

test("stored text that is not ours is shown cleaned wherever it comes from", async () => {
  const w = await aWorld();
  const anne = w.as("anne");
  const body = `<div>Bonjour<script>alert(1)</script><img src=x onerror=alert(1)></div>`;
  await anne.post("/liaison", {
    ...fields,
    title: `<b>"'&`,
    body,
    bodyFormat: "html",
    targets: w.ids.ce2,
    next: "apercu",
  });
  const [row] = w.db.select().from(notices).all();
  assert.equal(row?.body, "<p>Bonjour</p>");
  await anne.post(`/liaison/${row?.id}/publication`);
  for (const who of ["anne", "claire", "lea", "gaelle"] as const)
    assert.doesNotMatch((await w.as(who).get(`/liaison/${row?.id}`)).text, /<b>"|onerror|alert\(1\)/);
});

test("the home page shows each what is new, and what may be done there", async () => {
  const w = await aWorld();
  published(w, "anne", { signature: "both" });
  saveDraft(w.doing("anne"), null, noticeInput(w, { title: "Pas encore" }));
  const anne = (await w.as("anne").get("/accueil")).text;
  assert.match(anne, /Bonjour Anne, voici la classe de CE2/);
  assert.match(anne, /Voir le suivi/);
  const claire = (await w.as("claire").get("/accueil")).text;
  assert.match(claire, /Je signe pour Léa/);
  assert.match(claire, /tile-count[^>]*>1</);
  const lea = (await w.as("lea").get("/accueil")).text;
  assert.match(lea, /class="pupil/);
  assert.match(lea, /Sortie au musée/);
  for (const who of ["paul", "theo", "karim"] as const)
    assert.doesNotMatch((await w.as(who).get("/accueil")).text, /Sortie au musée/);
});

test("the home page says what takes place today, and puts first what waits for a signature", async () => {
  const w = await aWorld();
  published(w, "anne", { title: "Piscine", eventOn: w.clock.today(), startsAt: "10:30", signature: "one" });
  w.travel(60_000);
  published(w, "anne", { title: "Lu plus tard", signature: "none" });
  const claire = (await w.as("claire").get("/accueil")).text;
  assert.match(claire, /10\u00a0h\u00a030<\/span> <a href="\/liaison\/[^"]+">Piscine/);
  const cards = claire.slice(claire.indexOf("Ce qui est nouveau"));
  assert.ok(cards.indexOf("Je signe pour Léa") < cards.indexOf("Lu plus tard"));
  assert.match((await w.as("paul").get("/accueil")).text, /Rien de particulier/);
});
