import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { eq } from "drizzle-orm";
import { write } from "../core/db.ts";
import { accessKeys, people } from "../people/tables.ts";
import { homeWorld } from "../testing/from-home.ts";
import { channelKeys, sealedFiles, syncState } from "./tables.ts";

test("what the portal keeps holds no name, no text and no key of the school", async () => {
  const home = await homeWorld();
  const { board, w } = home;
  const claire = await home.phone("claire");
  const canaries = ["Canari-des-textes", "Canari-du-titre", "0478000000", "canari@exemple.fr", "refus-canari"];
  write(w, (tx) =>
    tx
      .update(people)
      .set({ email: "canari@exemple.fr", address: "12 rue Canari" })
      .where(eq(people.id, w.ids.claire))
      .run(),
  );
  const data = { title: "Canari-du-titre", body: "<p>Canari-des-textes</p>" };
  const word = board.put(w, { channel: { type: "classroom", id: w.ids.ce2 }, data });
  await home.sync();
  const sign = { kind: "tableau.word", action: "sign", entry: word.id, contentHash: word.contentHash };
  await claire.reply({ ...sign, fields: { child: home.publicId("lea"), note: "refus-canari" } });
  await home.sync();

  const files = readdirSync(home.portal.folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const stored = files.map(
    ({ parentPath, name }) => `${join(parentPath, name)}\n${readFileSync(join(parentPath, name), "latin1")}`,
  );
  assert.ok(stored.length > 10);
  const unfolded = stored.join("\n") + stored.map((text) => unfold(text)).join("\n");

  const persons = w.db.select().from(people).all();
  const names = persons.flatMap(({ firstName, lastName, publicId, id }) => [firstName, lastName, publicId, id]);
  const keys = [
    ...w.db
      .select()
      .from(channelKeys)
      .all()
      .map(({ identity }) => identity),
    ...w.db
      .select()
      .from(sealedFiles)
      .all()
      .map(({ identity }) => identity),
    ...w.db
      .select()
      .from(accessKeys)
      .all()
      .flatMap(({ ringKey, replyKey, recipient }) => [ringKey, replyKey, recipient]),
    w.db.select().from(syncState).get()?.boxToken ?? assert.fail("no token"),
    claire.keys.token,
  ];
  const secrets = [...canaries, ...names, ...keys, "École Jules-Ferry", "CE2 de Mme", word.id].filter(
    (text) => text.length > 2,
  );
  const raw = Buffer.from(unfolded, "latin1");
  const leaked = secrets.filter((secret) => raw.includes(Buffer.from(secret, "utf8")));
  assert.deepEqual(leaked, []);
  assert.ok(raw.includes(home.uai), "the search finds what is there");
});

/** What stands in base64 inside a commit. */
const unfold = (text: string): string =>
  [...text.matchAll(/[A-Za-z0-9+/]{80,}={0,2}/g)]
    .map(([folded]) => Buffer.from(folded, "base64").toString("latin1"))
    .join("\n");
