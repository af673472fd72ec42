import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { loadActor } from "../../people/actor.ts";
import { issueActivationCode } from "../../people/credentials.ts";
import type { Browser } from "../../testing/browser.ts";
import { type World, world } from "../../testing/world.ts";

const base = "/direction/annuaire";
const dayMs = 86_400_000;

const pageOf = (id: string): string => `${base}/personnes/${id}`;
const one = <T>(w: World, text: string, ...values: unknown[]): T | undefined =>
  w.db.$client.prepare<unknown[], T>(text).get(...values);
const actorOf = (w: World, id: string) => loadActor(w.db, id, w.clock.today());
const idIn = (location: string): string => location.split("/").at(-1) ?? "";

/** Follows a redirect and presses « Annuler » on its toast. */
const undo = async (head: Browser, location: string): Promise<void> => {
  const { text } = await head.get(location);
  const action = /action="(\/direction\/annuaire\/(?:gestes|groupes)\/[^"]+)"/.exec(text)?.[1];
  assert.ok(action, "the act can be undone");
  assert.equal((await head.post(action)).status, 303);
};

describe("a person’s page", () => {
  it("says who they are, where, with whom, and how they sign in", async () => {
    const w = await world();
    const head = w.as("gaelle");
    const lea = await head.get(pageOf(w.ids.lea));
    for (const text of [
      "Léa Roux",
      "14 mars 2018".replace(" mars", "\u00a0mars"),
      "CE2 de Mme MORIN",
      "Mme Claire El Amrani",
    ])
      assert.ok(lea.text.includes(text), text);
    const claire = await head.get(pageOf(w.ids.claire));
    assert.ok(claire.text.includes("Hugo Roux") && claire.text.includes("Feuille de la famille"));
    const anne = await head.get(pageOf(w.ids.anne));
    assert.ok(anne.text.includes("Pas encore activé") && anne.text.includes("anne.morin"));
  });

  it("corrects every field, refuses what cannot be, and undoes", async () => {
    const w = await world();
    const head = w.as("gaelle");
    const form = `${pageOf(w.ids.lea)}/correction`;
    const good = {
      firstName: "Léa-Rose",
      lastName: "ROUX",
      birthDate: "2018-03-15",
      sex: "F",
      ine: "649992567jj",
      city: "Lyon",
    };
    const wrong: readonly [field: string, value: string, message: RegExp][] = [
      ["ine", "123", /neuf chiffres et deux lettres/],
      ["birthDate", "2018-02-31", /Écrivez la date ainsi/],
      ["firstName", "  ", /Écrivez le prénom/],
    ];
    for (const [field, value, message] of wrong) {
      const refused = await head.post(form, { ...good, [field]: value });
      assert.equal(refused.status, 422, field);
      assert.match(refused.text, message);
      assert.ok(refused.text.includes("Léa-Rose") || field === "firstName", "what was entered is kept");
    }
    const { location } = await head.post(form, good);
    assert.equal(location, pageOf(w.ids.lea));
    assert.deepEqual(one(w, "select first_name, city, name_key from people where id = ?", w.ids.lea), {
      first_name: "Léa-Rose",
      city: "Lyon",
      name_key: "roux|learose",
    });
    const other = await head.post(`${pageOf(w.ids.hugo)}/correction`, { ...good, firstName: "Hugo" });
    assert.equal(other.status, 422);
    assert.match(other.text, /Cet INE est celui de Léa-Rose Roux/);
    await undo(head, location);
    assert.deepEqual(one(w, "select first_name, city from people where id = ?", w.ids.lea), {
      first_name: "Léa",
      city: null,
    });
    assert.deepEqual(one(w, "select birth_date, ine from pupils where person_id = ?", w.ids.lea), {
      birth_date: "2018-03-14",
      ine: null,
    });
    assert.equal(one(w, "select 1 from corrections"), undefined);
  });

  it("refuses an e-mail and a telephone that cannot be used", async () => {
    const w = await world();
    const form = `${pageOf(w.ids.claire)}/correction`;
    const refused = await w
      .as("gaelle")
      .post(form, { firstName: "Claire", lastName: "EL AMRANI", email: "claire", mobilePhone: "12" });
    assert.equal(refused.status, 422);
    assert.match(refused.text, /il faut un @ et un point/);
    assert.match(refused.text, /numéro de téléphone/);
  });
});

describe("classes of a pupil", () => {
  it("moves from a day on: nothing changes before, and the past stays readable", async () => {
    const w = await world();
    let head = w.as("gaelle");
    const { location } = await head.post(`${pageOf(w.ids.lea)}/classe`, {
      classe: w.ids.cp,
      niveau: "CP",
      depuis: "2026-11-30",
    });
    assert.deepEqual(actorOf(w, w.ids.lea)?.classroomIds, [w.ids.ce2]);
    w.travel(7 * dayMs);
    head = w.as("gaelle");
    assert.deepEqual(actorOf(w, w.ids.lea)?.classroomIds, [w.ids.cp]);
    const page = await head.get(location);
    assert.match(page.text, /Avant \(1\)/);
    assert.match(page.text, /du 1er.août 2026 au 29.novembre 2026/);
    const outside = await head.post(`${pageOf(w.ids.lea)}/classe`, {
      classe: w.ids.ce2,
      niveau: "CE2",
      depuis: "2028-01-10",
    });
    assert.equal(outside.status, 422);
    assert.match(outside.text, /année scolaire/);
  });

  it("is in two classes, and in one again", async () => {
    const w = await world();
    const head = w.as("gaelle");
    const { location } = await head.post(`${pageOf(w.ids.lea)}/classes`, { classe: w.ids.cp, depuis: "2026-11-23" });
    assert.deepEqual(actorOf(w, w.ids.lea)?.classroomIds.toSorted(), [w.ids.ce2, w.ids.cp].toSorted());
    const twice = await head.post(`${pageOf(w.ids.lea)}/classes`, { classe: w.ids.cp, depuis: "2026-11-23" });
    assert.equal(twice.status, 422);
    await undo(head, location);
    assert.deepEqual(actorOf(w, w.ids.lea)?.classroomIds, [w.ids.ce2]);
  });

  it("leaves with a last day, comes back by one click, or later into a class", async () => {
    const w = await world();
    let head = w.as("gaelle");
    const { location } = await head.post(`${pageOf(w.ids.hugo)}/depart`, { dernierJour: "2026-11-23" });
    assert.notEqual(actorOf(w, w.ids.hugo), undefined, "today is still a day at school");
    await undo(head, location);
    w.travel(dayMs);
    head = w.as("gaelle");
    assert.deepEqual(actorOf(w, w.ids.hugo)?.classroomIds, [w.ids.cp]);
    await head.post(`${pageOf(w.ids.hugo)}/depart`, { dernierJour: "2026-11-24" });
    w.travel(dayMs);
    head = w.as("gaelle");
    assert.equal(actorOf(w, w.ids.hugo), undefined);
    await head.post(`${pageOf(w.ids.hugo)}/retour`, { classe: w.ids.ce2, niveau: "CE2", depuis: "2026-11-25" });
    assert.deepEqual(actorOf(w, w.ids.hugo)?.classroomIds, [w.ids.ce2]);
  });
});

describe("somebody new", () => {
  it("a brother joins his sister’s parents, who sign in to nothing new", async () => {
    const w = await world();
    const head = w.as("gaelle");
    const form = `${base}/nouvel-eleve?fratrie=${w.ids.imran}`;
    const shown = await head.get(form);
    assert.match(shown.text, new RegExp(`value="${w.ids.nadia}" checked`));
    assert.doesNotMatch(shown.text, new RegExp(`value="${w.ids.rachid}" checked`), "a decision is not copied unseen");
    assert.match(shown.text, /Une décision de justice est notée/);
    const { location } = await head.post(form, {
      firstName: "Sami",
      lastName: "DIALLO",
      birthDate: "2020-05-02",
      classe: w.ids.cp,
      niveau: "CP",
      depuis: "2026-11-23",
      responsables: [w.ids.nadia, w.ids.paul],
      "guardians.0.firstName": "Awa",
      "guardians.0.lastName": "Diop",
      "guardians.0.title": "Mme",
    });
    const id = idIn(location);
    assert.deepEqual(
      actorOf(w, w.ids.nadia)?.children.map(({ firstName }) => firstName),
      ["Imran", "Sami"],
    );
    assert.deepEqual(actorOf(w, w.ids.paul)?.childIds, [w.ids.zoe], "only the sister’s guardians were offered");
    assert.deepEqual(actorOf(w, id)?.classroomIds, [w.ids.cp]);
    assert.equal(one<{ n: number }>(w, "select count(*) as n from guardianships where pupil_id = ?", id)?.n, 2);
    assert.equal(one<{ login: string }>(w, "select login from accounts where person_id = ?", id)?.login, "sami.diallo");
    assert.equal(one<{ at: string | null }>(w, "select authority_reviewed_at as at from school")?.at, null);
    const nameless = await head.post(form, { firstName: "Sami", lastName: "DIALLO", "guardians.0.email": "a@b.fr" });
    assert.equal(nameless.status, 422);
    assert.match(nameless.text, /Écrivez le nom de naissance/);
  });

  it("somebody who is known becomes a guardian; a new one too", async () => {
    const w = await world();
    const head = w.as("gaelle");
    const found = await head.get(`${base}/nouveau-responsable?enfant=${w.ids.zoe}&q=el+amrani`);
    assert.ok(found.text.includes("Mme Claire El Amrani"));
    await head.post(`${pageOf(w.ids.zoe)}/responsables`, { responsable: w.ids.claire, kind: "tutor" });
    assert.ok(actorOf(w, w.ids.claire)?.childIds.includes(w.ids.zoe));
    assert.equal((await head.post(`${pageOf(w.ids.zoe)}/responsables`, { responsable: w.ids.claire })).status, 422);
    await head.post(`${base}/nouveau-responsable?enfant=${w.ids.zoe}`, {
      firstName: "Ida",
      lastName: "PÉREZ",
      kind: "tutor",
    });
    assert.equal(one<{ n: number }>(w, "select count(*) as n from guardianships where pupil_id = ?", w.ids.zoe)?.n, 3);
  });

  it("a guest’s access ends with the last day, the code with it", async () => {
    const w = await world();
    let head = w.as("gaelle");
    const past = await head.post(`${base}/nouveau-membre`, {
      firstName: "Jo",
      lastName: "Cirque",
      post: "staff",
      dernierJour: "2026-11-01",
    });
    assert.equal(past.status, 422);
    const { location } = await head.post(`${base}/nouveau-membre`, {
      firstName: "Jo",
      lastName: "Cirque",
      post: "staff",
      classes: [w.ids.cp],
      dernierJour: "2026-11-27",
    });
    const id = idIn(location);
    assert.deepEqual(actorOf(w, id)?.classroomIds, [w.ids.cp]);
    w.travel(4 * dayMs);
    head = w.as("gaelle");
    assert.equal(actorOf(w, id)?.role, "staff", "the last day counts");
    w.travel(dayMs);
    head = w.as("gaelle");
    assert.equal(actorOf(w, id), undefined);
  });
});

describe("a technician", () => {
  it("gets no class and no group by any form, and nobody with a class becomes one", async () => {
    const w = await world();
    const head = w.as("gaelle");
    await head.post(`${base}/nouveau-groupe`, { label: "Chorale", startsOn: "2026-11-01", endsOn: "2027-06-01" });
    const group = one<{ id: string }>(w, "select id from \"groups\" where label = 'Chorale'")?.id ?? "";
    const attempts: [string, Record<string, string>][] = [
      [`${pageOf(w.ids.theo)}/classes`, { classe: w.ids.ce2, depuis: "2026-11-23" }],
      [`${pageOf(w.ids.theo)}/groupes`, { groupe: group, groupeDepuis: "2026-11-23" }],
      [`${base}/classes/${w.ids.ce2}/remplacement`, { remplacant: w.ids.theo, du: "2026-11-23", au: "2026-11-27" }],
      [`${pageOf(w.ids.anne)}/correction`, { title: "Mme", firstName: "Anne", lastName: "MORIN", post: "technician" }],
    ];
    for (const [path, fields] of attempts) assert.equal((await head.post(path, fields)).status, 422, path);
    assert.deepEqual([actorOf(w, w.ids.theo)?.classroomIds, actorOf(w, w.ids.theo)?.groupIds], [[], []]);
    assert.equal(actorOf(w, w.ids.anne)?.role, "teacher");
  });
});

describe("a replacement", () => {
  const signIn = async (w: World, code: string) => w.stranger().post("/connexion/activation", { code });

  it("has the class for these days, nothing before and nothing after; the code is dead the next day", async () => {
    const w = await world();
    let head = w.as("gaelle");
    const { status } = await head.post(`${base}/classes/${w.ids.ce2}/remplacement`, {
      du: "2026-11-24",
      au: "2026-11-25",
      remplacant: "",
      title: "M.",
      firstName: "Luc",
      lastName: "Brun",
    });
    assert.equal(status, 303);
    const id = one<{ id: string }>(w, "select id from people where last_name = 'Brun'")?.id ?? "";
    const code = issueActivationCode(w.doing("gaelle"), id);
    const unused = issueActivationCode(w.doing("gaelle"), w.ids.karim);
    assert.deepEqual(actorOf(w, id)?.classroomIds, [], "nothing before");
    w.travel(dayMs);
    head = w.as("gaelle");
    assert.deepEqual(actorOf(w, id)?.classroomIds, [w.ids.ce2]);
    assert.deepEqual(actorOf(w, w.ids.anne)?.classroomIds, [w.ids.ce2], "the class stays its teacher’s too");
    assert.equal((await signIn(w, code)).status, 200, "the code opens the choice of a password");
    w.travel(dayMs);
    head = w.as("gaelle");
    assert.deepEqual(actorOf(w, id)?.classroomIds, [w.ids.ce2], "the last day counts");
    w.travel(dayMs);
    head = w.as("gaelle");
    assert.equal(actorOf(w, id), undefined);
    assert.equal((await signIn(w, code)).status, 422);
    const choose = { code, motDePasse: "trois-platanes-et-un-banc", encore: "trois-platanes-et-un-banc" };
    const late = await w.stranger().post("/connexion/activation/mot-de-passe", choose);
    assert.ok(late.status >= 400, "nor does the page that was left open");
    assert.equal((await signIn(w, unused)).status, 200, "others’ codes go on");
  });

  it("is done by a colleague, whose own account goes on", async () => {
    const w = await world();
    let head = w.as("gaelle");
    await head.post(`${base}/classes/${w.ids.ce2}/remplacement`, {
      du: "2026-11-23",
      au: "2026-11-24",
      remplacant: w.ids.karim,
    });
    assert.deepEqual(actorOf(w, w.ids.karim)?.classroomIds.toSorted(), [w.ids.ce2, w.ids.cp].toSorted());
    w.travel(2 * dayMs);
    head = w.as("gaelle");
    assert.deepEqual(actorOf(w, w.ids.karim)?.classroomIds, [w.ids.cp]);
    const backwards = await head.post(`${base}/classes/${w.ids.ce2}/remplacement`, {
      du: "2026-12-02",
      au: "2026-12-01",
      remplacant: w.ids.karim,
    });
    assert.equal(backwards.status, 422);
    assert.match(backwards.text, /avant le premier/);
  });

  it("comes again later: the account opens anew", async () => {
    const w = await world();
    let head = w.as("gaelle");
    const days = (du: string, au: string) => ({ du, au, firstName: "Luc", lastName: "Brun", remplacant: "" });
    await head.post(`${base}/classes/${w.ids.ce2}/remplacement`, days("2026-11-23", "2026-11-24"));
    const id = one<{ id: string }>(w, "select id from people where last_name = 'Brun'")?.id ?? "";
    w.travel(7 * dayMs);
    head = w.as("gaelle");
    assert.equal(actorOf(w, id), undefined);
    const again = { ...days("2026-11-30", "2026-12-01"), remplacant: id };
    assert.equal((await w.as("gaelle").post(`${base}/classes/${w.ids.cp}/remplacement`, again)).status, 303);
    assert.deepEqual(actorOf(w, id)?.classroomIds, [w.ids.cp]);
  });
});

describe("classes and groups by hand", () => {
  it("creates, renames and removes a class; a name belongs to one class", async () => {
    const w = await world();
    const head = w.as("gaelle");
    const { location } = await head.post(`${base}/nouvelle-classe`, { label: "ULIS", levels: ["CP", "CE2"] });
    const twice = await head.post(`${base}/nouvelle-classe`, { label: "ulis" });
    assert.equal(twice.status, 422);
    assert.match(twice.text, /porte déjà ce nom/);
    await head.post(location, { label: "ULIS bleue", levels: ["CP"] });
    assert.match((await head.get(location)).text, /appelée «\u00a0ULIS\u00a0» dans les fichiers/);
    await head.post(`${location}/equipe`, { classe: w.ids.sylvie, depuis: "2026-11-23" });
    assert.ok(actorOf(w, w.ids.sylvie)?.classroomIds.includes(idIn(location)));
    assert.equal((await head.post(`${location}/equipe`, { classe: w.ids.theo, depuis: "2026-11-23" })).status, 422);
    assert.equal((await head.post(`${location}/suppression`)).status, 409);
    const empty = await head.post(`${base}/nouvelle-classe`, { label: "Vide" });
    assert.equal((await head.post(`${empty.location}/suppression`)).status, 303);
  });

  it("a group takes pupils of several classes and an adult, ends, and goes on", async () => {
    const w = await world();
    let head = w.as("gaelle");
    const { location } = await head.post(`${base}/nouveau-groupe`, { label: "Chorale", adultIds: [w.ids.sylvie] });
    const group = location.replace("/membres", "");
    const id = idIn(group);
    await head.post(location, { eleves: [w.ids.lea, w.ids.zoe] });
    for (const person of [w.ids.lea, w.ids.zoe, w.ids.sylvie]) assert.deepEqual(actorOf(w, person)?.groupIds, [id]);
    w.travel(dayMs);
    head = w.as("gaelle");
    await head.post(location, { eleves: [w.ids.zoe] });
    assert.deepEqual(actorOf(w, w.ids.lea)?.groupIds, []);
    const page = await head.get(group);
    assert.match(page.text, /Avant ou plus tard \(1\)/);
    const ended = await head.post(`${group}/fin`);
    w.travel(dayMs);
    head = w.as("gaelle");
    assert.deepEqual(actorOf(w, w.ids.zoe)?.groupIds, [], "it ended last night");
    assert.match((await head.get(`${base}/groupes`)).text, /Chorale/);
    await undo(head, ended.location);
    assert.deepEqual(actorOf(w, w.ids.zoe)?.groupIds, [id]);
    await head.post(group, { label: "Chorale du lundi", endsOn: "2026-12-18", adultIds: [] });
    assert.deepEqual(actorOf(w, w.ids.sylvie)?.groupIds, []);
    w.setClock(Date.parse("2026-12-19T09:00:00Z"));
    head = w.as("gaelle");
    assert.deepEqual(actorOf(w, w.ids.zoe)?.groupIds, []);
  });
});

describe("merging on the screen", () => {
  it("compares, lets choose, merges and splits again", async () => {
    const w = await world();
    const head = w.as("gaelle");
    const { location } = await head.post(`${base}/nouvel-eleve`, {
      firstName: "Lea",
      lastName: "ROUX",
      birthDate: "2018-03-14",
      classe: w.ids.cp,
      niveau: "CP",
      depuis: "2026-11-23",
    });
    const double = idIn(location);
    const doubles = await head.get(`${base}/doubles`);
    assert.match(doubles.text, /même nom et même prénom, même date de naissance/);
    const compare = `${pageOf(w.ids.lea)}/reunion/${double}`;
    assert.match((await head.get(compare)).text, /Quelle valeur est la bonne/);
    const merged = await head.post(compare, { "gagne-firstName": "lost", classes: "lost" });
    assert.equal(merged.location, pageOf(w.ids.lea));
    assert.equal((await head.get(location)).status, 404);
    assert.equal(actorOf(w, w.ids.lea)?.firstName, "Lea");
    assert.deepEqual(actorOf(w, w.ids.lea)?.classroomIds, [w.ids.cp]);
    assert.match((await head.get(pageOf(w.ids.lea))).text, /Séparer de nouveau/);
    await undo(head, merged.location);
    assert.equal((await head.get(location)).status, 200);
    assert.deepEqual(actorOf(w, w.ids.lea)?.classroomIds, [w.ids.ce2]);
    await head.post(`${pageOf(w.ids.lea)}/distinction/${double}`);
    assert.match((await head.get(`${base}/doubles`)).text, /Aucune fiche ne semble/);
  });
});
