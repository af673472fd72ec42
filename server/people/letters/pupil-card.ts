import type { LetterKey } from "./letter.ts";
import { drawEighth, drawQr, mm, type Pdf, sizeThatFits, sky, soft, write } from "./paper.ts";

/** A pupil's own card for the app at home. */
export interface PupilCard {
  /** "Léa", "Léa R." */
  readonly name: string;
  readonly classroom: string;
}

/** Eight on a page, with the lines to cut along. The code in letters is for a computer without a camera. */
export const drawPupilCard = (doc: Pdf, card: PupilCard, index: number, key: LetterKey): void => {
  const { x, y, width } = drawEighth(doc, index);
  drawQr(doc, key.qr, x + mm(6), y + mm(8), mm(44));
  const column = { x: x + mm(53), width: mm(46) };
  const room = { width: column.width, height: mm(16) };
  const size = sizeThatFits(doc.font("bold"), [card.name], { ...room, sizes: [22, 18, 15, 12, 10] });
  let below = write(doc, card.name, { ...column, y: y + mm(11), size, font: "bold" });
  below = write(doc, card.classroom, { ...column, y: below + 1, size: 10, colour: soft });
  below = write(doc, "Vise le carré avec un téléphone ou une tablette.", {
    ...column,
    y: below + 8,
    size: 11,
    colour: sky,
  });
  write(doc, "Perdue\u202f? À l’école, on t’en donne une autre.", { ...column, y: below + 4, size: 9, colour: soft });
  const foot = { x: x + mm(6), width: width - mm(12) };
  const typed = write(doc, key.address, { ...foot, y: y + mm(56), size: 7.5, colour: soft });
  write(doc, key.code, { ...foot, y: typed + 1, size: 10, font: "bold" });
};
