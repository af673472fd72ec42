import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { test } from "node:test";

const server = import.meta.dirname;

const sources = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.ts$/.test(entry.name) && !/\.d\.ts$/.test(entry.name))
    .map((entry) => relative(server, join(entry.parentPath, entry.name)))
    .filter((file) => !file.includes("node_modules"));

const isTest = (file: string): boolean => /\.test\.ts$|\/rights\.ts$|^testing\//.test(file);

/** Local imports of a file, as paths below server/. */
const importsOf = (file: string): string[] => {
  const text = readFileSync(join(server, file), "utf8");
  const found = [
    ...text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g),
    ...text.matchAll(/new URL\("(\.[^"]+\.ts)"/g),
  ];
  return found.map(([, specifier]) => relative(server, resolve(server, dirname(file), specifier ?? "")));
};

/** A room of the house: where a file stands, as far as the import rules care. */
const roomOf = (file: string): string => {
  if (file.startsWith("..")) return "outside";
  const [first, second] = file.split("/");
  if (first === "features" && second !== undefined) return `features/${second}`;
  if (first === "portal" && second === "client") return "portal/client";
  return file.includes("/") ? (first ?? "") : file;
};

const tops = ["main.ts", "box.ts", "app.ts", "rescue.ts", "features.ts"];

/** Who may import whom: main → app → features.ts → features/* → people → core → wire. */
const mayImport = (from: string, to: string): boolean => {
  if (from === to) return true;
  if (from === "main.ts") return to !== "testing" && to !== "outside" && !to.startsWith("portal");
  if (from === "box.ts") return ["app.ts", "core", "people", "parents"].includes(to);
  if (from === "app.ts" || from === "rescue.ts") return to === "core";
  if (from === "features.ts") return to.startsWith("features/") || to === "core";
  if (from.startsWith("features/")) return ["people", "core", "wire"].includes(to);
  if (from === "people") return to === "core" || to === "wire";
  if (from === "parents") return ["people", "core", "wire"].includes(to);
  if (from === "core") return to === "wire";
  if (from === "portal") return to === "core" || to === "wire";
  if (from === "portal/client") return to === "wire" || to === "outside";
  return false;
};

const files = sources(server).filter((file) => !isTest(file));

test("imports go down the house, never up or across", () => {
  const broken: string[] = [];
  let seen = 0;
  for (const file of files)
    for (const target of importsOf(file)) {
      seen += 1;
      if (!mayImport(roomOf(file), roomOf(target))) broken.push(`${file} imports ${target}`);
    }
  assert.deepEqual(broken, []);
  assert.ok(seen > 50, "the check reads the import lines");
});

test("inside a feature, tables know nobody and stores know no page", () => {
  const broken: string[] = [];
  const below: Record<string, RegExp> = {
    "tables.ts": /\/(index|store|policy|views|handlers)/,
    "policy.ts": /\/(index|views|handlers)/,
    "store.ts": /\/(index|views|handlers)/,
  };
  for (const file of files.filter((name) => name.startsWith("features/"))) {
    const rule = below[file.split("/").at(-1) ?? ""];
    if (rule === undefined) continue;
    for (const target of importsOf(file))
      if (roomOf(target) === roomOf(file) && rule.test(`/${target.split("/").at(-1)}`))
        broken.push(`${file} imports ${target}`);
  }
  assert.deepEqual(broken, []);
});

test("Express stays in app, core's request files and the portal", () => {
  const allowed = /^(app|box|main|rescue)\.ts$|^core\/(dispatch|requests|session-store|uploads)\.ts$|^portal\//;
  const broken = files.filter(
    (file) =>
      !allowed.test(file) && /from "(express|express-session|multer)"/.test(readFileSync(join(server, file), "utf8")),
  );
  assert.deepEqual(broken, []);
});

test("the wire needs no Node", () => {
  const broken = files.filter(
    (file) => file.startsWith("wire/") && /from "node:/.test(readFileSync(join(server, file), "utf8")),
  );
  assert.deepEqual(broken, []);
});

test("only core/clock.ts and core/ids.ts read the machine's time", () => {
  const allowed = new Set(["core/clock.ts", "core/ids.ts"]);
  const reads = /Date\.now\(\)|new Date\(\)/;
  const broken = files.filter(
    (file) =>
      !allowed.has(file) && !file.startsWith("portal/client/") && reads.test(readFileSync(join(server, file), "utf8")),
  );
  assert.deepEqual(broken, []);
});

test("the rooms are known", () => {
  const unknown = files.filter((file) => !file.includes("/") && !tops.includes(file));
  assert.deepEqual(unknown, []);
});
