import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Zipped, zip } from "../../../testing/zip.ts";
import { type Dropped, readDropped, readFiles } from "../read.ts";
import { readApart } from "../read-apart.ts";
import { Refused } from "../refuse.ts";
import { sampleFeed, sampleFiles } from "../samples.ts";
import { feed, guardian, pupil, structure, teacher, xml } from "./fixture.ts";

const here = { school: { uai: "0690078K", structureKey: null }, learned: new Map() };
const family = [pupil("1", "ROUX", "Léa"), guardian("2", "ROUX", "Anne", ["1"]), teacher("3", "MORIN", "Zoé")];

const refusal = async (files: readonly Dropped[], context = here): Promise<string> => {
  try {
    await readDropped(files, context);
  } catch (error) {
    assert.ok(error instanceof Refused, String(error));
    return error.message;
  }
  return assert.fail("the feed was not refused");
};

const one = (text: string | Uint8Array, name = "ENT_Complet_Eleve_0000.xml"): Dropped[] => [
  { name, bytes: typeof text === "string" ? Buffer.from(text) : text },
];

describe("the sample feed", () => {
  it("is read the same as files, as an archive, here or in a thread", async () => {
    const files = sampleFeed("jules-ferry-2026");
    const { records } = readFiles(files, here);
    assert.deepEqual([records.pupils.length, records.guardians.length, records.staff.length], [211, 284, 9]);
    assert.deepEqual([records.rejected, records.notes], [[], []]);
    assert.deepEqual(records.feed, { isDelta: false, structureKey: "9001", patches: [], departures: [] });
    assert.equal(records.staff.find(({ isDirector }) => isDirector)?.lastName, "LŒUILLE");
    const archive = [{ name: "flux.zip", bytes: zip(files) }];
    const unzipped = await readApart(archive, here);
    assert.deepEqual(
      unzipped.records.pupils.map(({ joinKey }) => joinKey),
      records.pupils.map(({ joinKey }) => joinKey),
    );
    assert.deepEqual((await readApart(files, here)).records, records);
    assert.deepEqual(unzipped.files.map(({ title }) => title).sort(), [
      "Responsables (annuaire académique)",
      "École (annuaire académique)",
      "Élèves (annuaire académique)",
      "Équipe (annuaire académique)",
    ]);
  });
});

describe("which school", () => {
  const others = [
    structure("9001", "0690078K"),
    structure("9002", "0750001U", "École Marie-Curie"),
    ...family,
    pupil("11", "DIALLO", "Imran", { ENTPersonStructRattach: "9002", ENTPersonClasses: "9002$$C$1$CP" }),
    guardian("12", "DIALLO", "Awa", ["11"]),
    teacher("13", "PETIT", "Luc", { ENTPersonStructRattach: "9002" }),
  ];

  it("of a feed with several, this box's alone is read", () => {
    const { records } = readFiles([feed(others)], here);
    const names = [...records.pupils, ...records.guardians, ...records.staff].map(({ firstName }) => firstName);
    assert.deepEqual(names, ["Léa", "Anne", "Zoé"]);
  });

  it("a feed without this box's UAI is refused, and says whose it is", async () => {
    const elsewhere = { school: { uai: "0170055T", structureKey: null }, learned: new Map() };
    assert.match(await refusal([feed(others)], elsewhere), /0170055T.*Jules-Ferry, 0690078K\s; École Marie-Curie/);
    assert.match(await refusal([feed(family)]), /EtabEducNat/);
    assert.match(await refusal([feed([structure("9001", "0690078K")])]), /personne de votre école/);
  });

  it("a delta that does not repeat the UAI is read by the key that an earlier feed told", async () => {
    const known = { school: { uai: "0690078K", structureKey: "9001" }, learned: new Map() };
    const { records } = readFiles([feed(family, "ENT_Delta_Eleve_0000.xml")], known);
    assert.equal(records.pupils.length, 1);
    assert.equal(records.feed?.isDelta, true);
  });

  it("tables and a feed, or a complete feed and a delta, are not mixed", async () => {
    const all = [structure("9001", "0690078K"), ...family];
    assert.match(await refusal([feed(all), ...sampleFiles("jules-ferry-2026")]), /l’un, puis l’autre/);
    assert.match(await refusal([feed(all), feed(all, "ENT_Delta_0.xml")]), /mêlés/);
  });
});

describe("encodings", () => {
  const text = (encoding: string) => xml([structure("9001", "0690078K"), pupil("1", "ŒUVRÉ", "Zoë")], encoding);
  const latin9 = (encoding: string): Buffer => Buffer.from(text(encoding).replaceAll("Œ", "\xbc"), "latin1");
  const nameOf = (bytes: Uint8Array) => {
    const { records } = readFiles(one(bytes), here);
    return [records.pupils[0]?.lastName, records.pupils[0]?.firstName, records.notes.length];
  };

  it("ISO-8859-15 and UTF-8 by declaration, with and without mark", () => {
    assert.deepEqual(nameOf(latin9("ISO-8859-15")), ["ŒUVRÉ", "Zoë", 0]);
    assert.deepEqual(nameOf(Buffer.from(text("UTF-8"))), ["ŒUVRÉ", "Zoë", 0]);
    assert.deepEqual(nameOf(Buffer.from(`\uFEFF${text("utf-8")}`)), ["ŒUVRÉ", "Zoë", 0]);
  });

  it("UTF-8 that is declared as something else is told from it; the contrary is refused", async () => {
    assert.deepEqual(nameOf(Buffer.from(text("ISO-8859-15"))), ["ŒUVRÉ", "Zoë", 1]);
    assert.match(await refusal(one(latin9("UTF-8"))), /abîmé/);
    assert.match(await refusal(one(text("EBCDIC-FR"))), /ebcdic-fr/);
  });
});

describe("what is refused of XML", () => {
  const bomb = `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><ficAlimMENESR><addRequest><attributes><attr name="ENTPersonNom"><value>&b;</value></attr></attributes></addRequest></ficAlimMENESR>`;
  const outside = bomb.replace(/\[.*\]/, '[<!ENTITY b SYSTEM "file:///etc/passwd">]');

  it("entities, inside or outside, and unknown ones", async () => {
    assert.match(await refusal(one(bomb)), /entités/);
    assert.match(await refusal(one(outside)), /entités/);
    assert.match(await refusal(one(bomb.replace(/<!DOCTYPE.*?\]>/, ""))), /abîmé/);
    const { records } = readFiles([feed([structure("9001", "0690078K"), pupil("1", "A &amp; B &#201;", "Léa")])], here);
    assert.equal(records.pupils[0]?.lastName, "A & B É");
  });

  it("another root, a cut file, endless values and endless depth", async () => {
    assert.match(await refusal(one("<?xml version='1.0'?><rss/>")), /n’est pas un flux/);
    const whole = xml(family);
    assert.match(await refusal(one(whole.slice(0, whole.length - 40))), /coupé ou abîmé \(ligne \d+\)/);
    assert.match(await refusal(one(`<ficAlimMENESR><addRequest>${"<a>".repeat(1000)}`)), /abîmé/);
    const long = "x".repeat(3_000_000);
    assert.match(await refusal(one(xml([pupil("1", long, "Léa")]))), /démesurée/);
    assert.match(await refusal(one(`<ficAlimMENESR a="${long}"/>`)), /démesurée/);
  });
});

describe("what is refused of archives", () => {
  const file = (name: string, more: Partial<Zipped> = {}): Zipped => ({
    name,
    bytes: Buffer.from(xml([structure("9001", "0690078K"), ...family])),
    ...more,
  });
  const archive = (...entries: Zipped[]) => refusal([{ name: "flux.zip", bytes: zip(entries) }]);

  it("names that lead outside, other archives, passwords, workbooks, nothing of use", async () => {
    assert.match(await archive(file("../../etc/ENT_Eleve.xml")), /dangereux/);
    assert.match(await archive(file("/ENT_Eleve.xml")), /dangereux/);
    assert.match(await archive(file("a.xml"), { name: "plus.zip", bytes: zip([file("b.xml")]) }), /autre archive/);
    assert.match(await archive({ name: "plus.xml", bytes: zip([file("b.xml")]) }), /abîmée/);
    assert.match(await archive(file("a.xml", { isEncrypted: true })), /mot de passe/);
    assert.match(await archive(file("[Content_Types].xml")), /classeur/);
    assert.match(await archive(file("lisezmoi.txt")), /aucun fichier XML/);
  });

  it("bombs, whatever size they claim, and archives that are cut", async () => {
    const zeros = Buffer.alloc(90 * 1024 * 1024, 32);
    assert.match(await archive({ name: "a.xml", bytes: zeros }), /démesurée/);
    assert.match(await archive({ name: "a.xml", bytes: zeros, claims: 100 }), /abîmée/);
    assert.match(await archive(...Array.from({ length: 150 }, (_, nth) => file(`${nth}.xml`))), /démesurée/);
    const whole = zip([file("a.xml")]);
    assert.match(await refusal([{ name: "flux.zip", bytes: whole.subarray(0, -10) }]), /abîmée/);
  });
});
