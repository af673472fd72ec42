import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { csvOf } from "./csv.ts";

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");

test("a French spreadsheet opens it: mark, semicolons, CRLF", () => {
  assert.equal(
    text(csvOf(["Nom", "Prénom"], [["Roux", 'Léa "Lili"; dite']])),
    '\ufeffNom;Prénom\r\nRoux;"Léa ""Lili""; dite"\r\n',
  );
});

test("no cell begins a formula, and every other cell is read back as it was", () => {
  const cell = fc.oneof(
    fc.string(),
    fc.constantFrom("=1+1", "+33600000000", "-1", "@SUM(A1)", "\t=1", " =cmd|'/C calc'!A0"),
  );
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 4 }), (cells) => {
      const row: unknown = parse(text(csvOf(cells, [cells])).slice(1), { delimiter: ";", record_delimiter: "\r\n" })[1];
      assert.ok(Array.isArray(row));
      for (const [place, value] of row.entries()) {
        assert.doesNotMatch(String(value), /^\s*[=+\-@]/);
        assert.equal(String(value).replace(/^'(?=\s*[=+\-@\t\r])/, ""), cells[place]);
      }
    }),
  );
});
