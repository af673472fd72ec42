import { page } from "../../../core/http.ts";
import { readMachine } from "../../../people/machine.ts";
import { lastJobs, lastLogs, listBackups, readHttps } from "../state.ts";
import { machineView } from "../views-machine.ts";

export const machine = page(async (ctx) =>
  machineView(ctx, await readMachine(ctx), {
    https: readHttps(ctx),
    backups: await listBackups(ctx.config.DATA_DIR),
    jobs: lastJobs(ctx.db),
    logs: lastLogs(),
  }),
);
