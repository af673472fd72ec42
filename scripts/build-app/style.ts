import { readFileSync } from "node:fs";
import { join } from "node:path";
import { transform } from "esbuild";
import { paths } from "../../server/core/paths.ts";
import { classes, isNamed } from "./sources.ts";

const FAMILIES: Readonly<Record<Look, string>> = { app: "Atkinson Hyperlegible Next", pupil: "Andika" };

/** What guardians read first; what a room adds, the pupils' letters among it. */
export type Look = "app" | "pupil";
const FRENCH = readFileSync(join(paths.static, "fonts/french.unicodes"), "utf8").trim();

/** The school's own stylesheet without the classes that no page of the app has. `address` tells where a font is served. */
export async function appStyle(look: Look, address: (font: string) => string): Promise<string> {
  const css = readFileSync(join(paths.static, "preau.css"), "utf8");
  const { code } = await transform(css, { loader: "css", minify: true, target: ["chrome80", "firefox78", "safari14"] });
  const named = look === "app" ? classes("app") : new Set([...classes("staff"), ...classes("pupil")]);
  const face = (text: string): string => (look === "app" ? text + frenchFace(text) : text);
  return withoutUnused(code, named)
    .replace(/@font-face\{[^}]*\}/g, (text) => (text.includes(FAMILIES[look]) ? face(text) : ""))
    .replace(/url\("?fonts\/([^")]+)"?\)/g, (_all, font: string) => `url(${address(font)})`)
    .replace(/url\("?(?!\/|data:)([^")]+)"?\)/g, (_all, file: string) => `url(/static/${file})`);
}

/** Of minified CSS: rules, some of them inside one @media or @supports. */
function withoutUnused(css: string, used: ReadonlySet<string>): string {
  const rules = css.replace(/([^{}@;]+)\{([^{}]*)\}/g, (rule, selectors: string, body: string) => {
    if (rule.startsWith("from") || rule.startsWith("to") || /^\d/.test(rule)) return rule; // a step of @keyframes
    const kept = selectors.split(",").filter((selector) => isUsed(selector, used));
    return kept.length === 0 ? "" : `${kept.join(",")}{${body}}`;
  });
  return rules.replace(/@(?:media|supports)[^{}]*\{\s*\}/g, "");
}

/** Elements of the editor, and any class that is nowhere named, are not in the app. */
const isUsed = (selector: string, used: ReadonlySet<string>): boolean =>
  !selector.includes("trix-") &&
  [...selector.matchAll(/\.([a-zA-Z][\w-]*)/g)].every(
    ([, name]) => name !== undefined && (name.startsWith("htmx-") || isNamed(name, used)),
  );

/**
 * The last face wins: French comes from the small file, after both others (œ stands in each), and the whole ones are fetched only
 * for what that lacks.
 */
const frenchFace = (face: string): string =>
  face.includes("-latin-ext-")
    ? face.replace("-latin-ext-", "-french-").replace(/unicode-range:[^;}]*/, `unicode-range:${FRENCH}`)
    : "";
