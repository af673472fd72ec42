import type { QRCode } from "qrcode";
import { drawQr, ink, type LetterSchool, line, mm, type Pdf, sky, soft, write } from "./paper.ts";

/** The sealed sheet of one class, for whoever replaces its teacher. */
export interface PochetteSheet {
  readonly classroom: string;
  /** In groups of four. */
  readonly code: string;
  /** What the QR code holds. */
  readonly url: string;
  /** Where to type the code. */
  readonly address: string;
}

const steps = [
  "Visez le carré avec une tablette de l’école, ou tapez l’adresse et le code.",
  "Écrivez votre nom, puis touchez « Ouvrir jusqu’à ce soir ».",
];

const given =
  "Jusqu’à ce soir : la liste de la classe, qui vient chercher chaque enfant, qui appeler en cas d’urgence, les allergies et les PAI, les mots de la semaine. Rien n’est à écrire, rien d’une autre classe.";

const once =
  "Cette feuille sert un seul jour. La direction voit qui l’a ouverte et en imprime une nouvelle. Perdue, ou l’enveloppe ouverte sans raison ? Dites-le aussitôt : une nouvelle feuille rend celle-ci inutile.";

/** One page: fold it in three, seal it, keep it where colleagues find it. */
export const drawPochette = (
  doc: Pdf,
  sheet: PochetteSheet,
  qr: QRCode,
  school: Pick<LetterSchool, "name" | "date">,
): void => {
  doc.addPage();
  const column = { x: mm(25), width: mm(160) };
  let y = write(doc, school.name, { ...column, y: mm(24), size: 12, colour: soft });
  y = write(doc, "Pochette remplaçant", { ...column, y: y + 4, size: 16, colour: sky });
  y = write(doc, sheet.classroom, { ...column, y: y + 2, size: 28, font: "bold" });
  y = write(doc, `Imprimée le ${school.date}`, { ...column, y: y + 2, size: 11, colour: soft }) + mm(8);
  const side = mm(62);
  drawQr(doc, qr, column.x - mm(4), y, side);
  const beside = { x: column.x + side + mm(4), width: column.width - side - mm(4) };
  let right = y + mm(6);
  for (const [index, words] of steps.entries())
    right = write(doc, `${index + 1}. ${words}`, { ...beside, y: right, size: 13, gap: 1 }) + mm(4);
  right = write(doc, sheet.address, { ...beside, y: right, size: 13, font: "bold", colour: ink });
  y = Math.max(y + side, right) + mm(4);
  y = write(doc, sheet.code, { ...column, y, size: 20, font: "bold" }) + mm(6);
  doc
    .moveTo(column.x, y)
    .lineTo(column.x + column.width, y)
    .lineWidth(0.5)
    .stroke(line);
  y = write(doc, given, { ...column, y: y + mm(6), size: 13, gap: 2 });
  write(doc, once, { ...column, y: y + mm(5), size: 12, colour: soft, gap: 2 });
};
