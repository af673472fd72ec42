import sharp from "sharp";

/** As server/features/liaison/card.ts says. */
export interface NoticeData {
  readonly kindLabel: string;
  readonly icon: string;
  readonly tone: string;
  readonly title: string;
  readonly body: string;
  readonly signature: "none" | "one" | "both";
  readonly answer: string;
  readonly facts: readonly { icon: string; label: string; text: string }[];
  readonly publishedOn: string;
  readonly correctedOn: string;
}

export const plainNotice = {
  kind: "sortie",
  kindLabel: "Sortie",
  icon: "sortie",
  tone: "sun",
  author: "Mme Morin",
  audience: "CE2",
  publishedOn: "lundi 23 novembre",
  correctedOn: "",
  facts: [],
  body: "",
  signature: "none",
  answer: "",
  deadline: "",
};

/** A photograph-like picture: a sky, a hill, and grain so that it weighs what a photo weighs. */
export async function landscape(hue: number): Promise<Uint8Array> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1600" height="1200"><defs><linearGradient id="s" x2="0" y2="1"><stop stop-color="hsl(${hue},60%,62%)"/><stop offset="1" stop-color="hsl(${hue},50%,88%)"/></linearGradient></defs><rect width="1600" height="1200" fill="url(#s)"/><path d="M0 900 Q400 600 900 800 T1600 640 V1200 H0Z" fill="hsl(${(hue + 250) % 360},35%,52%)"/><path d="M0 1020 Q600 820 1600 980 V1200 H0Z" fill="hsl(${(hue + 260) % 360},38%,40%)"/><circle cx="1240" cy="260" r="110" fill="#fff6d8"/></svg>`;
  const grain = await sharp({
    create: {
      width: 1600,
      height: 1200,
      channels: 3,
      background: "#808080",
      noise: { type: "gaussian", mean: 128, sigma: 10 },
    },
  })
    .png()
    .toBuffer();
  return sharp(Buffer.from(svg))
    .composite([{ input: grain, blend: "soft-light" }])
    .webp({ quality: 70 })
    .toBuffer();
}
