import { existsSync, writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { paths } from "../server/core/paths.ts";
import { measureApp } from "./bench/app.ts";
import { type FigureName, Figures, goals, isFigure } from "./bench/figures.ts";
import { measureImport } from "./bench/import.ts";
import { measureLiaison } from "./bench/liaison.ts";
import { measurePortal300, measurePortal3000 } from "./bench/portal.ts";
import { clearFolders, grownSchool, type School } from "./bench/school.ts";
import { measureSignIns } from "./bench/sign-in.ts";
import { measureStart } from "./bench/start.ts";

// npm run -s bench -- [--json FILE] [--only NAME…]: measures the production bundle; what each figure should be stands beside it.

interface Measure {
  readonly title: string;
  readonly figures: readonly FigureName[];
  run(figures: Figures): Promise<void>;
}

let school: Promise<School> | undefined;
/** The demo school grown to three years of a large school, made once. */
const large = (): Promise<School> => {
  school ??= grownSchool({ pupils: 300, guardians: 500, notices: 6000, signatures: 60_000, years: 3 });
  return school;
};

const measures: readonly Measure[] = [
  {
    title: "cahier de liaison",
    figures: [
      "liaison_ratio",
      "liaison_rps",
      "liaison_p99_ms",
      "bare_rps",
      "rss_idle_mb",
      "rss_load_mb",
      "commits_1000_views",
    ],
    run: async (figures) => measureLiaison(await large(), figures),
  },
  { title: "démarrage", figures: ["start_s"], run: async (figures) => measureStart(await large(), figures) },
  {
    title: "connexions",
    figures: ["pupils30_s", "adults30_s", "unknown_ms"],
    run: async (figures) => measureSignIns(await large(), figures),
  },
  {
    title: "vers le portail, 300 élèves",
    figures: ["first_sync_s", "first_sync_resent", "publish_s", "publish_bytes_300"],
    run: async (figures) => measurePortal300(await large(), figures),
  },
  { title: "vers le portail, 3 000 élèves", figures: ["publish_bytes_3000"], run: measurePortal3000 },
  {
    title: "import d’une grande école",
    figures: ["import_3000_s", "import_page_p95_ms"],
    run: measureImport,
  },
  { title: "première ouverture à la maison", figures: ["app_first_open_kb"], run: measureApp },
];

const usage = (message: string): never => {
  process.stderr.write(
    `✗ ${message}\n  Usage : npm run -s bench -- [--json FICHIER] [--only NOM…]\n  Noms : ${Object.keys(goals).join(" ")}\n`,
  );
  process.exit(2);
};

const readOptions = () => {
  const { values, positionals } = parseArgs({
    options: { json: { type: "string" }, only: { type: "string", multiple: true, default: [] } },
    allowPositionals: true,
  });
  const names = [...values.only, ...positionals];
  const unknown = names.find((name) => !isFigure(name));
  if (unknown !== undefined) usage(`Mesure inconnue : ${unknown}`);
  return { json: values.json, only: new Set(names) };
};

const run = async (only: ReadonlySet<string>): Promise<Figures> => {
  const figures = new Figures();
  for (const measure of measures) {
    if (only.size > 0 && !measure.figures.some((name) => only.has(name))) continue;
    process.stderr.write(`· ${measure.title} (charge de la machine : ${loadavg()[0]?.toFixed(1)})\n`);
    await measure.run(figures);
  }
  return figures;
};

const { json, only } = readOptions();
process.env.NODE_ENV = "production"; // for the programs that are started from here
if (!existsSync(join(paths.dist, "main.js"))) await import("./build.ts");
try {
  const figures = await run(only);
  process.stdout.write(figures.table());
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(figures, null, 2)}\n`);
} finally {
  clearFolders();
}
