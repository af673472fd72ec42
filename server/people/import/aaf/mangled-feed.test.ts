import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { zip } from "../../../testing/zip.ts";
import { countPlan } from "../counts.ts";
import { EmptyBox } from "../fixture.ts";
import { readingContext } from "../imports.ts";
import { type Dropped, type Reading, readDropped, readFiles } from "../read.ts";
import { Refused } from "../refuse.ts";
import { sampleFeed } from "../samples.ts";
import { delta, modify, remove } from "./fixture.ts";

type Mangle = (text: string) => string;

const share = fc.double({ min: 0, max: 1, noNaN: true });
const at = (where: number, length: number): number => Math.min(length - 1, Math.floor(where * length));

const cut = share.map(
  (where): Mangle =>
    (text) =>
      text.slice(0, at(where, text.length)),
);
const dropSign = share.map(
  (where): Mangle =>
    (text) => {
      const place = at(where, text.length);
      return text.slice(0, place) + text.slice(place + 1);
    },
);
const signs = ["<", ">", "&", '"', "\0", "é", "\x80", "]]>", "<!--", "&lol;", "<![CDATA[", "$", "</value>", "<value>"];
const putSign = fc.tuple(share, fc.constantFrom(...signs)).map(
  ([where, sign]): Mangle =>
    (text) => {
      const place = at(where, text.length);
      return text.slice(0, place) + sign + text.slice(place);
    },
);
const otherEncoding = fc.constantFrom("UTF-8", "ISO-8859-1", "windows-1252", "UTF-16", "x-nothing").map(
  (name): Mangle =>
    (text) =>
      text.replace("ISO-8859-15", name),
);
const manyLines = (text: string): string[] => text.split("\n");
const repeat = fc.tuple(share, fc.integer({ min: 1, max: 20 })).map(
  ([where, count]): Mangle =>
    (text) => {
      const lines = manyLines(text);
      const start = 3 + at(where, Math.max(1, lines.length - 5));
      return [
        ...lines.slice(0, start + count),
        ...lines.slice(start, start + count),
        ...lines.slice(start + count),
      ].join("\n");
    },
);
const lose = fc.tuple(share, fc.integer({ min: 1, max: 40 })).map(
  ([where, count]): Mangle =>
    (text) => {
      const lines = manyLines(text);
      return lines.toSpliced(3 + at(where, Math.max(1, lines.length - 5)), count).join("\n");
    },
);
const shuffleIds = fc.tuple(fc.nat(9), fc.nat(9)).map(
  ([a, b]): Mangle =>
    (text) =>
      text.replaceAll(`>1000${a}<`, `>1000${b}<`).replaceAll(`>2000${a}<`, `>1000${b}<`),
);
const swollen = share.map(
  (where): Mangle =>
    (text) => {
      const place = text.indexOf("<value>", at(where, text.length));
      return place < 0 ? text : `${text.slice(0, place)}<value a="${"x".repeat(2_000_000)}">${text.slice(place + 7)}`;
    },
);
const operations = fc.constantFrom("modifyRequest", "deleteRequest", "otherRequest").map(
  (tag): Mangle =>
    (text) =>
      text.replaceAll("addRequest", tag),
);

const mangles = fc.array(
  fc.oneof(
    { arbitrary: fc.oneof(repeat, lose, shuffleIds, dropSign, putSign), weight: 6 },
    { arbitrary: fc.oneof(cut, otherEncoding, swollen, operations), weight: 1 },
  ),
  { minLength: 1, maxLength: 3 },
);

const mangled = (which: number, changes: readonly Mangle[]): Dropped[] =>
  sampleFeed("jules-ferry-2026").map((file, nth) => {
    if (nth !== which) return file;
    const text = Buffer.from(file.bytes).toString("latin1");
    return {
      ...file,
      bytes: Buffer.from(
        changes.reduce((sofar, mangle) => mangle(sofar), text),
        "latin1",
      ),
    };
  });

const readOrRefuse = (box: EmptyBox, files: readonly Dropped[]): Reading | null => {
  try {
    return readFiles(files, readingContext(box.db));
  } catch (error) {
    assert.ok(error instanceof Refused, String(error));
    assert.ok(error.message.length > 20);
    return null;
  }
};

const assertSame = (box: EmptyBox, files: readonly Dropped[]): void => {
  const people = box.count("people");
  const before = box.rows();
  const { pupils, guardians, staff } = countPlan(box.import(files));
  assert.deepEqual([pupils.new, guardians.new, staff.new], [0, 0, 0]);
  assert.deepEqual([pupils.changed, guardians.changed, staff.changed], [0, 0, 0]);
  assert.equal(box.count("people"), people);
  assert.equal(box.rows(), before);
};

it("mangled feeds are refused, or imported whole once: never an exception, never a doubled person", () => {
  let imported = 0;
  let refused = 0;
  fc.assert(
    fc.property(fc.nat(3), mangles, fc.boolean(), (which, changes, isFilled) => {
      const box = new EmptyBox().found();
      if (isFilled) box.import(sampleFeed("jules-ferry-2026"));
      const files = mangled(which, changes);
      const before = box.rows();
      if (readOrRefuse(box, files) === null) {
        refused += 1;
        assert.equal(box.rows(), before);
      } else {
        imported += 1;
        const known = box.count("people");
        const first = countPlan(box.import(files));
        assert.equal(box.count("people"), known + first.pupils.new + first.guardians.new + first.staff.new);
        assert.equal(box.count("guardianships"), first.links);
        assertSame(box, files);
      }
      box.db.$client.close();
    }),
    { numRuns: 60 },
  );
  assert.ok(imported > 10, `${imported} imported`);
  assert.ok(refused > 5, `${refused} refused`);
});

it("deltas of whatever ids and values change nobody twice", () => {
  const id = fc.oneof(
    fc.nat(20).map((n) => String(10_000 + n)),
    fc.nat(20).map((n) => String(20_000 + n)),
    fc.nat(9).map((n) => String(30_000 + n)),
    fc.string({ maxLength: 5 }).map((text) => `x${text.replace(/[^a-z]/g, "")}`),
  );
  const category = fc.constantFrom("Eleve", "PersRelEleve", "PersEducNat");
  const value = fc.oneof(
    id,
    fc.constantFrom("", "9001", "9002", "CP", "9001$$C$7$CP B", "31/02/2017", "01/02/2017", "a@b.fr", "X"),
  );
  const name = fc.constantFrom(
    "ENTPersonNom",
    "ENTPersonMail",
    "ENTPersonClasses",
    "ENTPersonStructRattach",
    "ENTEleveAutoriteParentale",
    "ENTEleveDateSortieStructRattach",
    "ENTPersRelEleveEleve",
    "ENTEleveINE",
  );
  const request = fc.oneof(
    fc
      .tuple(category, id, name, fc.array(value, { maxLength: 3 }))
      .map(([kind, who, what, said]) => modify(kind, who, { [what]: said })),
    fc.tuple(category, id).map(([kind, who]) => remove(kind, who)),
  );
  fc.assert(
    fc.property(fc.array(request, { minLength: 1, maxLength: 8 }), (requests) => {
      const box = new EmptyBox().found();
      box.import(sampleFeed("jules-ferry-2026"));
      const people = box.count("people");
      const files = [delta(...requests)];
      if (readOrRefuse(box, files) !== null) {
        box.import(files);
        assert.equal(box.count("people"), people);
        assertSame(box, files);
      }
      box.db.$client.close();
    }),
    { numRuns: 40 },
  );
});

it("mangled archives are refused, or read", async () => {
  const whole = zip(sampleFeed("jules-ferry-2026"));
  const box = new EmptyBox().found();
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(share, fc.nat(255), fc.boolean(), async (where, byte, isCut) => {
      const place = at(where, whole.length);
      const bytes = Buffer.from(isCut ? whole.subarray(0, place) : whole);
      if (!isCut) bytes[place] = byte;
      try {
        const { records } = await readDropped([{ name: "flux.zip", bytes }], readingContext(box.db));
        assert.ok(records.pupils.length <= 211);
      } catch (error) {
        assert.ok(error instanceof Refused, String(error));
        refused += 1;
      }
    }),
    { numRuns: 60 },
  );
  assert.ok(refused > 10, `${refused} refused`);
});
