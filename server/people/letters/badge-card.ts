import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { QRCode } from "qrcode";
import { paths } from "../../core/paths.ts";
import { drawEighth, drawQr, mm, type Pdf, printable, sizeThatFits, soft, write } from "./paper.ts";

/** A pupil's badge for the class's screens. */
export interface BadgeCard {
  /** As on the pupil's tile. */
  readonly name: string;
  readonly hand: "capitals" | "script" | "cursive";
  readonly avatar: string;
  readonly classroom: string;
  /** What the QR code holds. */
  readonly text: string;
}

/** The pupil's animal as a picture, drawn from the file that the tiles use. */
export const drawAvatars = async (cards: readonly BadgeCard[]): Promise<ReadonlyMap<string, Buffer>> => {
  const { default: sharp } = await import("sharp");
  const sheet = readFileSync(join(paths.static, "avatars.svg"), "utf8");
  const pictures = new Map<string, Buffer>();
  for (const avatar of new Set(cards.map((card) => card.avatar))) {
    const inside = new RegExp(`<symbol id="avatar-${avatar}"[^>]*>([\\s\\S]*?)</symbol>`).exec(sheet)?.[1] ?? "";
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256" viewBox="0 0 64 64">${inside}</svg>`;
    pictures.set(avatar, await sharp(Buffer.from(svg)).png().toBuffer());
  }
  return pictures;
};

const nameSizes = {
  capitals: [24, 20, 16, 13, 10],
  script: [24, 20, 16, 13, 10],
  cursive: [22, 18, 15, 12, 9],
} as const;

/** Eight on a page: the animal and the name in the class's letters, for the child; the square, for the reader. */
export const drawBadgeCard = (
  doc: Pdf,
  card: BadgeCard,
  index: number,
  qr: QRCode,
  avatar: Buffer | undefined,
): void => {
  const { x, y, width } = drawEighth(doc, index);
  drawQr(doc, qr, x + mm(6), y + mm(14), mm(46));
  if (avatar !== undefined) doc.image(avatar, x + mm(66), y + mm(9), { width: mm(26) });
  const column = { x: x + mm(54), width: width - mm(58) };
  const name = card.hand === "capitals" ? card.name.toLocaleUpperCase("fr") : card.name;
  const font = card.hand === "cursive" ? "cursive" : "bold";
  const room = { width: column.width, height: mm(14), sizes: nameSizes[card.hand] };
  const size = sizeThatFits(doc.font(font), [name], room);
  doc.font(font).fontSize(size).fillColor("#20303c");
  doc.text(printable(name), column.x, y + mm(38), { width: column.width, align: "center" });
  write(doc, card.classroom, { ...column, y: y + mm(58), size: 9, colour: soft, align: "center" });
};
