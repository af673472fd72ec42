import { spawnSync } from "node:child_process";
import { inflateSync } from "node:zlib";
import jsqr from "jsqr";

/** Enough of a PDF's insides to check what was printed: its pages, and the QR codes drawn on them. */
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

export const pageCount = (bytes: Uint8Array): number => text(bytes).match(/\/Type \/Page\b/g)?.length ?? 0;

/** The drawing orders of each page that draws rectangles: QR codes are made of these, and nothing else is. */
const drawings = (bytes: Uint8Array): string[] =>
  [...text(bytes).matchAll(/\/Filter \/FlateDecode[\s\S]*?stream\n([\s\S]*?)\nendstream/g)]
    .map(([, stream = ""]) => inflateSync(Buffer.from(stream, "latin1")).toString("latin1"))
    .filter((orders) => / re$/m.test(orders));

const pixelsOf = (orders: string) => {
  const rectangles = [...orders.matchAll(/^(\S+) (\S+) (\S+) (\S+) re$/gm)].map((match) => match.slice(1).map(Number));
  const scale = 4;
  const margin = 40;
  const left = Math.min(...rectangles.map(([x = 0]) => x));
  const top = Math.min(...rectangles.map(([, y = 0]) => y));
  const right = Math.max(...rectangles.map(([x = 0, , width = 0]) => x + width));
  const side = Math.ceil((right - left) * scale) + 2 * margin;
  const data = new Uint8ClampedArray(side * side * 4).fill(255);
  for (const [x = 0, y = 0, width = 0, height = 0] of rectangles)
    for (let row = Math.round((y - top) * scale); row < Math.round((y - top + height) * scale); row += 1)
      for (let column = Math.round((x - left) * scale); column < Math.round((x - left + width) * scale); column += 1)
        data.fill(0, ((row + margin) * side + column + margin) * 4, ((row + margin) * side + column + margin) * 4 + 3);
  return { data, side };
};

/** What a phone reads on each page with a QR code, page by page. */
export const scan = (bytes: Uint8Array): string[] =>
  drawings(bytes).map((orders) => {
    const { data, side } = pixelsOf(orders);
    return jsqr.default(data, side, side)?.data ?? "";
  });

/** The words on the pages, as poppler reads them; null where poppler is not installed. */
export const wordsOf = (bytes: Uint8Array): string | null => {
  const { status, stdout } = spawnSync("pdftotext", ["-layout", "-", "-"], { input: bytes, encoding: "utf8" });
  return status === 0 ? stdout : null;
};
