import assert from "node:assert/strict";
import { it } from "node:test";
import { zip } from "../../../testing/zip.ts";
import { applyImport } from "../apply.ts";
import { countPlan } from "../counts.ts";
import { EmptyBox } from "../fixture.ts";
import { readingContext, stageImport } from "../imports.ts";
import { readApart } from "../read-apart.ts";
import { feed, guardian, pupil, structure } from "./fixture.ts";

const firstNames = ["Léa", "Hugo", "Zoé", "Imran", "Emma", "Noé", "Lou", "Malo"];
const letters = (n: number): string =>
  n.toString(26).replace(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 26)));
const two = (n: number): string => String(n).padStart(2, "0");

/** 3,000 pupils of 2,250 families, whose names often meet, with two guardians each: as one département's tool sends them. */
const largeFeed = () => {
  const [pupils, guardians]: [string[], string[]] = [[], []];
  for (let family = 0; family < 2250; family += 1) {
    const name = `FAMILLE${letters(family % 1800).toUpperCase()}`;
    const ids = Array.from({ length: family % 3 === 0 ? 2 : 1 }, (_, nth) => String(100_000 + family * 2 + nth));
    const adults = [String(200_000 + family * 2), String(200_001 + family * 2)];
    ids.forEach((id, nth) => {
      const room = (family * 7 + nth) % 110;
      pupils.push(
        pupil(id, name, `${firstNames[(family + nth) % 8]}${nth === 0 ? "" : letters(family)}`, {
          ENTPersonDateNaissance: `${two(1 + (family % 28))}/${two(1 + (family % 9))}/${2015 + (family % 8)}`,
          ENTEleveINE: `${100_000_000 + family * 10 + nth}AB`,
          ENTPersonClasses: `9001$$C$${room}$Classe ${room}`,
          ENTEleveAutoriteParentale: adults,
        }),
      );
    });
    adults.forEach((id, nth) => {
      const more = { ENTPersonCivilite: nth === 0 ? "Mme" : "M.", ENTPersonMail: `p${id}@exemple.fr` };
      guardians.push(guardian(id, name, `${nth === 0 ? "Anne" : "Paul"}${letters(family)}`, ids, more));
    });
  }
  return [
    feed([structure("9001", "0690078K")], "ENT_Complet_EtabEducNat_0000.xml"),
    feed(pupils, "ENT_Complet_Eleve_0000.xml"),
    feed(guardians, "ENT_Complet_PersRelEleve_0000.xml"),
  ];
};

it("3,000 pupils and 4,500 guardians from an archive: a few seconds, in bounded memory, and nobody is doubled", async () => {
  const box = new EmptyBox().found();
  const archive = [{ name: "flux.zip", bytes: zip(largeFeed()) }];
  const run = async () => {
    const startedAt = performance.now();
    const reading = await readApart(archive, readingContext(box.db));
    const readMs = performance.now() - startedAt;
    const plan = countPlan(applyImport(box.importing, stageImport(box.importing, reading), reading.records));
    return { plan, readMs, wholeMs: performance.now() - startedAt };
  };
  const { plan: first, wholeMs } = await run();
  assert.ok(wholeMs < 15_000, `${wholeMs} ms`);
  assert.deepEqual(
    [first.pupils.new, first.guardians.new, first.guardians.waiting, first.links],
    [3000, 4500, 0, 6000],
  );
  assert.equal(box.count("guardianships", "authority = 'held'"), 6000);
  const { plan: again } = await run();
  assert.deepEqual([again.pupils.unchanged, again.guardians.unchanged, again.links], [3000, 4500, 6000]);
});
