import { join } from "node:path";
import { parseArgs } from "node:util";
import * as z from "zod";
import { createClock } from "../server/core/clock.ts";
import { ConfigError, loadConfig } from "../server/core/config.ts";
import { openDatabase } from "../server/core/db.ts";
import { Problem } from "../server/core/errors.ts";
import { newestInstant } from "../server/core/events.ts";
import { migrate } from "../server/core/migrate.ts";
import { type CreatedSchool, createSchool } from "../server/people/create-school.ts";
import { getSchool } from "../server/people/school.ts";
import { forgetSetupCode } from "../server/people/setup-code.ts";

/* Does what the first-run wizard does, on an empty DATA_DIR, for whoever prepares many boxes. */

const usage =
  'Usage : npm run -s school:create -- --name NOM --uai UAI --zone A|B|C --head "Prénom Nom" [--title Mme|M.] [--phone TÉL] [--json]';

class Refused extends Error {}

const text = (name: string) => z.string(`il manque --${name}`).trim().min(1, `il manque --${name}`);
const Options = z.object({
  name: text("name").max(120),
  uai: text("uai"),
  zone: z.enum(["A", "B", "C"], "--zone est A, B ou C"),
  head: text("head").regex(/^\S+\s+\S/, '--head attend "Prénom Nom"'),
  title: z.enum(["Mme", "M."], "--title est Mme ou M.").nullable().default(null),
  phone: z.string().trim().default(""),
  json: z.boolean().default(false),
});
type Options = z.infer<typeof Options>;

const readOptions = (): Options => {
  const string = { type: "string" } as const;
  const options = { name: string, uai: string, zone: string, head: string, title: string, phone: string };
  const { values } = parseArgs({ options: { ...options, json: { type: "boolean" } } });
  const read = Options.safeParse(values);
  if (read.success) return read.data;
  throw new Refused(`${read.error.issues[0]?.message ?? "option refusée"}. ${usage}`);
};

const create = async (options: Options): Promise<CreatedSchool> => {
  const config = loadConfig(process.env);
  const clock = createClock(config.TZ);
  const db = openDatabase(join(config.DATA_DIR, "preau.sqlite"), clock);
  try {
    await migrate(db, join(config.DATA_DIR, "backups"));
    clock.notBefore(newestInstant(db) ?? "");
    const there = getSchool(db);
    if (there !== undefined) throw new Refused(`${config.DATA_DIR} contient déjà une école : ${there.name}.`);
    const [firstName = "", ...rest] = options.head.trim().split(/\s+/);
    const head = { firstName, lastName: rest.join(" "), title: options.title };
    const created = await createSchool({ db, clock, actor: null }, { ...options, head });
    forgetSetupCode(config.DATA_DIR);
    return created;
  } finally {
    db.$client.close();
  }
};

const reasonOf = (error: unknown): string | undefined => {
  if (error instanceof Refused || error instanceof Problem || error instanceof ConfigError) return error.message;
  if (error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS")) return usage;
  return undefined;
};

try {
  const options = readOptions();
  const created = await create(options);
  const result = {
    school: options.name,
    uai: options.uai,
    head: { name: options.head, identifiant: created.login },
    activationCode: created.activationCode,
    recoveryCode: created.recoveryCode,
  };
  if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else
    process.stdout.write(
      `${result.school} (${result.uai}) est créée.\nDirection : ${result.head.name}, identifiant ${result.head.identifiant}\nCode d’activation, une seule fois, 60 jours : ${result.activationCode}\nCode de secours, à ranger : ${result.recoveryCode}\n`,
    );
} catch (error) {
  const reason = reasonOf(error);
  if (reason === undefined) throw error;
  process.stderr.write(`${reason.replaceAll("\n", " ")}\n`);
  process.exitCode = 2;
}
