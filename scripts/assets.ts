/**
 * Copies into static/ what we take from npm: fonts, htmx, Trix, the needed Lucide icons; draws the app's icons from static/logo.svg.
 * Its output is committed, so that the box serves files and needs no development package. Run it after changing a version or an icon.
 */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { transformSync } from "esbuild";
import sharp from "sharp";
import { paths } from "../server/core/paths.ts";
import { icons } from "./icons.ts";

const modules = join(paths.root, "node_modules");
const target = (...parts: string[]): string => join(paths.static, ...parts);

const fonts = [
  { family: "atkinson-hyperlegible-next", weights: [400, 700], subsets: ["latin", "latin-ext"] },
  { family: "andika", weights: [400, 700], subsets: ["latin", "latin-ext"] },
  { family: "playwrite-fr-moderne", weights: [400], subsets: ["latin"] },
  { family: "opendyslexic", weights: [400, 700], subsets: ["latin"] },
] as const;

function copyFonts(): void {
  mkdirSync(target("fonts"), { recursive: true });
  for (const { family, weights, subsets } of fonts) {
    const from = join(modules, "@fontsource", family);
    copyFileSync(join(from, "LICENSE"), target("fonts", `${family}.LICENSE.txt`));
    for (const weight of weights) {
      for (const subset of subsets) {
        const name = `${family}-${subset}-${weight}`;
        copyFileSync(join(from, "files", `${name}-normal.woff2`), target("fonts", `${name}.woff2`));
      }
    }
  }
}

function copyVendor(): void {
  mkdirSync(target("vendor"), { recursive: true });
  copyFileSync(join(modules, "htmx.org/dist/htmx.min.js"), target("vendor/htmx.min.js"));
  copyFileSync(join(modules, "htmx.org/LICENSE"), target("vendor/htmx.LICENSE.txt"));
  const trix = readFileSync(join(modules, "trix/dist/trix.umd.min.js"), "utf8");
  writeFileSync(target("vendor/trix.js"), trix.replace(/\n\/\/# sourceMappingURL=.*\n?$/, "\n"));
  copyFileSync(join(modules, "trix/LICENSE"), target("vendor/trix.LICENSE.txt"));
  const { code } = transformSync(readFileSync(join(modules, "jsqr/dist/jsQR.js"), "utf8"), {
    minify: true,
    target: "safari12",
  });
  writeFileSync(target("vendor/jsqr.js"), code);
  copyFileSync(join(modules, "jsqr/LICENSE"), target("vendor/jsqr.LICENSE.txt"));
}

/** What is drawn inside a Lucide file, on one line. */
function drawing(lucideName: string): string {
  const file = readFileSync(join(modules, "lucide-static/icons", `${lucideName}.svg`), "utf8");
  const inside = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(file)?.[1];
  if (inside === undefined) throw new Error(`No drawing in ${lucideName}.svg`);
  return inside.replace(/\s+/g, " ").replace(/ \/>/g, "/>").replace(/> </g, "><").trim();
}

function writeSprite(): void {
  const symbols = Object.entries(icons)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, lucideName]) => `<symbol id="icon-${name}" viewBox="0 0 24 24">${drawing(lucideName)}</symbol>`);
  const notice =
    "<!-- Icons by Lucide (https://lucide.dev), ISC licence: see icons.LICENSE.txt. Made by scripts/assets.ts. -->";
  writeFileSync(
    target("icons.svg"),
    `${notice}\n<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`,
  );
  copyFileSync(join(modules, "lucide-static/LICENSE"), target("icons.LICENSE.txt"));
}

/** The logo on the paper colour, with the margin that "maskable" asks for: the middle 80 % is always shown. */
async function drawAppIcon(size: number): Promise<void> {
  const logoSize = Math.round(size * 0.62);
  const logo = await sharp(target("logo.svg"), { density: 600 }).resize(logoSize, logoSize).png().toBuffer();
  await sharp({ create: { width: size, height: size, channels: 4, background: "#f7f5ee" } })
    .composite([{ input: logo, gravity: "centre" }])
    .png({ compressionLevel: 9, palette: true })
    .toFile(target(`app-icon-${size}.png`));
}

async function drawFavicon(): Promise<void> {
  await sharp(target("logo.svg"), { density: 600 })
    .resize(48, 48)
    .png({ compressionLevel: 9 })
    .toFile(target("favicon.png"));
}

copyFonts();
copyVendor();
writeSprite();
for (const size of [180, 192, 512]) await drawAppIcon(size);
await drawFavicon();
console.log(
  `static/: ${fonts.length} font families, htmx, Trix, jsQR, ${Object.keys(icons).length} icons, 3 app icons`,
);
