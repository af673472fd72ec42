import { readFileSync } from "node:fs";
import type { Plugin } from "esbuild";
import { paths } from "../../server/core/paths.ts";

const UNUSED = "export const p256 = undefined, p384 = undefined, scrypt = undefined;";
const isFrom = (name: string, importer: string): boolean => importer.includes(`/node_modules/${name}/`);

/**
 * Leaves out of the app what age can do and we never ask of it (passphrases, security keys, the NIST curve): the header check of
 * wire/sealed.ts refuses such files before age sees them. 52 KB become 39. server/testing/journeys prove that what is left works.
 */
export const leaner: Plugin = {
  name: "leaner",
  setup({ onResolve, onLoad, resolve }) {
    onResolve({ filter: /^@noble\/(curves\/nist|hashes\/scrypt)\.js$|^\.\/webauthn\.js$/ }, ({ path, importer }) =>
      isFrom("age-encryption", importer) || isFrom("@noble/post-quantum", importer)
        ? { path, namespace: "unused", sideEffects: false }
        : undefined,
    );
    onLoad({ filter: /.*/, namespace: "unused" }, () => ({ contents: UNUSED }));

    // One copy of noble for both: post-quantum asks for a slightly older one.
    onResolve({ filter: /^@noble\/(curves|hashes)\// }, ({ path, importer, kind, pluginData }) =>
      isFrom("@noble/post-quantum", importer) && pluginData !== "found"
        ? resolve(path, { resolveDir: paths.root, kind, pluginData: "found" })
        : undefined,
    );

    // Its module computes six combinations as it loads; told that nobody needs the side effects, esbuild keeps the one we use.
    onLoad({ filter: /post-quantum[\\/]hybrid\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8")
        .replace(/= (QSF|createKitchenSink|ecdhKem)\(/g, "= /* @__PURE__ */ $1(")
        .replace(/, ecdhKem\(/g, ", /* @__PURE__ */ ecdhKem("),
    }));
    onLoad({ filter: /age-encryption[\\/]dist[\\/]recipients\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace(
        /import \{ MLKEM768P256, (MLKEM768X25519) \}/,
        "const MLKEM768P256 = undefined; import { $1 }",
      ),
    }));
  },
};
