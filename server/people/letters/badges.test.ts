import assert from "node:assert/strict";
import { test } from "node:test";
import { pageCount, scan, wordsOf } from "../../testing/pdf.ts";
import { newBadgeText } from "../badges.ts";
import type { BadgeCard } from "./badge-card.ts";
import { printApart } from "./print-apart.ts";

const school = { name: "École Jules-Ferry", uai: "0690078K", phone: "", year: "2026-2027", date: "23 novembre 2026" };
const card = (n: number, hand: BadgeCard["hand"]): BadgeCard => {
  return { name: `Éloïse ${n}`, hand, avatar: "renard", classroom: "CP de M. BENALI", text: newBadgeText() };
};
const print = (sheets: readonly BadgeCard[], tell?: (done: number) => void): Promise<Uint8Array> =>
  printApart({ kind: "badges", school, sheets }, tell);

test("a badge holds a square that a reader reads, in whatever letters its name is written", async () => {
  for (const hand of ["capitals", "script", "cursive"] as const) {
    const one = card(1, hand);
    assert.deepEqual(scan(await print([one])), [one.text], hand);
  }
});

test("eight badges on a page, with the names as on the tiles", async () => {
  const told: number[] = [];
  const nine = Array.from({ length: 9 }, (_, n) => card(n, n === 0 ? "capitals" : "cursive"));
  const pdf = await print(nine, (done) => told.push(done));
  assert.deepEqual([told.at(-1), pageCount(pdf)], [9, 2]);
  const words = wordsOf(pdf);
  if (words !== null) assert.match(words, /ÉLOÏSE 0[\s\S]*Éloïse 1/);
});
