import assert from "node:assert/strict";
import { test } from "node:test";
import { type CodeKind, issueKeys, revokeKey } from "../../people/access-keys.ts";
import { prepareSheetWithPhrase } from "../../people/staff-keys.ts";
import type { Browser } from "../browser.ts";
import type { CastName } from "../cast.ts";
import { type World, world } from "../world.ts";

const isIn = async (browser: Browser): Promise<boolean> => (await browser.get("/mon-compte")).status === 200;

const sheetOf = async (w: World, name: CastName, kind: CodeKind | "staff"): Promise<string> => {
  const doing = { ...w.doing("gaelle"), config: w.config };
  if (kind === "staff") {
    const { key, store } = await prepareSheetWithPhrase(doing, w.ids[name], "sous le grand tilleul");
    store();
    return key.code;
  }
  const [issued] = await issueKeys(doing, [w.ids[name]], kind);
  return issued?.code ?? assert.fail("no code");
};

const enter = async (w: World, code: string): Promise<Browser> => {
  const browser = w.stranger();
  await browser.post("/connexion/feuille", { code });
  return browser;
};

test("whoever came in with a sheet is out once it is withdrawn or replaced, not at the end of their session", async () => {
  const w = await world();
  for (const [name, kind] of [
    ["claire", "guardian"],
    ["lea", "pupil"],
  ] as const) {
    const thief = await enter(w, await sheetOf(w, name, kind));
    assert.ok(await isIn(thief));
    w.travel(60_000);
    const fresh = await sheetOf(w, name, kind);
    assert.equal(await isIn(thief), false, `${name}: replaced`);
    w.travel(60_000);
    const holder = await enter(w, fresh);
    assert.ok(await isIn(holder));
    w.travel(60_000);
    revokeKey(w.doing("gaelle"), w.ids[name]);
    assert.equal(await isIn(holder), false, `${name}: withdrawn`);
  }
});

test("a new sheet for a member of staff does not end the session that a password opened", async () => {
  const w = await world();
  const anne = w.as("anne");
  w.travel(60_000);
  await sheetOf(w, "anne", "staff");
  assert.ok(await isIn(anne));
});

test("a clock that ran ahead when a sheet was withdrawn does not keep its holder out for days", async () => {
  const w = await world();
  w.travel(5 * 86_400_000);
  await sheetOf(w, "claire", "guardian");
  const code = await sheetOf(w, "claire", "guardian");
  w.travel(-5 * 86_400_000);
  assert.ok(await isIn(await enter(w, code)));
});

test("no sheet opens the session of somebody who has a password: head, teacher, staff, technician", async () => {
  const w = await world();
  for (const name of ["gaelle", "anne", "sylvie", "theo"] as const)
    for (const kind of ["staff", "guardian"] as const)
      assert.equal(await isIn(await enter(w, await sheetOf(w, name, kind))), false, `${name} ${kind}`);
});

test("a thousand wrong codes from one pupil do not close the door to the families’ sheets", async () => {
  const w = await world();
  const code = await sheetOf(w, "claire", "guardian");
  for (let round = 0; round < 1001; round += 1) await w.stranger().post("/connexion/feuille", { code: "aaaabbbb" });
  assert.equal((await w.stranger().post("/connexion/feuille", { code: "aaaabbbb" })).status, 429);
  assert.ok(await isIn(await enter(w, code)));
});

test("a code comes back in no address, no header and no other page", async () => {
  const w = await world();
  const code = await sheetOf(w, "claire", "guardian");
  const browser = w.stranger();
  const answer = await browser.post("/connexion/feuille", { code });
  const home = await browser.get(answer.location);
  for (const { headers, text, location } of [answer, home]) {
    assert.equal(`${JSON.stringify([...headers])}${text}${location}`.includes(code), false);
    assert.equal(headers.get("access-control-allow-origin"), null);
  }
  assert.equal(home.headers.get("cache-control"), "no-store");
  const wrong = await w.stranger().post("/connexion/feuille", { code: `"><script>alert(1)</script>` });
  assert.doesNotMatch(wrong.text, /<script>alert/);
});
