import assert from "node:assert/strict";
import { test } from "node:test";
import type { Parents } from "../../parents/index.ts";
import { homeWorld, newBoard, parentsOf, uai } from "../../testing/from-home.ts";
import { openPortal } from "../../testing/portal.ts";
import { type World, world } from "../../testing/world.ts";
import synchronisation from "./index.ts";

const home = "/direction/synchronisation";

/** A school whose pages stand on the real line to a portal. */
const connectable = async (): Promise<{
  w: World;
  parents: () => Parents;
  portal: Awaited<ReturnType<typeof openPortal>>;
}> => {
  const portal = await openPortal();
  let parents: Parents | undefined;
  const w = await world({
    features: [synchronisation],
    sync: (deps) => {
      parents = parentsOf({ ...deps } as World, newBoard(), portal.url);
      return parents.port;
    },
  });
  return { w, portal, parents: () => parents ?? assert.fail("no line") };
};

test("the head connects the box with the one-time code; a wrong one is explained next to its field", async () => {
  const { w, portal, parents } = await connectable();
  const gaelle = w.as("gaelle");
  assert.match((await gaelle.get(home)).text, /Code de raccordement/);
  const post = (url: string, oneTimeToken: string) => gaelle.post(`${home}/raccordement`, { url, oneTimeToken });
  const code = await portal.invite(uai);
  for (const [url, token, words] of [
    ["portail", code, /commence par https/],
    ["http://portail.exemple.fr", code, /en http, le code pourrait être lu/],
    [portal.url, "ABCD", /contient une faute/],
    ["http://127.0.0.1:9", code, /ne répond pas/],
  ] as const) {
    const refused = await post(url, token);
    assert.equal(refused.status, 422);
    assert.match(refused.text, words);
    assert.equal(refused.text.includes(code), false, "the code is not shown again");
  }
  const accepted = await post(portal.url, code);
  assert.equal(accepted.status, 303);
  await parents().once();
  const page = await gaelle.get(home);
  assert.match(page.text, /Les familles sont à jour/);
  assert.match(page.text, new RegExp(portal.url));
  assert.equal(parents().port.status().isConfigured, true);
});

test("the page tells what went and what is to be looked at, and lets the head decide", async () => {
  const at = await homeWorld();
  const { board } = at;
  const claire = await at.phone("claire");
  const word = board.put(at.w, { channel: { type: "school" } });
  await at.sync();
  const said = { kind: "tableau.word", entry: word.id, contentHash: word.contentHash };
  await claire.reply({ ...said, action: "inconnue", fields: { child: "<script>alert(1)</script>" } });
  await at.sync();
  const w = await world({ features: [synchronisation], sync: () => at.parents.port });
  const gaelle = w.as("gaelle");
  const page = await gaelle.get(home);
  assert.match(page.text, /1.publication, 1.accès/);
  assert.match(page.text, /De Mme El Amrani/);
  assert.equal(page.text.includes("<script>alert"), false);
  const id = /quarantaine\/([0-9a-f-]{36})\/essai/.exec(page.text)?.[1] ?? assert.fail("no reply");
  await gaelle.post(`${home}/quarantaine/${id}/essai`);
  assert.match((await gaelle.get(home)).text, /ne connaît pas cette demande/);
  await gaelle.post(`${home}/quarantaine/${id}/rangement`);
  const dismissed = await gaelle.get(home);
  assert.match(dismissed.text, new RegExp(`quarantaine/${id}/retour`), "it can be undone");
  assert.equal(dismissed.text.includes("De Mme El Amrani"), false);
  await gaelle.post(`${home}/quarantaine/${id}/retour`);
  assert.match((await gaelle.get(home)).text, /De Mme El Amrani/);
});

test("without a line the page says that everything goes on, and works without JavaScript", async () => {
  const at = await homeWorld({ through: async () => "http://127.0.0.1:9" });
  await at.phone("claire");
  at.board.put(at.w, { channel: { type: "school" } });
  await assert.rejects(at.sync());
  const w = await world({ features: [synchronisation], sync: () => at.parents.port });
  const gaelle = w.as("gaelle");
  const page = await gaelle.get(home);
  assert.match(page.text, /Sans Internet : tout continue/);
  assert.match(page.text, /En attente<\/dt><dd class="text-sun">2</);
  assert.equal((await gaelle.post(`${home}/envoi`)).location, home);
  const fragment = await gaelle.get(home, { "hx-request": "true" });
  assert.match(fragment.text.trimStart(), /^<div class="stack" id="sync-state"/);
  assert.equal(fragment.text.includes("every 2s"), false, "nothing is asked again while nothing runs");
});
