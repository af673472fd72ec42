import { parseArgs } from "node:util";
import { createClock } from "../server/core/clock.ts";
import { ConfigError, loadPortalConfig } from "../server/core/config.ts";
import { isUai } from "../server/people/uai.ts";
import { inviteSchool } from "../server/portal/schools.ts";
import { openStore } from "../server/portal/store/open.ts";
import { formatCode } from "../server/wire/codes.ts";

// npm run -s portal:add-school -- --uai UAI [--new-key] [--json]
// Invites a school's box to the portal whose STORE is set, and prints the one-time token that the head types in.

const refuse = (message: string): never => {
  process.stderr.write(`${message}\n`);
  process.exit(2);
};

function readArguments(): { uai: string; mayReplaceKey: boolean; isJson: boolean } {
  try {
    const { values } = parseArgs({
      options: { uai: { type: "string" }, "new-key": { type: "boolean" }, json: { type: "boolean" } },
    });
    return {
      uai: (values.uai ?? "").toUpperCase(),
      mayReplaceKey: values["new-key"] ?? false,
      isJson: values.json ?? false,
    };
  } catch {
    return refuse("Usage : portal:add-school -- --uai UAI [--new-key] [--json]");
  }
}

function readConfig() {
  try {
    return loadPortalConfig(process.env);
  } catch (error) {
    if (error instanceof ConfigError) return refuse(`Réglage refusé\n${error.message}`);
    throw error;
  }
}

const { uai, mayReplaceKey, isJson } = readArguments();
if (!isUai(uai)) refuse("Cet UAI n’existe pas : sept chiffres et une lettre de contrôle, par exemple 0690078K.");
const config = readConfig();
const clock = createClock(config.TZ);
const store = await openStore(config.STORE, clock);
const token = formatCode(await inviteSchool({ store, clock }, uai, mayReplaceKey));
const text = `École ${uai} invitée. Code à saisir dans Direction → Synchronisation, une seule fois, d’ici 30 jours :\n${token}`;
process.stdout.write(`${isJson ? JSON.stringify({ uai, token }) : text}\n`);
