import assert from "node:assert/strict";
import { test } from "node:test";
import argon2 from "argon2";
import { world } from "../testing/world.ts";
import {
  activate,
  findByCode,
  hashSecret,
  isOutdated,
  issueActivationCode,
  setPassword,
  verifySecret,
} from "./credentials.ts";
import { codeAlphabet } from "./credentials-codes.ts";
import { isCommonPassword } from "./credentials-rules.ts";
import { newPictures, pictureIds, readPictures } from "./pictures.ts";
import { accounts } from "./tables.ts";

test("secrets are argon2id with 19 MiB, two passes, one lane; the same secret never twice the same", async () => {
  const [one, two] = await Promise.all([hashSecret("orage tambour"), hashSecret("orage tambour")]);
  assert.match(one, /^\$argon2id\$v=19\$m=19456,(p=1,t=2|t=2,p=1)\$/);
  assert.notEqual(one, two);
  assert.equal(await verifySecret(one, "orage tambour"), true);
  assert.equal(await verifySecret(one, "orage tambou"), false);
  assert.equal(isOutdated(one), false);
  assert.equal(isOutdated(one.replace("m=19456", "m=4096")), true);
});

/** What a PHC string says of the work it costs: algorithm, version and parameters, in whatever order. */
const workOf = (hash: string): string[] =>
  hash
    .split(/[$,]/)
    .filter((part) => /^(argon2|v=|m=|t=|p=)/.test(part))
    .sort();

test("without a hash nothing fits, and a whole argon2 of today's cost runs all the same", async (t) => {
  const known = await hashSecret("orage tambour");
  const verify = t.mock.method(argon2, "verify");
  for (const hash of [known, null, undefined]) assert.equal(await verifySecret(hash, "pas le bon"), false);
  const { calls } = verify.mock;
  assert.equal(calls.length, 3);
  for (const { arguments: given, result } of calls) {
    assert.deepEqual(workOf(given[0]), workOf(known));
    assert.equal(await result, false, "computed to its end, and compared");
  }
});

test("what everybody tries first is refused, whatever its disguise; words without a link are taken", () => {
  const personal = ["Anne", "MORIN", "École Jules-Ferry"];
  const easy = [
    "motdepasse1234",
    "M0td3p@sse2026!",
    "Jules-Ferry2026",
    "azertyuiop12",
    "aaaaaaaaaaaa",
    "abababababab",
    "Bonjour123456!",
    "anne.morin.2026",
    "123456789012",
    "lundi mardi 12",
    "iloveyou1234",
    "Chocolat2024!",
    "marseille13000",
    "OlympiqueLyon69",
    "Isabelle1975*",
    "minecraft12345",
    "vacances2026!!",
    "Ecole-Maternelle1",
    "cantine-garderie",
    "JeTaimeMonCoeur",
    "bretagne29200",
    "atsemecole2026",
    "Noel25decembre",
  ];
  for (const password of easy) assert.equal(isCommonPassword(password, personal), true, password);
  const good = [
    "girafe violon tempete orage",
    "la pluie tombe dru ce soir",
    "xK9!vQ2#mPz7",
    "correct cheval batterie agrafe",
    "tournesol violet du jardin",
    "orage tambour cerise lune",
    "sous-le-marronnier",
    "trois hiboux comptent leurs choux",
  ];
  for (const password of good) assert.equal(isCommonPassword(password, personal), false, password);
});

test("a long password that tries to tire the check is judged quickly", () => {
  const startedAt = performance.now();
  for (const piece of ["abcd", "a", "1234x", "azerty "]) isCommonPassword(piece.repeat(100).slice(0, 200), ["Anne"]);
  assert.ok(performance.now() - startedAt < 2000);
});

test("activation codes: eight characters of the alphabet, a new one voids the former", async () => {
  const w = await world({ features: [] });
  const head = w.doing("gaelle");
  const first = issueActivationCode(head, w.ids.anne);
  const second = issueActivationCode(head, w.ids.anne);
  for (const code of [first, second]) {
    assert.equal(code.length, 8);
    for (const character of code) assert.ok(codeAlphabet.includes(character));
  }
  assert.equal(findByCode(w, first), undefined);
  assert.equal(findByCode(w, second)?.personId, w.ids.anne);
  assert.ok(!JSON.stringify(w.db.select().from(accounts).all()).includes(second));
  for (const typed of ["", " ", "--------", "aaaaaaaa"])
    await assert.rejects(activate(w, typed, "orage tambour cerise lune"), { field: "code" });
});

test("a password of somebody unknown changes nothing", async () => {
  const w = await world({ features: [] });
  await assert.rejects(setPassword(w.doing("gaelle"), "personne", "orage tambour cerise lune"), { status: 409 });
});

test("pictures are three different ones of twelve, all of them drawn sooner or later", () => {
  assert.equal(new Set(pictureIds).size, 12);
  const seen = new Set<string>();
  for (let round = 0; round < 500; round += 1) {
    const drawn = newPictures();
    assert.equal(new Set(drawn).size, 3);
    assert.deepEqual(readPictures(drawn), drawn);
    for (const id of drawn) seen.add(id);
  }
  assert.equal(seen.size, 12);
  assert.equal(readPictures(["chat", "chat"]), undefined);
  assert.equal(readPictures(["chat", "soleil", "dragon"]), undefined);
});
