import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { paths } from "../../server/core/paths.ts";
import { publishing, type Room, viewsOf } from "./kinds.ts";

/** What each room renders itself; what these include comes along. Guardians sign below a notice. */
const own: Readonly<Record<Room, readonly string[]>> = {
  app: ["views/app/**/*.eta", "views/liaison/_signs.eta"],
  staff: ["views/rooms/staff*.eta"],
  pupil: ["views/rooms/pupil*.eta"],
  phrase: ["views/rooms/phrase.eta"],
};
const rooms = Object.keys(own) as readonly Room[];
const nameOf = (file: string): string => file.replace(/^views\//, "").replace(/\.eta$/, "");

/** A room's templates by name; the app's shell among the first room's. */
export function templates(room: Room = "app"): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const read = (name: string): void => {
    if (found.has(name)) return;
    const source = readFileSync(join(paths.views, `${name}.eta`), "utf8");
    found.set(name, source);
    for (const [, included] of source.matchAll(/include\("\/([^"]+)"/g)) if (included !== undefined) read(included);
  };
  for (const file of globSync([...own[room]], { cwd: paths.root })) read(nameOf(file));
  for (const view of viewsOf(room)) read(view);
  return found;
}

/** What quotes hold in the programs and templates of the app, and in features, which name icons in what they publish. */
export function quotedWords(): ReadonlySet<string> {
  const published = publishing.map((id) => `server/features/${id}/**/*.ts`);
  const programs = globSync(["server/portal/client/**/*.ts", ...published], { cwd: paths.root });
  const pages = rooms.flatMap((room) => [...templates(room).values()]);
  const texts = [...pages, ...programs.map((file) => readFileSync(join(paths.root, file), "utf8"))];
  return new Set(texts.flatMap((text) => [...text.matchAll(/"([a-z][a-z0-9-]*)"/g)].map(([, word]) => word ?? "")));
}

/** The classes that a room's pages have. One that a value completes (`chip-<%= … %>`) ends with its hyphen. */
export function classes(room: Room): ReadonlySet<string> {
  const pages = globSync("server/portal/client/page/*.ts", { cwd: paths.root });
  const set = pages.flatMap((file) => [
    ...readFileSync(join(paths.root, file), "utf8").matchAll(/className = "([^"]*)"/g),
  ]);
  const written = [...templates(room).values()].flatMap((source) => [
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
