import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { paths } from "../../server/core/paths.ts";

/** What the app renders itself; what these include comes along. */
const ROOTS = ["views/app/**/*.eta", "views/liaison/_card.eta", "views/liaison/_signs.eta"];
const nameOf = (file: string): string => file.replace(/^views\//, "").replace(/\.eta$/, "");

/** The app's templates by name, the shell among them. */
export function templates(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const read = (name: string): void => {
    if (found.has(name)) return;
    const source = readFileSync(join(paths.views, `${name}.eta`), "utf8");
    found.set(name, source);
    for (const [, included] of source.matchAll(/include\("\/([^"]+)"/g)) if (included !== undefined) read(included);
  };
  for (const file of globSync(ROOTS, { cwd: paths.root })) read(nameOf(file));
  return found;
}

/** What quotes hold in the programs and templates of the app, and in the features, which name icons in what they publish. */
export function quotedWords(): ReadonlySet<string> {
  const programs = globSync(["server/portal/client/**/*.ts", "server/features/**/*.ts"], { cwd: paths.root });
  const texts = [...templates().values(), ...programs.map((file) => readFileSync(join(paths.root, file), "utf8"))];
  return new Set(texts.flatMap((text) => [...text.matchAll(/"([a-z][a-z0-9-]*)"/g)].map(([, word]) => word ?? "")));
}

/** The classes that the app's pages have. One that a value completes (`chip-<%= … %>`) ends with its hyphen. */
export function classes(): ReadonlySet<string> {
  const pages = globSync("server/portal/client/page/*.ts", { cwd: paths.root });
  const set = pages.flatMap((file) => [
    ...readFileSync(join(paths.root, file), "utf8").matchAll(/className = "([^"]*)"/g),
  ]);
  const written = [...templates().values()].flatMap((source) => [
    ...plain(source).matchAll(/class="([^"]*)"/g),
    ...source.matchAll(/class: "([^"]*)"/g),
  ]);
  return new Set([...set, ...written].flatMap(([, names]) => (names ?? "").split(/\s+/)));
}

/** Without code, but for the words that an expression may write. */
const plain = (template: string): string =>
  template
    .replace(
      /<%[~=]((?:(?!%>).)*)%>/g,
      (_all, code: string) => `${(code.match(/"[\w -]*"/g) ?? []).join(" ").replaceAll('"', "")} `,
    )
    .replace(/<%(?:(?!%>)[\s\S])*%>/g, "");

/** Whether a class is one of these, or the completion of one that ends with a hyphen. */
export const isNamed = (name: string, named: ReadonlySet<string>): boolean =>
  named.has(name) || [...name.matchAll(/-/g)].some(({ index }) => named.has(name.slice(0, index + 1)));
