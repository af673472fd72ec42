import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build, type Plugin } from "esbuild";
import { paths } from "../server/core/paths.ts";
import { renderTemplate } from "../server/core/view.ts";
import { appIcons } from "./build-app/icons.ts";
import { roomKinds, workerKinds } from "./build-app/kinds.ts";
import { leaner } from "./build-app/leaner.ts";
import { appStyle } from "./build-app/style.ts";
import { compiledViews } from "./build-app/views.ts";

const out = join(paths.static, "app");
const client = join(paths.root, "server/portal/client");
const FONTS = ["atkinson-hyperlegible-next-french-400.woff2", "atkinson-hyperlegible-next-french-700.woff2"];

/**
 * Builds the app that parents open at home into static/app, which the portal serves under /app. Names change with the content, so
 * that browsers keep each file for ever; each has a .br and a .gz beside it. Returns the bytes of one first open, compressed.
 */
export async function buildApp(): Promise<{ bytes: number }> {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const fonts = new Map(FONTS.map((name) => [name, put(name, readFileSync(join(paths.static, "fonts", name)))]));
  const icons = put("icons.svg", appIcons());
  const style = put("style.css", await appStyle("app", (font) => fonts.get(font)?.url ?? `/static/fonts/${font}`));
  const htmx = put("htmx.js", readFileSync(join(paths.static, "vendor/htmx.min.js")));
  const page = put("page.js", await bundle("page/page.ts", []));
  const built = await buildRooms(icons.url);
  putAs("manifest.webmanifest", JSON.stringify(manifest));
  const urls = { style: style.url, htmx: htmx.url, page: page.url, icons: icons.url };
  const shell = renderTemplate("app/shell", { ...urls, rooms: built });
  const assets = [style, htmx, page, icons, ...fonts.values()];
  const shellFile = putAs("shell.html", shell);
  const worker = await bundle("worker/worker.ts", [
    virtual("preau:views", compiledViews(icons.url)),
    virtual("preau:assets", assetModule(shell, assets, Object.values(built))),
    virtual("preau:kinds", `export const kinds = ${JSON.stringify(workerKinds())};`),
  ]);
  const files = [...assets, shellFile, putAs("sw.js", worker)];
  return { bytes: files.reduce((sum, file) => sum + file.compressed, 0) };
}

const rooms = ["staff", "pupil", "phrase"] as const;

/** What is fetched only once a member of staff or a pupil comes in, or somebody types a passphrase. */
async function buildRooms(icons: string): Promise<Record<(typeof rooms)[number] | "look", string>> {
  const program = async (room: (typeof rooms)[number]): Promise<string> => {
    const views = virtual("preau:views", compiledViews(icons, room));
    const kinds = virtual("preau:kinds", `export const shown = ${JSON.stringify(roomKinds(room))};`);
    return put(`room-${room}.js`, await bundle(`page/rooms/${room}.ts`, [views, kinds], "esm")).url;
  };
  const look = await appStyle("pupil", (font) => `/static/fonts/${font}`);
  return {
    staff: await program("staff"),
    pupil: await program("pupil"),
    phrase: await program("phrase"),
    look: put("room-look.css", look).url,
  };
}

interface Put {
  readonly url: string;
  readonly compressed: number;
}

const put = (name: string, bytes: Uint8Array | string): Put => {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
  return putAs(name.replace(/\.[a-z0-9]+$/, `-${hash}$&`), bytes);
};

function putAs(name: string, content: Uint8Array | string): Put {
  const bytes = Buffer.from(content);
  writeFileSync(join(out, name), bytes);
  if (extname(name) === ".woff2") return { url: `/app/${name}`, compressed: bytes.length };
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
  writeFileSync(join(out, `${name}.br`), brotli);
  writeFileSync(join(out, `${name}.gz`), gzipSync(bytes, { level: 9 }));
  return { url: `/app/${name}`, compressed: brotli.length };
}

async function bundle(entry: string, plugins: readonly Plugin[], format: "iife" | "esm" = "iife"): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(client, entry)],
    bundle: true,
    write: false,
    minify: true,
    format,
    platform: "browser",
    target: ["es2021", "safari15"], // whatever runs iOS 14 also runs iOS 15; for older ones private members cost 1 KB
    legalComments: "none",
    logLevel: "warning",
    plugins: [leaner, ...plugins],
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error(`${entry}: esbuild made nothing`);
  return file.text;
}

const virtual = (name: string, contents: string): Plugin => ({
  name,
  setup({ onResolve, onLoad }) {
    onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: name, namespace: name }));
    onLoad({ filter: /.*/, namespace: name }, () => ({ contents, loader: "js" }));
  },
});

function assetModule(shell: string, assets: readonly Put[], rooms: readonly string[]): string {
  const urls = assets.map(({ url }) => url);
  const version = createHash("sha256").update(shell).update(urls.join()).digest("hex").slice(0, 16);
  return `export const version = ${JSON.stringify(version)}, shell = ${JSON.stringify(shell)}, assets = ${JSON.stringify(urls)}, rooms = ${JSON.stringify(rooms)};`;
}

const manifest = {
  name: "Préau",
  short_name: "Préau",
  description: "Le cahier de liaison de l’école, même sans réseau.",
  lang: "fr",
  id: "/e/",
  start_url: "/e/",
  scope: "/e/",
  display: "standalone",
  background_color: "#f7f5ee",
  theme_color: "#f7f5ee",
  icons: [192, 512].map((size) => ({
    src: `/static/app-icon-${size}.png`,
    sizes: `${size}x${size}`,
    type: "image/png",
    purpose: "any",
  })),
};
