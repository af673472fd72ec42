import assert from "node:assert/strict";
import { test } from "node:test";
import { tellApart } from "./tell-apart.ts";

const named = (...names: readonly string[]) =>
  names.map((name) => {
    const [firstName = "", lastName = ""] = name.split(" ");
    return { firstName, lastName };
  });

test("a first name alone says enough, until two share it", () => {
  assert.deepEqual(tellApart(named("Léa ROUX", "Hugo ROUX")), ["Léa", "Hugo"]);
  assert.deepEqual(tellApart(named("Léa ROUX", "Lea MARTIN")), ["Léa R.", "Lea M."]);
  assert.deepEqual(tellApart(named("Léa MOREL", "Léa MARTIN", "Léa DURAND")), ["Léa Mo.", "Léa Ma.", "Léa D."]);
});

test("a name that begins another, and two who share everything", () => {
  assert.deepEqual(tellApart(named("Tom LE", "Tom LEROY")), ["Tom Le", "Tom Ler."]);
  assert.deepEqual(tellApart(named("Léa ROUX", "Léa ROUX")), ["Léa Roux", "Léa Roux"]);
});
