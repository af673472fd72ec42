import { readFileSync } from "node:fs";
import { join } from "node:path";
import { transform } from "esbuild";
import { paths } from "../../server/core/paths.ts";

/** Sections of preau.css that the app shows nothing of. */
const LEFT_OUT = ["Tiles of tools", "Bars", "Wizard, import, long work", "Pupils", "The editor (Trix)", "Paper"];
const FAMILY = "Atkinson Hyperlegible Next";

/** The school's own stylesheet without what only the box shows. `address` tells where a font is served. */
export async function appStyle(address: (font: string) => string): Promise<string> {
  const sections = readFileSync(join(paths.static, "preau.css"), "utf8").split(/(?=^\/\* -{5,} )/m);
  for (const title of LEFT_OUT)
    if (!sections.some((section) => titleOf(section) === title)) throw new Error(`preau.css has no section “${title}”`);
  const kept = sections.filter((section) => !LEFT_OUT.includes(titleOf(section))).join("");
  const css = kept
    .replace(/@font-face \{[^}]*\}/g, (face) => (face.includes(FAMILY) ? face : ""))
    .replace(/url\("fonts\/([^"]+)"\)/g, (_all, font: string) => `url("${address(font)}")`)
    .replace(/url\("(?!\/|data:)([^"]+)"\)/g, (_all, file: string) => `url("/static/${file}")`);
  const { code } = await transform(css, { loader: "css", minify: true, target: ["chrome80", "firefox78", "safari14"] });
  return code;
}

const titleOf = (section: string): string => /^\/\* -+ (.*?) -+ \*\//.exec(section)?.[1] ?? "";
