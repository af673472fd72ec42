import { readFileSync } from "node:fs";
import { join } from "node:path";
import { paths } from "../../server/core/paths.ts";
import { quotedWords } from "./sources.ts";

/** The icons that the app or what is published can name. */
export function appIcons(): string {
  const used = quotedWords();
  const sprite = readFileSync(join(paths.static, "icons.svg"), "utf8");
  return sprite.replace(/<symbol id="icon-([\w-]+)".*?<\/symbol>\s*/g, (symbol, name: string) =>
    used.has(name) ? symbol : "",
  );
}
