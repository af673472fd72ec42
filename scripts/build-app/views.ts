import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { paths } from "../../server/core/paths.ts";
import { createEta } from "../../server/core/view.ts";

/** What the app renders itself; what these include comes along. */
const ROOTS = ["views/app/**/*.eta", "views/liaison/_card.eta", "views/liaison/_signs.eta"];
const SHELL = "app/shell";

/**
 * The fragments as a module of functions: the browser compiles nothing, since its policy forbids eval. They are the very templates
 * of the box; only the address of the icons differs.
 */
export function compiledViews(icons: string): string {
  const eta = createEta();
  const found = new Map<string, string>();
  const compile = (name: string): void => {
    if (found.has(name)) return;
    const source = readFileSync(join(paths.views, `${name}.eta`), "utf8").replaceAll("/static/icons.svg", icons);
    found.set(name, eta.compileToString(source));
    for (const [, included] of source.matchAll(/include\("\/([^"]+)"/g)) if (included !== undefined) compile(included);
  };
  for (const file of globSync(ROOTS, { cwd: paths.root })) {
    const name = file.replace(/^views\//, "").replace(/\.eta$/, "");
    if (name !== SHELL) compile(name);
  }
  const members = [...found].map(([name, body]) => `${JSON.stringify(name)}(it, options) {${body}}`);
  return `export const views = {${members.join(",\n")}};`;
}
