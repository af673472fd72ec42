import { setImmediate as letOthersRun } from "node:timers/promises";
import type { QRCode } from "qrcode";
import { formatCode } from "../../wire/codes.ts";
import type { IssuedKey } from "../access-keys.ts";
import { type BadgeCard, drawAvatars, drawBadgeCard } from "./badge-card.ts";
import type { FamilyLetter } from "./families.ts";
import { drawLetter, type LetterKey } from "./letter.ts";
import { bytesOf, type LetterSchool, loadQr, newPdf, type Pdf } from "./paper.ts";
import { drawPochette, type PochetteSheet } from "./pochette-sheet.ts";
import { drawPupilCard, type PupilCard } from "./pupil-card.ts";
import { drawStaffLetter, type StaffLetter } from "./staff-letter.ts";
import { drawStaffSheet, type StaffSheet } from "./staff-sheet.ts";

export type { LetterSchool, StaffSheet };

/** What is to be printed: one page for each letter, in the order given; or small sheets, several to a page. */
export type Order =
  | {
      readonly kind: "families";
      readonly school: LetterSchool;
      readonly letters: readonly (Pick<FamilyLetter, "guardian" | "children"> & { readonly key: IssuedKey })[];
    }
  | { readonly kind: "staff"; readonly school: LetterSchool; readonly sheets: readonly StaffSheet[] }
  | {
      readonly kind: "staff-home";
      readonly school: LetterSchool;
      readonly sheets: readonly (StaffLetter & { readonly key: IssuedKey })[];
    }
  | { readonly kind: "badges"; readonly school: LetterSchool; readonly sheets: readonly BadgeCard[] }
  | {
      readonly kind: "pupils-home";
      readonly school: LetterSchool;
      readonly sheets: readonly (PupilCard & { readonly key: IssuedKey })[];
    }
  | { readonly kind: "pochettes"; readonly school: LetterSchool; readonly sheets: readonly PochetteSheet[] };

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
  if (order.kind === "badges") return printBadges(order.sheets, school, tell);
  const doc = await newPdf(titles[order.kind], school.name);
  const qrOf = await loadQr();
  if (order.kind === "pochettes")
    return drawEach(doc, order.sheets, (sheet) => drawPochette(doc, sheet, qrOf(sheet.url), school), tell);
  const keyOf = letterKeys(qrOf);
  if (order.kind === "staff-home")
    return drawEach(doc, order.sheets, ({ key, ...sheet }) => drawStaffLetter(doc, sheet, school, keyOf(key)), tell);
  if (order.kind === "pupils-home")
    return drawEach(doc, order.sheets, ({ key, ...card }, at) => drawPupilCard(doc, card, at, keyOf(key)), tell);
  return drawEach(doc, order.letters, ({ key, ...letter }) => drawLetter(doc, letter, school, keyOf(key)), tell);
};

const printBadges = async (cards: readonly BadgeCard[], school: LetterSchool, tell: Progress): Promise<Uint8Array> => {
  const avatars = await drawAvatars(cards);
  const qrOf = await loadQr();
  const doc = await newPdf("Badges des élèves", school.name);
  return drawEach(
    doc,
    cards,
    (card, at) => drawBadgeCard(doc, card, at, qrOf(card.text), avatars.get(card.avatar)),
    tell,
  );
};

const titles = {
  families: "Lettres aux familles",
  "staff-home": "Feuille pour la maison",
  "pupils-home": "Cartes des élèves",
  pochettes: "Pochettes remplaçant",
} as const;

const letterKeys =
  (qrOf: (content: string) => QRCode) =>
  ({ code, url }: IssuedKey): LetterKey => {
    if (url === null) throw new RangeError("no portal, no address for the letter");
    return { code: formatCode(code), qr: qrOf(url), address: url.replace(/#.*/, "") };
  };
