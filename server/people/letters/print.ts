import { setImmediate as letOthersRun } from "node:timers/promises";
import { formatCode } from "../../wire/codes.ts";
import type { IssuedKey } from "../access-keys.ts";
import type { FamilyLetter } from "./families.ts";
import { drawLetter, type LetterSchool } from "./letter.ts";
import { bytesOf, loadQr, newPdf, type Pdf } from "./paper.ts";
import { drawStaffSheet, type StaffSheet } from "./staff-sheet.ts";

export type { LetterSchool, StaffSheet };

/** What is to be printed: one page for each letter, in the order given; or four staff members' sheets on a page. */
export type Order =
  | {
      readonly kind: "families";
      readonly school: LetterSchool;
      readonly letters: readonly (Pick<FamilyLetter, "guardian" | "children"> & { readonly key: IssuedKey })[];
    }
  | { readonly kind: "staff"; readonly school: LetterSchool; readonly sheets: readonly StaffSheet[] };

type Progress = (done: number) => void;

/** Draws one thing after the other and lets others run in between. */
const drawEach = async <T>(doc: Pdf, things: readonly T[], draw: (thing: T, index: number) => void, tell: Progress) => {
  const bytes = bytesOf(doc);
  for (const [index, thing] of things.entries()) {
    draw(thing, index);
    tell(index + 1);
    await letOthersRun();
  }
  doc.end();
  return bytes;
};

/** The PDF's bytes. Throws RangeError when a letter's key has no address: the box has no portal. */
export const print = async (order: Order, tell: Progress): Promise<Uint8Array> => {
  const { school } = order;
  if (order.kind === "staff") {
    const doc = await newPdf("Codes d’activation", school.name);
    return drawEach(doc, order.sheets, (sheet, index) => drawStaffSheet(doc, sheet, index, school.name), tell);
  }
  const doc = await newPdf("Lettres aux familles", school.name);
  const qrOf = await loadQr();
  const draw = ({ guardian, children, key }: (typeof order.letters)[number]): void => {
    if (key.url === null) throw new RangeError("no portal, no address for the letter");
    const address = key.url.replace(/#.*/, "");
    drawLetter(doc, { guardian, children }, school, { code: formatCode(key.code), qr: qrOf(key.url), address });
  };
  return drawEach(doc, order.letters, draw, tell);
};
