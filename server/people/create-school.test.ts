import assert from "node:assert/strict";
import { test } from "node:test";
import { eq } from "drizzle-orm";
import { world } from "../testing/world.ts";
import { loadActor } from "./actor.ts";
import { createSchool } from "./create-school.ts";
import { activate, verifySecret } from "./credentials.ts";
import { currentYear, getSchool } from "./school.ts";
import { accounts } from "./tables.ts";

const wanted = {
  name: "École Marie-Curie",
  uai: "0690078K",
  zone: "A",
  phone: "04 78 00 00 00",
  head: { firstName: "Éloïse", lastName: "NÈGRE", title: "Mme" },
} as const;

test("a school, its year and its head come into being at once", async () => {
  const w = await world({ features: [], hasSchool: false });
  const doing = { ...w, actor: null };
  const { headId, login, activationCode, recoveryCode } = await createSchool(doing, wanted);
  assert.equal(login, "eloise.negre");
  assert.match(activationCode ?? "", /^[abcdefghjkmnprstvwxyz3456789]{8}$/);
  assert.match(recoveryCode, /^([0-9A-Z]{4}-){4}[0-9A-Z]{4}$/);
  assert.equal(getSchool(w.db)?.name, "École Marie-Curie");
  assert.equal(currentYear(w.db).label, "2026-2027");
  assert.equal(loadActor(w.db, headId, w.clock.today())?.isHead, true);
  const kept = JSON.stringify(w.db.select().from(accounts).where(eq(accounts.personId, headId)).get());
  for (const secret of [activationCode ?? "?", recoveryCode, recoveryCode.replaceAll("-", "")])
    assert.ok(!kept.includes(secret), "codes are kept hashed");
});

test("there is only ever one school", async () => {
  const w = await world({ features: [], hasSchool: false });
  const doing = { ...w, actor: null };
  const both = await Promise.allSettled([
    createSchool(doing, { ...wanted, password: "tournesol violet du jardin" }),
    createSchool(doing, { ...wanted, password: "tournesol violet du jardin" }),
  ]);
  assert.deepEqual(both.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
});

test("a wrong letter in the UAI and an easy password are refused by field", async () => {
  const w = await world({ features: [], hasSchool: false });
  const doing = { ...w, actor: null };
  await assert.rejects(createSchool(doing, { ...wanted, uai: "0690078A" }), { field: "uai" });
  await assert.rejects(createSchool(doing, { ...wanted, password: "Marie-Curie2026" }), { field: "motDePasse" });
  assert.equal(getSchool(w.db), undefined);
});

test("the recovery code opens the account once, and what it set is the password", async () => {
  const w = await world({ features: [], hasSchool: false });
  const { headId, recoveryCode } = await createSchool(
    { ...w, actor: null },
    { ...wanted, password: "tournesol violet du jardin" },
  );
  assert.equal(await activate(w, recoveryCode.toLowerCase().replaceAll("-", " "), "orage tambour cerise lune"), headId);
  const account = w.db.select().from(accounts).where(eq(accounts.personId, headId)).get();
  assert.equal(await verifySecret(account?.passwordHash, "orage tambour cerise lune"), true);
  assert.equal(await verifySecret(account?.passwordHash, "tournesol violet du jardin"), false);
  await assert.rejects(activate(w, recoveryCode, "encore un autre sans rapport"), { field: "code" });
});
