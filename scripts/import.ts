import { readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { createClock } from "../server/core/clock.ts";
import { ConfigError, loadConfig } from "../server/core/config.ts";
import { type Db, openDatabase } from "../server/core/db.ts";
import { newestInstant } from "../server/core/events.ts";
import { migrate } from "../server/core/migrate.ts";
import { applyImport, planNow } from "../server/people/import/apply.ts";
import { countPlan } from "../server/people/import/counts.ts";
import { readingContext, stageImport } from "../server/people/import/imports.ts";
import type { Plan, PlanCounts } from "../server/people/import/plan-types.ts";
import type { Dropped, Reading } from "../server/people/import/read.ts";
import { readApart } from "../server/people/import/read-apart.ts";
import { Refused, refuseSize, UnknownColumns } from "../server/people/import/refuse.ts";
import { getSchool } from "../server/people/school.ts";

// npm run -s school:import -- FILE… [--dry-run] [--json] [--yes]
// Imports ONDE's files into the school in DATA_DIR. 0: applied, or dry; 2: refused, the reason on standard error.

const usage = "Usage : npm run -s school:import -- FICHIER… [--dry-run] [--json] [--yes]";

const refuse = (message: string): never => {
  process.stderr.write(`${message}\n`);
  process.exit(2);
};

const readOptions = () => {
  try {
    const { values, positionals } = parseArgs({
      options: { "dry-run": { type: "boolean" }, json: { type: "boolean" }, yes: { type: "boolean" } },
      allowPositionals: true,
    });
    return {
      files: positionals,
      isDry: values["dry-run"] ?? false,
      isJson: values.json ?? false,
      isSure: values.yes ?? false,
    };
  } catch {
    return refuse(usage);
  }
};

const openFile = (path: string): Dropped => {
  try {
    refuseSize(statSync(path).size);
    return { name: basename(path), bytes: readFileSync(path) };
  } catch (error) {
    if (error instanceof Refused) return refuse(`${path}\u00a0: ${error.message}`);
    return refuse(`${path}\u00a0: ce fichier ne peut pas être lu.`);
  }
};

const askOnScreen =
  "Déposez ce tableau une fois à l’écran (Direction → Annuaire → Importer)\u00a0: vous direz ce que contient chaque colonne, et Préau s’en souviendra ici aussi.";

const readAll = async (paths: readonly string[], db: Db): Promise<Reading> => {
  try {
    return await readApart(paths.map(openFile), readingContext(db));
  } catch (error) {
    if (error instanceof UnknownColumns) return refuse(`${error.file}\u00a0: ${error.message}\n${askOnScreen}`);
    if (error instanceof Refused) return refuse([error.file, error.message].filter(Boolean).join("\u00a0: "));
    throw error;
  }
};

const summary = (counts: PlanCounts): string => {
  const line = (title: string, { new: added, changed, unchanged, doubtful, rejected }: PlanCounts["pupils"]): string =>
    `${title}\u00a0: ${added} nouveaux, ${changed} modifiés, ${unchanged} inchangés, ${doubtful} douteux, ${rejected} rejetés`;
  return [
    line("Élèves", counts.pupils),
    `${line("Responsables", counts.guardians)}, ${counts.guardians.waiting} en attente`,
    line("Enseignants", counts.staff),
    `Classes\u00a0: ${counts.classrooms}. Liens responsable–élève\u00a0: ${counts.links}, ${counts.linksWaiting} en attente d’une décision.`,
  ].join("\n");
};

/** On standard error: what somebody should look at, row by row. */
const remark = ({ rejected, notes, warnings, leavers }: Plan): void => {
  for (const { file, line, reason } of rejected)
    process.stderr.write(`${file}, ligne ${line}, rejetée\u00a0: ${reason}\n`);
  for (const { file, line, reason } of notes) process.stderr.write(`${file}, ligne ${line}\u00a0: ${reason}\n`);
  for (const { text } of warnings) process.stderr.write(`${text}\n`);
  if (leavers.length > 0)
    process.stderr.write(
      `${leavers.length} élèves de l’annuaire ne figurent plus dans ces fichiers\u202f; ils y restent.\n`,
    );
};

const isAsked = ({ warnings }: Plan): boolean => warnings.some(({ asks }) => asks);

const openSchool = async (): Promise<{ db: Db; clock: ReturnType<typeof createClock> }> => {
  try {
    const config = loadConfig(process.env);
    const clock = createClock(config.TZ);
    const db = openDatabase(join(config.DATA_DIR, "preau.sqlite"), clock);
    await migrate(db, join(config.DATA_DIR, "backups"));
    clock.notBefore(newestInstant(db) ?? "");
    if (getSchool(db) === undefined)
      refuse("Il n’y a pas encore d’école ici. Créez-la d’abord\u00a0: npm run school:create");
    return { db, clock };
  } catch (error) {
    if (error instanceof ConfigError) return refuse(`Réglage refusé\n${error.message}`);
    throw error;
  }
};

const { files, isDry, isJson, isSure } = readOptions();
if (files.length === 0) refuse(usage);
const { db, clock } = await openSchool();
const reading = await readAll(files, db);
const planned = planNow(db, clock, reading.records);
remark(planned);
if (isAsked(planned) && !isDry && !isSure)
  refuse("Rien n’a été importé. Si ces fichiers sont bien les bons, relancez avec --yes.");
const importing = { db, clock, actor: null };
const plan = isDry ? planned : applyImport(importing, stageImport(importing, reading), reading.records);
db.$client.close();
const counts = countPlan(plan);
process.stdout.write(`${isJson ? JSON.stringify(counts) : summary(counts)}\n`);
