import { join } from "node:path";
import type PDFDocument from "pdfkit";
import type { QRCode } from "qrcode";
import { paths } from "../../core/paths.ts";
import { unbroken } from "./words.ts";

export type Pdf = InstanceType<typeof PDFDocument>;

/** Millimetres in PDF points. */
export const mm = (millimetres: number): number => millimetres * (72 / 25.4);

export const ink = "#20303c";
export const soft = "#51626e";
export const line = "#c9d0c8";
export const sky = "#1f5f99";

/**
 * Atkinson Hyperlegible Next (OFL) as TrueType: fontsource's latin and latin-ext files put together (fontTools' merge),
 * with a narrow no-break space. pdfkit's fontkit fails on accented letters of the woff2 files.
 */
const fontFile = (weight: 400 | 700): string => join(paths.static, `fonts/atkinson-hyperlegible-next-${weight}.ttf`);

/** An empty A4 document; pdfkit is loaded when the first one is made. */
export const newPdf = async (title: string, author: string): Promise<Pdf> => {
  const { default: Document } = await import("pdfkit");
  const doc = new Document({
    size: "A4",
    margin: 0,
    autoFirstPage: false,
    font: fontFile(400),
    lang: "fr-FR",
    displayTitle: true,
    info: { Title: title, Author: author, Creator: "Préau", Producer: "Préau" },
  });
  doc.registerFont("regular", fontFile(400));
  doc.registerFont("bold", fontFile(700));
  doc.registerFont("cursive", join(paths.static, "fonts/playwrite-fr-moderne-400.ttf"));
  return doc;
};

/** All of the document's bytes, once it is ended. Call before the first page. */
export const bytesOf = (doc: Pdf): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    doc.on("data", (chunk: Buffer) => chunks.push(chunk));
    doc.on("end", () => resolve(Buffer.concat(chunks)));
    doc.on("error", reject);
  });

/** Letters beyond ISO 8859-1 that the font has. */
const covered = new Set(
  "ĀāĂăĄąĆćĊċČčĎďĐđĒēĖėĘęĚěĞğĠġĢģĦħĪīĮįİıĲĳĶķĹĺĻļĽľŁłŃńŅņŇňŐőŒœŔŕŘřŚśŞşŠšŢţŤťŪūŮůŰűŲųŴŵŶŷŸŹźŻżŽžȘșȚțẀẁẂẃẄẅẞỲỳ–—‘’‚“”„†•…‹›€™−\u202f",
);

const hasGlyph = (letter: string): boolean =>
  letter === "\n" || /^[\u0020-\u007e\u00a0-\u00ac\u00ae-\u00b4\u00b6-\u00ff]$/.test(letter) || covered.has(letter);

/** The text in letters that the font has: "Nguyễn" loses a sign rather than a letter; what remains unknown becomes "?". */
export const printable = (text: string): string =>
  [...text.normalize("NFC").replace(/[\t\r\v\f]/g, " ")]
    .map((letter) => {
      if (hasGlyph(letter)) return letter;
      const bare = letter.normalize("NFD").replace(/\p{M}+/gu, "");
      return hasGlyph(bare) ? bare : "?";
    })
    .join("");

export interface TextBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly size: number;
  readonly font?: "regular" | "bold";
  readonly colour?: string;
  readonly align?: "left" | "center" | "right";
  /** Points between lines, beyond the font's own. */
  readonly gap?: number;
}

/** Writes text in a column (all measures in points); returns the y below it. */
export const write = (doc: Pdf, text: string, box: TextBox): number => {
  doc
    .font(box.font ?? "regular")
    .fontSize(box.size)
    .fillColor(box.colour ?? ink)
    .text(printable(text), box.x, box.y, { width: box.width, align: box.align ?? "left", lineGap: box.gap ?? 0 });
  return doc.y;
};

/** The largest of these sizes at which the lines, each wrapped in the width, stay within the height. */
export const sizeThatFits = (
  doc: Pdf,
  lines: readonly string[],
  { width, height, sizes }: { width: number; height: number; sizes: readonly [number, ...number[]] },
): number => {
  const text = lines.map(printable).join("\n");
  const fits = (size: number): boolean => doc.fontSize(size).heightOfString(text, { width }) <= height;
  return sizes.find(fits) ?? Math.min(...sizes);
};

/** Makes QR codes; the library is loaded when the first is needed. */
export const loadQr = async (): Promise<(content: string) => QRCode> => {
  const { default: library } = await import("qrcode");
  return (content) => library.create(content, { errorCorrectionLevel: "M" });
};

/** A QR code as black squares, `side` points wide; the quiet zone of four modules around it is included. */
export const drawQr = (doc: Pdf, { modules }: QRCode, x: number, y: number, side: number): void => {
  const unit = side / (modules.size + 8);
  for (let row = 0; row < modules.size; row += 1) {
    let start = -1;
    for (let column = 0; column <= modules.size; column += 1) {
      const isDark = column < modules.size && modules.get(row, column) === 1;
      if (isDark && start < 0) start = column;
      if (isDark || start < 0) continue;
      doc.rect(x + (start + 4) * unit, y + (row + 4) * unit, (column - start) * unit, unit * 1.02);
      start = -1;
    }
  }
  doc.fill("#000000");
};

export interface LetterSchool {
  readonly name: string;
  readonly phone: string;
  readonly year: string;
  /** "23 novembre 2026" */
  readonly date: string;
}

/** The school, the year and the day, on top of a sheet. */
export const drawPageHead = (doc: Pdf, { name, phone, year, date }: LetterSchool): void => {
  const below = write(doc, name, { x: mm(20), y: mm(15), width: mm(110), size: 14, font: "bold" });
  const told = phone === "" ? year : `${unbroken(phone)} · ${year}`;
  write(doc, told, { x: mm(20), y: below + 1, width: mm(110), size: 10, colour: soft });
  write(doc, `Le ${date}`, { x: mm(130), y: mm(16), width: mm(60), size: 10, colour: soft, align: "right" });
};

const [eighthWidth, eighthHeight] = [mm(105), mm(74.25)];

/** The place of a card, eight on a page; the first of a page begins it and draws the lines to cut along. */
export const drawEighth = (doc: Pdf, index: number): { x: number; y: number; width: number } => {
  const place = index % 8;
  if (place === 0) {
    doc.addPage();
    doc.moveTo(eighthWidth, 0).lineTo(eighthWidth, 4 * eighthHeight);
    for (const row of [1, 2, 3]) doc.moveTo(0, row * eighthHeight).lineTo(2 * eighthWidth, row * eighthHeight);
    doc.lineWidth(0.5).dash(4, { space: 4 }).stroke(line).undash();
  }
  return { x: (place % 2) * eighthWidth, y: Math.floor(place / 2) * eighthHeight, width: eighthWidth };
};
