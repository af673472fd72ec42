import assert from "node:assert/strict";
import { test } from "node:test";
import { canWriteTo } from "../../people/families/correspondence.ts";
import { world } from "../../testing/world.ts";

test("the head reads the matrix, opens a class for its parents, and closes it", async () => {
  const w = await world();
  const head = w.as("gaelle");
  const path = `/direction/correspondances/${w.ids.ce2}`;
  const mayWrite = (): boolean => canWriteTo(w.doing("nadia"), w.ids.claire);
  assert.match(
    (await head.get("/direction/correspondances")).text,
    /Les parents[\s\S]*sauf dans les classes que vous ouvrez/,
  );
  assert.equal(mayWrite(), false);
  await head.post(path, { entre: "guardians", ouvrir: "oui" });
  assert.match((await head.get("/direction/correspondances")).text, /Entre parents\u00a0: ouvert/);
  assert.equal(mayWrite(), true);
  await head.post(path, { entre: "guardians", ouvrir: "non" });
  assert.equal(mayWrite(), false);
});
