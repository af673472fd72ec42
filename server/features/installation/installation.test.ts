import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { issueKeys } from "../../people/access-keys.ts";
import { issueActivationCode } from "../../people/credentials.ts";
import { getSchool } from "../../people/school.ts";
import { ensureSetupCode } from "../../people/setup-code.ts";
import { accessKeys, accounts } from "../../people/tables.ts";
import { type World, world } from "../../testing/world.ts";
import connexion from "../connexion/index.ts";
import installation from "./index.ts";

const features = [installation, connexion];
const fresh = (): Promise<World> => world({ features, hasSchool: false });
const password = "tournesol violet du jardin";
const formOf = (w: World) => ({
  code: ensureSetupCode(w.config.DATA_DIR),
  nom: "École Jules-Ferry",
  uai: "0690078k",
  zone: "A",
  telephone: "04 78 00 00 00",
  civilite: "Mme",
  prenom: "Gaëlle",
  nomDeFamille: "LŒUILLE",
  motDePasse: password,
  encore: password,
});

test("while there is no school, every way leads to the wizard", async () => {
  const w = await fresh();
  for (const path of ["/connexion", "/connexion/classe", "/mon-compte"])
    assert.equal((await w.stranger().get(path)).location, "/installation", path);
  assert.equal((await w.stranger().get("/installation")).status, 200);
});

test("code, school, head: a school, a session, a recovery code, and the wizard is gone", async () => {
  const w = await fresh();
  const head = w.stranger();
  const form = formOf(w);
  const code = await head.post("/installation", { code: form.code.toUpperCase() });
  assert.match(code.text, /action="\/installation\/ecole"/);
  const school = await head.post("/installation/ecole", form);
  assert.match(school.text, /action="\/installation\/direction"/);
  assert.match(school.text, /name="uai" value="0690078K"/);
  const done = await head.post("/installation/direction", form);
  assert.equal(done.status, 200);
  const recovery = [...done.text.matchAll(/code-group">([0-9A-Z]{4})</g)].map(([, group]) => group).join("-");
  assert.match(recovery, /^([0-9A-Z]{4}-){4}[0-9A-Z]{4}$/);
  assert.equal((await head.get("/mon-compte")).status, 200, "signed in");
  assert.equal(getSchool(w.db)?.uai, "0690078K");
  assert.ok(!JSON.stringify(w.db.select().from(accounts).all()).includes(recovery.replaceAll("-", "")));
  assert.ok(!existsSync(join(w.config.DATA_DIR, "keys/setup-code")), "the set-up code is gone");
  for (const path of ["/installation", "/installation/ecole", "/installation/direction"])
    assert.equal((await w.stranger().post(path, form)).status, 404, path);
  assert.equal((await w.stranger().get("/installation")).status, 404);
  const signIn = { identifiant: "gaelle.loeuille", motDePasse: password };
  assert.equal((await w.stranger().post("/connexion", signIn)).status, 303);
  const chosen = { code: recovery, motDePasse: "orage tambour cerise lune", encore: "orage tambour cerise lune" };
  const back = await w.stranger().post("/connexion/activation/mot-de-passe", chosen);
  assert.deepEqual([back.status, back.location], [303, "/mon-compte"], "the recovery code opens the account");
});

test("the head's home page tells what to do first, until it is done", async () => {
  const w = await world();
  w.db.delete(accessKeys).run();
  const head = w.as("gaelle");
  const before = (await head.get("/accueil")).text;
  assert.match(before, /Pour commencer/);
  assert.match(before, /href="\/direction\/annuaire\/import"/);
  assert.doesNotMatch((await w.as("anne").get("/accueil")).text, /Pour commencer/);
  await issueKeys({ ...w.doing("gaelle"), config: w.config }, [w.ids.claire], "guardian");
  issueActivationCode(w.doing("gaelle"), w.ids.anne);
  assert.doesNotMatch((await head.get("/accueil")).text, /Pour commencer/);
});

test("without the set-up code nothing is created, and wrong ones must wait", async () => {
  const w = await fresh();
  const form = { ...formOf(w), code: "aaaa-aaaa-aaaa" };
  const statuses: number[] = [];
  for (let round = 0; round < 8; round += 1)
    statuses.push((await w.stranger().post("/installation/direction", form)).status);
  assert.deepEqual([statuses[0], statuses[7]], [422, 429]);
  assert.equal(getSchool(w.db), undefined);
  w.travel(31_000);
  assert.equal((await w.stranger().post("/installation/direction", formOf(w))).status, 200);
});

test("what is wrong is said beside its field, on the step that asks for it", async () => {
  const w = await fresh();
  const form = formOf(w);
  const school = await w.stranger().post("/installation/ecole", { ...form, uai: "0690078A", telephone: "12" });
  assert.equal(school.status, 422);
  assert.match(school.text, /id="f-uai-error"/);
  assert.match(school.text, /id="f-telephone-error"/);
  assert.match(school.text, /value="École Jules-Ferry"/, "what was entered is kept");
  const easy = { ...form, motDePasse: "JulesFerry2026", encore: "JulesFerry2026" };
  const head = await w.stranger().post("/installation/direction", easy);
  assert.equal(head.status, 422);
  assert.match(head.text, /trop facile à deviner/);
  assert.doesNotMatch(head.text, /JulesFerry2026/, "a password never comes back");
  assert.equal(getSchool(w.db), undefined);
});

test("the set-up code stays the same until there is a school, and only its owner can read it", async () => {
  const w = await fresh();
  const code = ensureSetupCode(w.config.DATA_DIR);
  assert.match(code, /^[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}$/);
  assert.equal(ensureSetupCode(w.config.DATA_DIR), code);
  const file = join(w.config.DATA_DIR, "keys/setup-code");
  assert.equal(readFileSync(file, "utf8").trim(), code);
  assert.equal(statSync(file).mode & 0o777, 0o600);
});
