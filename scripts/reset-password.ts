import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createClock } from "../server/core/clock.ts";
import { ConfigError, loadConfig } from "../server/core/config.ts";
import { type Db, openDatabase } from "../server/core/db.ts";
import { newestInstant } from "../server/core/events.ts";
import { migrate } from "../server/core/migrate.ts";
import { headIds } from "../server/people/actor.ts";
import { accountOf } from "../server/people/credentials-account.ts";
import { openRescue } from "../server/people/rescue.ts";

/* The head is locked out: whoever can type on the box gets a code that opens her account once, within ten minutes. Works while the service runs and while it is stopped. */

const usage = "Usage : npm run -s school:reset-password -- [--identifiant PRENOM.NOM] [--json]";

class Refused extends Error {}

const readOptions = () =>
  parseArgs({ options: { identifiant: { type: "string" }, json: { type: "boolean", default: false } } }).values;

/** A file that root writes into the service's folder would stop the service. */
const refuseForeignFolder = (file: string): void => {
  if (!existsSync(file)) throw new Refused(`Il n’y a pas d’école dans ${file}. Indiquez son dossier avec DATA_DIR=…`);
  const owner = statSync(file).uid;
  if (process.getuid?.() !== owner)
    throw new Refused(
      "Ces données appartiennent à un autre utilisateur de la machine : lancez « sudo preau-mot-de-passe ».",
    );
};

const headAccount = (db: Db, login: string | undefined) => {
  const heads = headIds(db).flatMap((id) => accountOf(db, id) ?? []);
  const chosen = login === undefined ? heads : heads.filter((account) => account.login === login);
  const [account] = chosen;
  if (account !== undefined && chosen.length === 1) return account;
  throw new Refused(
    heads.length === 0
      ? "Cette boîte n’a pas encore de direction."
      : `Précisez qui avec --identifiant : ${heads.map((head) => head.login).join(", ")}.`,
  );
};

const open = async (login: string | undefined) => {
  const config = loadConfig(process.env);
  const file = join(config.DATA_DIR, "preau.sqlite");
  refuseForeignFolder(file);
  const clock = createClock(config.TZ);
  const db = openDatabase(file, clock);
  try {
    await migrate(db, join(config.DATA_DIR, "backups"));
    clock.notBefore(newestInstant(db) ?? "");
    const account = headAccount(db, login);
    return { identifiant: account.login, code: openRescue({ db, clock }, account.personId, "command"), minutes: 10 };
  } finally {
    db.$client.close();
  }
};

const reasonOf = (error: unknown): string | undefined => {
  if (error instanceof Refused || error instanceof ConfigError) return error.message;
  if (error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS")) return usage;
  return undefined;
};

try {
  const options = readOptions();
  const opened = await open(options.identifiant);
  if (options.json) process.stdout.write(`${JSON.stringify(opened)}\n`);
  else
    process.stdout.write(
      `Code pour ${opened.identifiant}, une seule fois, pendant dix minutes : ${opened.code}\nSur un ordinateur de l’école : « J’ai un code d’activation ». Toute l’équipe sera avertie.\n`,
    );
} catch (error) {
  const reason = reasonOf(error);
  if (reason === undefined) throw error;
  process.stderr.write(`${reason}\n`);
  process.exitCode = 2;
}
