import assert from "node:assert/strict";
import { test } from "node:test";
import { reencodePicture } from "../../core/media.ts";
import { drafted, published } from "../../testing/notices.ts";
import { world } from "../../testing/world.ts";
import accueil from "../accueil/index.ts";
import liaison from "./index.ts";
import { getNotice } from "./notices.ts";
import { notices } from "./tables.ts";

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
  assert.match((await anne.get("/liaison")).text, /«\sSortie au musée\s» est publié/);
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

test("a new notice that was begun is found again at the page's own address", async () => {
  const w = await aWorld();
  const anne = w.as("anne");
  const kept = await anne.post("/liaison/brouillon", { title: "Sortie" }, { "hx-request": "true" });
  const address = kept.headers.get("hx-replace-url") ?? "";
  assert.match(address, /^\/liaison\/[^/]+\/modifier$/);
  assert.match((await w.as("anne").get(address)).text, /value="Sortie"/);
});

test("a correction that was begun is kept under its author's account, and thrown away by a click", async () => {
  const w = await aWorld();
  const notice = published(w, "anne", { title: "Sortie au musée" });
  const at = `/liaison/${notice.id}`;
  const begun = await w.as("anne").post(`${at}/correction`, { ...fields, title: "Sortie au cirque", version: "1" });
  assert.match(begun.text, /Brouillon gardé à/);
  w.travel(3 * 3_600_000);
  const later = w.as("anne");
  const form = (await later.get(`${at}/modifier`)).text;
  assert.match(form, /value="Sortie au cirque"/);
  assert.match(form, /la correction que vous aviez commencée/);
  assert.doesNotMatch((await w.as("gaelle").get(`${at}/modifier`)).text, /cirque/, "hers alone");
  assert.doesNotMatch((await w.as("claire").get(at)).text, /cirque/);
  await later.post(`${at}/correction/abandon`);
  assert.match((await later.get(`${at}/modifier`)).text, /value="Sortie au musée"/);
  await later.post(`${at}/correction/retour`);
  assert.match((await later.get(`${at}/modifier`)).text, /value="Sortie au cirque"/);
  const version = String(getNotice(w.doing("anne"), notice.id).version);
  const whole = { ...fields, title: "Sortie au cirque", targets: w.ids.ce2, next: "corriger" };
  assert.equal((await later.post(at, { ...whole, version })).location, at);
  assert.doesNotMatch((await later.get(`${at}/modifier`)).text, /que vous aviez commencée/);
});

test("nobody takes over somebody else's draft by its number", async () => {
  const w = await aWorld();
  const draft = drafted(w, "anne", { title: "À Anne" });
  assert.equal((await w.as("karim").post("/liaison/brouillon", { title: "À moi", draft: draft.id })).status, 404);
  assert.equal(getNotice(w.doing("anne"), draft.id).title, "À Anne");
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

test("two who correct at once: the second is told, and loses nothing", async () => {
  const w = await aWorld();
  const notice = published(w, "anne", { signature: "both" });
  const form = { ...fields, targets: w.ids.ce2, version: String(notice.version) };
  await w.as("gaelle").post(`/liaison/${notice.id}`, { ...form, bring: "Un pull" });
  const second = await w.as("anne").post(`/liaison/${notice.id}`, { ...form, bring: "Des bottes" });
  assert.equal(second.status, 422);
  assert.match(second.text, /Quelqu’un a corrigé ce mot/);
  assert.match(second.text, /value="Des bottes"/);
  assert.equal(getNotice(w.doing("anne"), notice.id).bring, "Un pull");
});

test("a draft that was thrown away is still its author’s alone", async () => {
  const w = await aWorld();
  const { id } = drafted(w, "anne", { title: "Ce que je ne dirai pas" });
  await w.as("anne").post(`/liaison/${id}/retrait`);
  const head = w.as("gaelle");
  assert.equal((await head.get(`/liaison/${id}`)).status, 404);
  assert.equal((await head.post(`/liaison/${id}/retablissement`)).status, 404);
  assert.doesNotMatch((await head.get("/liaison?etat=retires")).text, /Ce que je ne dirai pas/);
  assert.match((await w.as("anne").get("/liaison?etat=retires")).text, /Ce que je ne dirai pas/);
});
