import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "esbuild";
import { paths } from "../../server/core/paths.ts";

/** Formats a style attribute's value for sanitize-html, which we let no style through (liaison/body.ts). */
const NO_STYLES = 'exports.parse = () => { throw new Error("styles are not read"); };';

interface Type {
  readonly extensions?: readonly string[];
}

/**
 * Leaves out of the programs what they would carry in memory and never use; sizes as bundled. What they do is the same:
 * - mime-db, twice: one copy, and of its 2,600 types those that a file name can have (3 MB of the heap);
 * - iconv-lite's Chinese, Japanese and Korean tables, 440 kB of source: a form in one of these is answered 415;
 * - postcss, 130 kB.
 */
export const leanServer: Plugin = {
  name: "lean-server",
  setup({ onResolve, onLoad, resolve }) {
    onResolve({ filter: /^mime-db$/ }, ({ path, kind, pluginData }) =>
      pluginData === "found" ? undefined : resolve(path, { resolveDir: paths.root, kind, pluginData: "found" }),
    );
    onLoad({ filter: /node_modules[\\/]mime-db[\\/]db\.json$/ }, ({ path }) => ({
      contents: JSON.stringify(withExtensions(JSON.parse(readFileSync(path, "utf8")))),
      loader: "json",
    }));
    onResolve({ filter: /dbcs-data(\.js)?$/ }, ({ importer }) =>
      importer.includes(join("iconv-lite", "encodings")) ? { path: "dbcs-data", namespace: "unused" } : undefined,
    );
    onResolve({ filter: /^postcss$/ }, () => ({ path: "postcss", namespace: "unused" }));
    onLoad({ filter: /^dbcs-data$/, namespace: "unused" }, () => ({ contents: "module.exports = {};" }));
    onLoad({ filter: /^postcss$/, namespace: "unused" }, () => ({ contents: NO_STYLES }));
  },
};

const withExtensions = (types: Record<string, Type>): Record<string, Type> =>
  Object.fromEntries(Object.entries(types).filter(([, { extensions }]) => extensions !== undefined));
