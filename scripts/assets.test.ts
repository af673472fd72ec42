import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { paths } from "../server/core/paths.ts";
import { icons } from "./icons.ts";

const read = (file: string): string => readFileSync(join(paths.root, file), "utf8");
const symbolsOf = (sprite: string): Set<string> =>
  new Set(Array.from(read(`static/${sprite}`).matchAll(/<symbol id="([^"]+)"/g), ([, id]) => id ?? ""));
const sources = (): string[] => globSync(["views/**/*.eta", "server/**/*.ts"], { cwd: paths.root });

test("the sprite holds every icon that we name, and nothing else", () => {
  const wanted = Object.keys(icons).map((name) => `icon-${name}`);
  assert.deepEqual([...symbolsOf("icons.svg")].sort(), wanted.sort());
});

test("every icon asked for by name in a view or a feature exists", () => {
  const asked = /(?:_icon", \{ name|\bicon): "([a-z][a-z0-9-]*)"/g;
  const found = sources().flatMap((file) => Array.from(read(file).matchAll(asked), ([, name]) => ({ file, name })));
  assert.ok(found.length > 10);
  assert.deepEqual(
    found.filter(({ name }) => name === undefined || !(name in icons)),
    [],
  );
});

test("every static file named in a view is there", () => {
  const found = globSync("views/**/*.eta", { cwd: paths.root }).flatMap((file) =>
    Array.from(read(file).matchAll(/"\/(static\/(?!app\/)[\w./-]+\.\w+)[#"]/g), ([, path]) => path ?? ""),
  );
  assert.ok(found.length > 5);
  assert.deepEqual(
    found.filter((path) => !existsSync(join(paths.root, path))),
    [],
  );
});

test("the style guide lists the pictures and the animals that are drawn", () => {
  const guide = read("static/STYLEGUIDE.md");
  const listed = (name: string): string => new RegExp(`export const ${name} = \\[([^\\]]+)\\]`).exec(guide)?.[1] ?? "";
  const pictures = Array.from(listed("pictures").matchAll(/id: "([^"]+)"/g), ([, id]) => `picture-${id}`);
  const avatars = Array.from(listed("avatars").matchAll(/"([^"]+)"/g), ([, id]) => `avatar-${id}`);
  assert.equal(pictures.length, 12);
  assert.deepEqual(pictures.sort(), [...symbolsOf("pictures.svg")].sort());
  assert.deepEqual(avatars.sort(), [...symbolsOf("avatars.svg")].sort());
});

test("the stylesheet stays small and within what old browsers read", () => {
  const css = read("static/preau.css");
  assert.ok(gzipSync(css, { level: 9 }).length < 20_000);
  for (const tooNew of [
    /:has\(/,
    /:is\(/,
    /:where\(/,
    /\binset:/,
    /color-mix\(/,
    /aspect-ratio:/,
    /\bclamp\(/,
    /@layer/,
  ])
    assert.doesNotMatch(css, tooNew);
  for (const block of css.match(/\{[^{}]*\bdisplay: (?:inline-)?flex[^{}]*\}/g) ?? [])
    assert.doesNotMatch(block, /\bgap:/);
});
