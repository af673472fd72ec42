import assert from "node:assert/strict";
import { test } from "node:test";
import { eq } from "drizzle-orm";
import { write } from "../../core/db.ts";
import { newId, randomId } from "../../core/ids.ts";
import { hashSecret, setPictures } from "../../people/credentials.ts";
import { type PictureSequence, pictureIds } from "../../people/pictures.ts";
import { accounts, memberships, people, pupils } from "../../people/tables.ts";
import type { Answer, Browser } from "../../testing/browser.ts";
import { type World, world } from "../../testing/world.ts";
import connexion from "./index.ts";

const right: PictureSequence = ["chat", "soleil", "bateau"];
const wrong: PictureSequence = ["soleil", "chat", "bateau"];
const open = async (): Promise<World> => {
  const w = await world({ features: [connexion] });
  await setPictures(w.doing("anne"), w.ids.lea, right);
  return w;
};
const touch = (browser: Browser, id: string, images: readonly string[]): Promise<Answer> =>
  browser.post(`/connexion/eleve/${id}`, { images });
const isIn = async (browser: Browser): Promise<boolean> => (await browser.get("/mon-compte")).status === 200;

/** A whole class more, with the same pictures for everybody: what is measured is the door, not the draw. */
const addPupils = async (w: World, count: number): Promise<string[]> => {
  const picturesHash = await hashSecret(right.join(" "));
  const ids = Array.from({ length: count }, () => newId());
  write(w, (tx) => {
    for (const [n, id] of ids.entries()) {
      const named = {
        lastName: `MARTIN${n}`,
        firstName: `Élève ${n}`,
        nameKey: `martin${n}`,
        createdAt: w.clock.iso(),
      };
      tx.insert(people)
        .values({ id, publicId: randomId(), ...named })
        .run();
      tx.insert(pupils).values({ personId: id, avatar: "renard" }).run();
      tx.insert(accounts)
        .values({ personId: id, login: `eleve${n}`, picturesHash })
        .run();
      tx.insert(memberships)
        .values({
          id: newId(),
          personId: id,
          classroomId: w.ids.ce2,
          as: "pupil",
          level: "CE2",
          startsOn: "2026-08-01",
        })
        .run();
    }
  });
  return ids;
};

test("class, tile, three pictures: in", async () => {
  const w = await open();
  const lea = w.stranger();
  assert.match((await lea.get("/connexion/classe")).text, new RegExp(`/connexion/classe/${w.ids.ce2}`));
  const tiles = (await lea.get(`/connexion/classe/${w.ids.ce2}`)).text;
  assert.match(tiles, new RegExp(`/connexion/eleve/${w.ids.lea}`));
  assert.doesNotMatch(tiles, /Roux|ROUX/, "first names only");
  const pad = (await lea.get(`/connexion/eleve/${w.ids.lea}`)).text;
  for (const id of pictureIds) assert.match(pad, new RegExp(`picture-${id}"`));
  const answer = await touch(lea, w.ids.lea, right);
  assert.deepEqual([answer.status, answer.location], [303, "/accueil"]);
  assert.match((await lea.get("/mon-compte")).text, /Léa Roux/);
});

test("without script each touch posts, and a picture touched twice counts once", async () => {
  const w = await open();
  const lea = w.stranger();
  const first = await touch(lea, w.ids.lea, ["chat"]);
  assert.equal(first.status, 200);
  assert.match(first.text, /name="images" value="chat" data-pad-chosen/);
  const twice = await touch(lea, w.ids.lea, ["chat", "chat", "soleil"]);
  assert.match(twice.text, /2 sur 3/);
  assert.equal((await touch(lea, w.ids.lea, ["chat", "chat", "soleil", "bateau"])).status, 303);
});

test("wrong pictures say so, to eyes and ears", async () => {
  const w = await open();
  const answer = await touch(w.stranger(), w.ids.lea, wrong);
  assert.equal(answer.status, 422);
  assert.match(answer.text, /role="alert">.*Ce ne sont pas tes images/s);
  assert.match(answer.text, /data-speak="Ce ne sont pas tes images/);
});

test("nine failures, then the right pictures: in, and the count begins anew", async () => {
  const w = await open();
  for (let round = 0; round < 2; round += 1) {
    for (let n = 0; n < 9; n += 1) assert.equal((await touch(w.stranger(), w.ids.lea, wrong)).status, 422);
    assert.equal((await touch(w.stranger(), w.ids.lea, right)).status, 303);
  }
});

test("ten failures in a row lock the tile for every device, until the teacher's click", async () => {
  const w = await open();
  for (let n = 0; n < 10; n += 1) await touch(w.stranger(), w.ids.lea, wrong);
  const locked = await touch(w.stranger(), w.ids.lea, right);
  assert.equal(locked.status, 422);
  assert.match(locked.text, /Ta page est fermée/);
  w.travel(30 * 86_400_000);
  assert.match((await w.stranger().get(`/connexion/eleve/${w.ids.lea}`)).text, /Ta page est fermée/);
  const anne = w.as("anne");
  assert.match((await anne.get("/connexion/eleves")).text, /Débloquer/);
  assert.equal((await anne.post(`/connexion/eleves/${w.ids.lea}/deblocage`)).status, 303);
  assert.doesNotMatch((await anne.get("/connexion/eleves")).text, /Débloquer/);
  assert.equal((await touch(w.stranger(), w.ids.lea, right)).status, 303);
});

test("a hundred tries at the same moment are no more than ten", async () => {
  const w = await open();
  const answers = await Promise.all(Array.from({ length: 100 }, () => touch(w.stranger(), w.ids.lea, wrong)));
  const looked = answers.filter(({ text }) => text.includes("Ce ne sont pas tes images")).length;
  assert.ok(looked <= 10, `${looked} looked at`);
  assert.equal((await touch(w.stranger(), w.ids.lea, right)).status, 422, "locked");
});

test("25 pupils on one address, 5 errors each: all in", async () => {
  const w = await open();
  const ids = await addPupils(w, 25);
  const enter = async (id: string): Promise<boolean> => {
    const browser = w.stranger();
    for (let n = 0; n < 5; n += 1) assert.equal((await touch(browser, id, wrong)).status, 422);
    await touch(browser, id, right);
    return isIn(browser);
  };
  const results = await Promise.all(ids.map(enter));
  assert.equal(results.filter(Boolean).length, 25);
});

test("thirty pupils sign in at the same moment", async () => {
  const w = await open();
  const ids = await addPupils(w, 30);
  const answers = await Promise.all(ids.map((id) => touch(w.stranger(), id, right)));
  assert.equal(answers.filter(({ status }) => status === 303).length, 30);
});

test("a pupil's session lasts half a day, and leads back to the class", async () => {
  const w = await open();
  const lea = w.stranger();
  await touch(lea, w.ids.lea, right);
  for (let visit = 0; visit < 12; visit += 1) {
    w.travel(24.5 * 60_000);
    assert.ok(await isIn(lea));
  }
  w.travel(12 * 60_000);
  assert.ok(!(await isIn(lea)));
  assert.equal((await w.as("lea").post("/deconnexion")).location, `/connexion/classe/${w.ids.ce2}`);
});

test("new pictures end the pupil's sessions, are shown once, and are the only ones that open", async () => {
  const w = await open();
  const lea = w.stranger();
  await touch(lea, w.ids.lea, right);
  w.travel(1000);
  const card = await w.as("anne").post(`/connexion/eleves/${w.ids.lea}/images`);
  const drawn = [...card.text.matchAll(/picture-([a-z]+)"/g)].map(([, id]) => id ?? "");
  assert.equal(new Set(drawn).size, 3);
  assert.ok(!(await isIn(lea)));
  assert.equal((await touch(w.stranger(), w.ids.lea, drawn)).status, 303);
});

test("the class's sheet gives pictures to those without, and leaves the others theirs", async () => {
  const w = await open();
  const anne = w.as("anne");
  const sheet = await anne.post("/connexion/eleves/planche", { classe: w.ids.ce2 });
  assert.match(sheet.text, /Imran/);
  assert.doesNotMatch(sheet.text, /Léa/);
  assert.equal((await touch(w.stranger(), w.ids.lea, right)).status, 303);
  const drawn = [...sheet.text.matchAll(/picture-([a-z]+)"/g)].map(([, id]) => id ?? "");
  assert.equal((await touch(w.stranger(), w.ids.imran, drawn)).status, 303);
  assert.equal((await anne.post("/connexion/eleves/planche", { classe: w.ids.ce2 })).status, 303, "nobody is left");
});

test("a typed password, given by the teacher, opens as well", async () => {
  const w = await open();
  assert.equal((await w.stranger().get(`/connexion/eleve/${w.ids.lea}/mot-de-passe`)).status, 404);
  const card = await w.as("anne").post(`/connexion/eleves/${w.ids.lea}/mot-de-passe`);
  const password = /Mot de passe[^<]*<\/span>([a-z-]+)</.exec(card.text)?.[1] ?? "";
  assert.match(password, /^[a-z]+-[a-z]+-[a-z]+$/);
  const lea = w.stranger();
  assert.equal((await lea.post(`/connexion/eleve/${w.ids.lea}/mot-de-passe`, { motDePasse: "lapin" })).status, 422);
  assert.equal((await lea.post(`/connexion/eleve/${w.ids.lea}/mot-de-passe`, { motDePasse: password })).status, 303);
  const typed = { identifiant: "lea.roux", motDePasse: password };
  assert.equal((await w.stranger().post("/connexion", typed)).status, 303);
});

test("two Léas get an initial; letters follow the level", async () => {
  const w = await open();
  w.db.update(people).set({ firstName: "Léa" }).where(eq(people.id, w.ids.imran)).run();
  w.db.update(memberships).set({ level: "MS" }).where(eq(memberships.personId, w.ids.imran)).run();
  const { text } = await w.stranger().get(`/connexion/classe/${w.ids.ce2}`);
  assert.match(text, /hand-cursive">Léa R\.</);
  assert.match(text, /hand-capitals">Léa D\.</);
});
