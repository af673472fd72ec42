import type { QRCode } from "qrcode";
import { familyName } from "../names.ts";
import type { FamilyLetter, LetterChild } from "./families.ts";
import {
  drawPageHead,
  drawQr,
  ink,
  type LetterSchool,
  line,
  mm,
  type Pdf,
  printable,
  sizeThatFits,
  sky,
  soft,
  write,
} from "./paper.ts";
import { advice, charter, intro, privacy, steps, title, withoutCamera } from "./words.ts";

export interface LetterKey {
  /** Five groups of four. */
  readonly code: string;
  /** Of the address that carries the code. */
  readonly qr: QRCode;
  /** Where a person without a camera types the code. */
  readonly address: string;
}

const left = mm(20);
const width = mm(170);

type Guardian = FamilyLetter["guardian"];

/** The lines that stand in the envelope's window. */
export const addressLines = (guardian: Guardian): string[] => {
  const { title: civility, firstName, address, postcode, city, country } = guardian;
  const name = [civility, firstName, familyName(guardian)].filter(Boolean).join(" ");
  const town = [postcode, city].filter(Boolean).join(" ");
  const abroad = country !== null && !/^france$/i.test(country) ? country : "";
  const rest = [...(address ?? "").split(/\r?\n/), town, abroad]
    .map((text) => text.trim())
    .filter((text) => text !== "");
  return rest.length === 0 ? [name, "À remettre en main propre"] : [name, ...rest];
};

/**
 * One family's sheet, on one A4 page. Folded in three, its address shows in a DL envelope's window (100 mm wide, 35 or
 * 45 mm high, 20 mm from the right and the bottom) wherever the sheet slides: 105 to 187 mm from the left, 55 to 80 mm
 * from the top; nothing else that is private stands where the window may pass.
 */
export const drawLetter = (
  doc: Pdf,
  letter: Pick<FamilyLetter, "guardian" | "children">,
  school: LetterSchool,
  key: LetterKey,
): void => {
  doc.addPage();
  drawHead(doc, school, letter.children);
  drawAddress(doc, letter.guardian);
  drawSteps(doc, key, { title, intro, steps });
  drawCode(doc, key);
  drawAdvice(doc, advice(school.phone));
  drawNotice(doc, school);
};

const drawHead = (doc: Pdf, school: LetterSchool, children: readonly LetterChild[]): void => {
  drawPageHead(doc, school);
  drawChildren(doc, children);
};

/** Beyond this the children are told in one paragraph, cut where the space ends. */
const smallest = 7.5;

const drawChildren = (doc: Pdf, children: readonly LetterChild[]): void => {
  const column = { x: left, width: mm(66) };
  const top = write(doc, "Pour suivre à l’école", { ...column, y: mm(46), size: 10, colour: soft }) + 3;
  const room = { width: column.width, height: mm(92) - top - 3 * children.length };
  const lines = children.flatMap(({ name, classroom }) => [name, classroom]).filter((text) => text !== "");
  const size = sizeThatFits(doc.font("bold"), lines, { ...room, sizes: [11, 10, 9, 8, smallest] });
  if (size === smallest && doc.fontSize(size).heightOfString(lines.join("\n"), room) > room.height) {
    const names = printable(children.map(({ name }) => name).join(", "));
    doc
      .font("bold")
      .fillColor(ink)
      .text(names, left, top, { ...room, ellipsis: true });
    return;
  }
  let y = top;
  for (const { name, classroom } of children) {
    y = write(doc, name, { ...column, y, size, font: "bold" });
    if (classroom !== "") y = write(doc, classroom, { ...column, y, size: size - 0.5, colour: soft });
    y += 3;
  }
};

const drawAddress = (doc: Pdf, guardian: Guardian): void => {
  const box = { width: mm(82), height: mm(25) };
  const lines = addressLines(guardian);
  const size = sizeThatFits(doc.font("regular"), lines, { ...box, sizes: [11, 10, 9, 8, 7] });
  write(doc, lines.join("\n"), { x: mm(105), y: mm(55), width: box.width, size });
};

export interface HowTo {
  readonly title: string;
  readonly intro: string;
  readonly steps: readonly (readonly [heading: string, words: string])[];
}

/** The square to aim at and what to do with it, from 96 mm to 172 mm. */
export const drawSteps = (doc: Pdf, key: LetterKey, how: HowTo): void => {
  const below = write(doc, how.title, { x: left, y: mm(96), width, size: 20, font: "bold", colour: sky });
  write(doc, how.intro, { x: left, y: below + 3, width, size: 10.5, gap: 1 });
  const top = mm(119);
  doc.roundedRect(left, top, mm(52), mm(52), 6).lineWidth(1).stroke(line);
  drawQr(doc, key.qr, left + mm(1), top + mm(1), mm(50));
  let y = top + 2;
  for (const [index, [heading, words]] of how.steps.entries()) {
    const x = left + mm(60);
    doc.circle(x + 9, y + 9, 9).fill(sky);
    write(doc, String(index + 1), {
      x,
      y: y + 3,
      width: 18,
      size: 10.5,
      font: "bold",
      colour: "#ffffff",
      align: "center",
    });
    const text = { x: x + 26, width: mm(110) - 26 };
    const after = write(doc, heading, { ...text, y: y + 1, size: 12, font: "bold" });
    y = write(doc, words, { ...text, y: after + 1, size: 10, gap: 0.5 }) + 10;
  }
};

/** The code in letters, from 176 mm to 200 mm. */
export const drawCode = (doc: Pdf, key: LetterKey): void => {
  const top = mm(176);
  doc.roundedRect(left, top, width, mm(24), 6).fill("#e5eff7");
  const inside = { x: left + 12, width: width - 24, align: "center" as const };
  const below = write(doc, withoutCamera, { ...inside, y: top + 8, size: 9.5, colour: soft });
  const after = write(doc, key.address, { ...inside, y: below + 1, size: 11, font: "bold", colour: sky });
  write(doc, key.code, { ...inside, y: after + 2, size: 20, font: "bold", colour: ink });
};

const columns = 3;
const gutter = mm(6);

/** Three columns, from 204 mm on. */
export const drawAdvice = (doc: Pdf, columnsOfWords: HowTo["steps"]): void => {
  const columnWidth = (width - gutter * (columns - 1)) / columns;
  for (const [index, [heading, words]] of columnsOfWords.entries()) {
    const x = left + index * (columnWidth + gutter);
    const below = write(doc, heading, { x, y: mm(204), width: columnWidth, size: 10.5, font: "bold" });
    write(doc, words, { x, y: below + 1, width: columnWidth, size: 9, gap: 0.5 });
  }
};

const drawNotice = (doc: Pdf, school: LetterSchool): void => {
  const top = mm(237);
  doc
    .moveTo(left, top - 6)
    .lineTo(left + width, top - 6)
    .lineWidth(0.75)
    .stroke(line);
  const wide = mm(98);
  let y = write(doc, "Vos données", { x: left, y: top, width: wide, size: 9.5, font: "bold" });
  for (const words of privacy(school.name, school.phone))
    y = write(doc, words, { x: left, y: y + 1.5, width: wide, size: 7.8, colour: soft });
  const x = left + wide + gutter;
  y = write(doc, "La charte, en bref", { x, y: top, width: width - wide - gutter, size: 9.5, font: "bold" });
  for (const words of charter) {
    write(doc, "•", { x, y: y + 1.5, width: 8, size: 7.8, colour: soft });
    y = write(doc, words, { x: x + 8, y: y + 1.5, width: width - wide - gutter - 8, size: 7.8, colour: soft });
  }
};
