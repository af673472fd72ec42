import { rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { mostConnections, serverLimits } from "./app.ts";
import { createBox } from "./box.ts";
import { createClock } from "./core/clock.ts";
import { type Config, ConfigError, loadConfig, version } from "./core/config.ts";
import { DamagedDatabase, openSound } from "./core/damage.ts";
import type { Db } from "./core/db.ts";
import { makeRoomToOpen } from "./core/disk.ts";
import { newestInstant } from "./core/events.ts";
import { removeLeftovers } from "./core/files.ts";
import { startFollowers } from "./core/followers.ts";
import { startJobs } from "./core/jobs.ts";
import { createLog } from "./core/log.ts";
import { migrate, NewerDatabase } from "./core/migrate.ts";
import { sweepJob } from "./core/sweep.ts";
import { features } from "./features.ts";
import { serveHttps } from "./people/https/serve.ts";
import { takeBackInterrupted } from "./people/import/undo.ts";
import { announce, lanUrls } from "./people/lan.ts";
import { getSchool } from "./people/school.ts";
import { ensureSetupCode } from "./people/setup-code.ts";
import { createRescue } from "./rescue.ts";

const refuse = (message: string): never => {
  process.stderr.write(`${message}\n`);
  process.exit(78);
};

const readConfig = (): Config => {
  try {
    return loadConfig(process.env);
  } catch (error) {
    if (error instanceof ConfigError) return refuse(`Réglage refusé. ${error.message}`);
    throw error;
  }
};

const listen = (server: Server, config: Config): Promise<number> =>
  new Promise((resolve) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE")
        refuse(`Le port ${config.PORT} est déjà pris. Choisissez-en un autre avec PORT=… ou arrêtez ce qui l’occupe.`);
      if (error.code === "EACCES")
        refuse(`Le port ${config.PORT} demande d’autres droits. Lancez le service installé, ou choisissez PORT=8080.`);
      refuse(`Impossible d’écouter sur ${config.HOST}:${config.PORT} (${error.code}).`);
    });
    server.listen(config.PORT, config.HOST, () => resolve((server.address() as AddressInfo).port));
  });

/** For whoever installs the box: where it is, and the code that opens its first page. */
const sayWhere = async (): Promise<void> => {
  const { byName, byAddress } = lanUrls(config, port);
  const { default: QRCode } = await import("qrcode");
  const picture = await QRCode.toString(byAddress[0] ?? byName, { type: "utf8", errorCorrectionLevel: "L" });
  process.stdout.write(`Préau ${version} répond : ${[byName, ...byAddress].join("  ou  ")}\n${picture}\n`);
  if (getSchool(db) !== undefined) return;
  const code = ensureSetupCode(config.DATA_DIR);
  process.stderr.write(`Cette boîte n’a pas encore d’école. Code de mise en service : ${code}\n`);
};

const openSchool = async (): Promise<Db> => {
  const opened = openSound(config.DATA_DIR, clock);
  await migrate(opened, join(config.DATA_DIR, "backups"));
  return opened;
};

/** The data cannot be opened: whoever looks at the box reads why, until it is stopped. To end instead would be to end again every two seconds. */
const standIn = async (message: string): Promise<never> => {
  const { app, summary } = createRescue(config, message);
  process.stderr.write(`${summary}\n`);
  await listen(createServer(serverLimits, app), config);
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => process.exit(0));
  return new Promise(() => undefined);
};

const config = readConfig();
const log = createLog(config.LOG_LEVEL);
const clock = createClock(config.TZ);
makeRoomToOpen(config.DATA_DIR);
const db = await openSchool().catch(async (error: unknown) => {
  if (error instanceof NewerDatabase || error instanceof DamagedDatabase) await standIn(error.message);
  throw error;
});
clock.notBefore(newestInstant(db) ?? "");
const interrupted = takeBackInterrupted({ db, clock });
if (interrupted > 0) log.warn({ interrupted }, "an import that a stop had interrupted was taken back");
await removeLeftovers(join(config.DATA_DIR, "files"));
await rm(join(config.DATA_DIR, "tmp"), { recursive: true, force: true }); // uploads that a power cut interrupted
const box = createBox({ config, clock, log, db, features, sessionsFile: join(config.DATA_DIR, "sessions.sqlite") });
const server = createServer(serverLimits, box.app);
server.maxConnections = mostConnections;
const port = await listen(server, config);
const https = await serveHttps({ config, clock, log, app: box.app, limits: serverLimits, mostConnections });
if (https !== null) box.answersOverHttps(https.port);
const jobs = [...features.flatMap((feature) => feature.jobs ?? []), sweepJob(features)];
const stopJobs = startJobs(box.deps, jobs, log);
const stopFollowers = startFollowers(box.deps, features, log);
const stopAnnouncing = announce(config, port, log);
box.parents.start();
box.disk.start();
log.info({ version, port }, "the box answers");
await sayWhere();

let isStopping = false;
const stop = async (): Promise<void> => {
  if (isStopping) return;
  isStopping = true;
  server.close();
  server.closeIdleConnections();
  https?.stop();
  stopFollowers();
  box.mail.stop();
  await Promise.all([stopJobs(), stopAnnouncing(), box.parents.stop(), box.disk.stop()]);
  server.closeAllConnections();
  https?.end();
  box.close();
  db.$client.close();
  process.exit(0);
};
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
