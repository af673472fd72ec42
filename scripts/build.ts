import { globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { build, type Plugin } from "esbuild";
import { paths } from "../server/core/paths.ts";
import { leanServer } from "./build/lean-server.ts";
import { buildApp } from "./build-app.ts";

/** Native, or reading files beside their own code: these stay in node_modules. */
const external = ["better-sqlite3", "argon2", "sharp", "pdfkit", "qrcode", "nodemailer"];

/** server/people/import/worker.ts → dist/import-worker.js */
const workers = (): Record<string, string> =>
  Object.fromEntries(
    globSync("server/**/worker.ts", { cwd: paths.root, exclude: ["server/portal/client/**"] }).map((file) => [
      `${basename(dirname(file))}-worker`,
      join(paths.root, file),
    ]),
  );

/**
 * `import … from "node:http"` makes Node read every property of the module, WebSocket among them, which loads all of undici:
 * 12 MB that the box never uses. `require` reads only what is asked for.
 */
const requiredHttp: Plugin = {
  name: "required-http",
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^node:http$/ }, ({ path, kind }) =>
      kind === "import-statement" ? { path, namespace: "required" } : { path, external: true },
    );
    onLoad({ filter: /.*/, namespace: "required" }, ({ path }) => ({
      contents: `module.exports = require("${path}")`,
    }));
  },
};

/** V8 keeps a file of ASCII alone as one byte for each character instead of two; only regular expressions still have others. */
const toAscii = (file: string): void => {
  const text = readFileSync(file, "utf8");
  const escaped = text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  writeFileSync(file, escaped);
};

/** The programs as one file each: a fifth of a second to start instead of more than one (design: 200 modules of the ORM). */
const buildServer = async (): Promise<void> => {
  rmSync(paths.dist, { recursive: true, force: true });
  await build({
    entryPoints: {
      main: join(paths.root, "server/main.ts"),
      portal: join(paths.root, "server/portal/main.ts"),
      "create-school": join(paths.root, "scripts/create-school.ts"),
      "reset-password": join(paths.root, "scripts/reset-password.ts"),
      "check-journal": join(paths.root, "scripts/check-journal.ts"),
      import: join(paths.root, "scripts/import.ts"),
      "portal-add-school": join(paths.root, "scripts/portal-add-school.ts"),
      demo: join(paths.root, "scripts/demo.ts"),
      ...workers(),
    },
    outdir: paths.dist,
    bundle: true,
    platform: "node",
    target: "node24",
    format: "esm",
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    external,
    sourcemap: "linked",
    minifySyntax: true,
    minifyWhitespace: true,
    plugins: [requiredHttp, leanServer],
    legalComments: "none",
    logLevel: "warning",
  });
  for (const file of globSync("*.js", { cwd: paths.dist })) toAscii(join(paths.dist, file));
};

await buildServer();
const { bytes } = await buildApp();
console.log(`Construit : dist/ (boîte, portail) et static/app/ (${Math.round(bytes / 1024)} ko).`);
