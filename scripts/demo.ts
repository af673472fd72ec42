import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { createClock } from "../server/core/clock.ts";
import { loadConfig } from "../server/core/config.ts";
import { openDatabase } from "../server/core/db.ts";
import { FileStore, writeAtomically } from "../server/core/files.ts";
import { migrate } from "../server/core/migrate.ts";
import { paths } from "../server/core/paths.ts";
import { features } from "../server/features.ts";
import { connectPortal } from "../server/parents/index.ts";
import { getSchool } from "../server/people/school.ts";
import { inviteSchool } from "../server/portal/schools.ts";
import { openStore } from "../server/portal/store/open.ts";
import { type DemoSheet, fillBox } from "./demo/fill.ts";
import { printSheet } from "./demo/print.ts";
import { type Program, startProgram, stopPrograms } from "./demo/programs.ts";

// A living demo school: ./install.sh --demo [--port 8080] [--portal-port 8090] [--data DIR] [--json]

const fail = (message: string): never => {
  process.stderr.write(`✗ ${message}\n`);
  process.exit(1);
};

const portOf = (text: string, option: string): number => {
  const port = Number(text);
  return Number.isInteger(port) && port > 0 && port < 65_536
    ? port
    : fail(`${option} attend un numéro de port, entre 1 et 65535.`);
};

const readOptions = () => {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: "string", default: "8080" },
        "portal-port": { type: "string", default: "8090" },
        data: { type: "string", default: join(paths.root, "data/demo") },
        json: { type: "boolean", default: false },
      },
    });
    return {
      port: portOf(values.port, "--port"),
      portalPort: portOf(values["portal-port"], "--portal-port"),
      data: resolve(values.data),
      isJson: values.json,
    };
  } catch (error) {
    return fail(
      `${error instanceof Error ? error.message : String(error)}\n  Usage : ./install.sh --demo [--port 8080] [--portal-port 8090] [--data DOSSIER] [--json]`,
    );
  }
};

const mustBeFree = (port: number, option: string): Promise<void> =>
  new Promise((done) => {
    const probe = createServer();
    probe.once("error", () => fail(`Le port ${port} est déjà pris. Choisissez-en un autre avec ${option}.`));
    probe.listen(port, () => probe.close(() => done()));
  });

const { port, portalPort, data, isJson } = readOptions();
await mustBeFree(port, "--port");
await mustBeFree(portalPort, "--portal-port");

const programs: Program[] = [];
const portalUrl = `http://localhost:${portalPort}`;
const store = `file:${join(data, "portal")}`;
/** Beside the box's own port, so that two demonstrations do not meet; a box whose port is taken does without. */
const httpsPort = port + 363;
const boxEnv = {
  DATA_DIR: join(data, "box"),
  PORTAL_URL: portalUrl,
  PUBLIC_URL: portalUrl,
  HTTPS_PORT: httpsPort > 65_535 || httpsPort === portalPort ? "off" : String(httpsPort),
};
const sheetFile = join(data, "box/demo.json");

/** The sheets' links, where the portal listens this time. */
const atPortal = ({ team, ...sheet }: DemoSheet): DemoSheet => {
  const moved = (url: string): string => {
    const { pathname, hash } = new URL(url);
    return portalUrl + pathname + hash;
  };
  const family = { ...sheet.family, url: moved(sheet.family.url) };
  return { ...sheet, family, ...(team && { team: { ...team, url: moved(team.url) } }) };
};

/** Fills the box once, by the same code that serves it; afterwards the sheet tells what was made. */
const prepare = async (): Promise<DemoSheet> => {
  if (existsSync(sheetFile)) return atPortal(JSON.parse(readFileSync(sheetFile, "utf8")) as DemoSheet);
  process.stderr.write("· L’école de démonstration s’installe…\n");
  const config = loadConfig({ ...boxEnv, PORT: String(port) });
  const clock = createClock(config.TZ);
  const db = openDatabase(join(config.DATA_DIR, "preau.sqlite"), clock);
  await migrate(db);
  if (getSchool(db) !== undefined)
    fail(
      `${data} contient déjà une école qui n’est pas celle de la démonstration. Choisissez un autre dossier avec --data.`,
    );
  const deps = { db, clock, config, files: new FileStore(join(config.DATA_DIR, "files")) };
  const sheet = await fillBox(deps, features);
  const uai = getSchool(db)?.uai ?? "";
  const oneTimeToken = await inviteSchool({ store: await openStore(store, clock), clock }, uai, false);
  await connectPortal(deps, { url: portalUrl, oneTimeToken });
  db.$client.close();
  await writeAtomically(sheetFile, Buffer.from(JSON.stringify(sheet)));
  return sheet;
};

let isStopping = false;
const stop = async (code: number): Promise<void> => {
  if (isStopping) return;
  isStopping = true;
  await stopPrograms(programs);
  process.exit(code);
};
process.on("SIGINT", () => stop(0));
process.on("SIGTERM", () => stop(0));

try {
  programs.push(await startProgram("portal", portalPort, { STORE: store, PUBLIC_URL: portalUrl }));
  const sheet = await prepare();
  programs.push(await startProgram("main", port, boxEnv));
  const box = `http://localhost:${port}`;
  const { signIns, family } = sheet;
  if (isJson) process.stdout.write(`${JSON.stringify({ box, portal: portalUrl, signIns, family })}\n`);
  else await printSheet(box, portalUrl, sheet);
} catch (error) {
  process.stderr.write(`✗ ${error instanceof Error ? error.message : String(error)}\n`);
  await stop(1);
}
for (const { process: child } of programs)
  child.once("exit", (code) => {
    if (isStopping) return;
    process.stderr.write(`✗ Un des deux programmes s’est arrêté (code ${code}).\n`);
    void stop(1);
  });
