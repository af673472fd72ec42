import { readFileSync } from "node:fs";
import type { Plugin } from "esbuild";
import { paths } from "../../server/core/paths.ts";

const UNUSED_MODULE = "export const p256 = undefined, p384 = undefined, scrypt = undefined;";
/** Passphrases, the NIST curve's stanzas: age would make them for recipients and identities of forms that we never give it. */
const UNUSED_CLASSES = /import \{ ((?:Scrypt|Tag)\w+), (\w+) \} from "\.\/recipients\.js";/g;
const isFrom = (name: string, importer: string): boolean => importer.includes(`/node_modules/${name}/`);

/**
 * Leaves out of the app what age can do and is never asked here. Not a byte of what is used is altered: the journeys in
 * server/testing open with the real wire what the app has sealed, and the other way round.
 */
export const leaner: Plugin = {
  name: "leaner",
  setup({ onResolve, onLoad, resolve }) {
    onResolve({ filter: /^@noble\/(curves\/nist|hashes\/scrypt)\.js$|^\.\/webauthn\.js$/ }, ({ path, importer }) =>
      isFrom("age-encryption", importer) || isFrom("@noble/post-quantum", importer)
        ? { path, namespace: "unused", sideEffects: false }
        : undefined,
    );
    onLoad({ filter: /.*/, namespace: "unused" }, () => ({ contents: UNUSED_MODULE }));

    // One copy of noble for both: post-quantum asks for a slightly older one.
    onResolve({ filter: /^@noble\/(curves|hashes)\// }, ({ path, importer, kind, pluginData }) =>
      isFrom("@noble/post-quantum", importer) && pluginData !== "found"
        ? resolve(path, { resolveDir: paths.root, kind, pluginData: "found" })
        : undefined,
    );

    onLoad({ filter: /age-encryption[\\/]dist[\\/]index\.js$/ }, ({ path }) => ({
      contents: changed(path, UNUSED_CLASSES, "const $1 = undefined, $2 = undefined;"),
    }));
    onLoad({ filter: /age-encryption[\\/]dist[\\/]recipients\.js$/ }, ({ path }) => ({
      contents: changed(path, /\{ MLKEM768P256, (MLKEM768X25519) \}/, "{ $1 }").concat("\nvar MLKEM768P256;"),
    }));
    // Its module computes six combinations as it loads; told that nobody needs the side effects, esbuild keeps the one we use.
    onLoad({ filter: /post-quantum[\\/]hybrid\.js$/ }, ({ path }) => ({
      contents: changed(path, /([=,] )((?:QSF|createKitchenSink|ecdhKem)\()/g, "$1/* @__PURE__ */ $2"),
    }));
  },
};

/** Fails when a new version of the library no longer has what is changed. */
function changed(path: string, what: RegExp, to: string): string {
  const before = readFileSync(path, "utf8");
  const after = before.replace(what, to);
  if (after === before) throw new Error(`${path} has changed: look at scripts/build-app/leaner.ts`);
  return after;
}
