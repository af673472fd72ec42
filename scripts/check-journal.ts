import { join } from "node:path";
import { createClock } from "../server/core/clock.ts";
import { loadConfig } from "../server/core/config.ts";
import { openDatabase } from "../server/core/db.ts";
import { checkChain } from "../server/core/event-chain.ts";

/* Recomputes the audit trail's chain: 0 when it holds, 1 when something was changed, with the number of the first action that does not fit. */

const config = loadConfig(process.env);
const db = openDatabase(join(config.DATA_DIR, "preau.sqlite"), createClock(config.TZ));
const { checked, brokenAt, seal } = await checkChain(db);
db.$client.close();
process.stdout.write(`${JSON.stringify({ ok: brokenAt === null, checked, brokenAt, seal })}\n`);
process.exitCode = brokenAt === null ? 0 : 1;
