import { createServer } from "node:http";
import { createClock } from "../core/clock.ts";
import { ConfigError, loadPortalConfig, type PortalConfig } from "../core/config.ts";
import { createLog } from "../core/log.ts";
import { createPortal } from "./app.ts";
import { openStore } from "./store/open.ts";
import { sweep } from "./sweep.ts";

const HOUR = 60 * 60 * 1000;

function readConfig(): PortalConfig {
  try {
    return loadPortalConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`Réglage refusé\n${error.message}\n`);
    process.exit(2);
  }
}

const config = readConfig();
const log = createLog(config.LOG_LEVEL);
const clock = createClock(config.TZ);
const deps = {
  store: await openStore(config.STORE, clock),
  clock,
  log,
  publicUrl: config.PUBLIC_URL,
};

const server = createServer(createPortal(deps));
server.headersTimeout = 10_000;
server.requestTimeout = 16 * 60_000; // each route has its own, shorter limit
server.keepAliveTimeout = 65_000;
server.maxConnections = 5000;
server.listen(config.PORT, config.HOST, () => log.info({ address: server.address() }, "portal listening"));

const sweeping = setInterval(() => sweep(deps).catch((error) => log.error({ err: error }, "sweep failed")), HOUR);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    clearInterval(sweeping);
    server.close(() => process.exit(0));
    server.closeIdleConnections();
    setTimeout(() => process.exit(0), 5000).unref();
  });
}
