import type { IncomingMessage } from "node:http";
import express, { type ErrorRequestHandler, type Express } from "express";
import { version } from "../core/config.ts";
import { Refused } from "../wire/refused.ts";
import { createAccess } from "./access.ts";
import { boxRoutes } from "./box-routes.ts";
import type { Deps } from "./deps.ts";
import { requestLog, securityHeaders } from "./headers.ts";
import { holderRoutes } from "./holder-routes.ts";
import { pageRoutes } from "./pages.ts";
import { notFound, Rejected } from "./rejected.ts";
import { bodyWithin, patienceFor } from "./requests.ts";

/** The portal: a guard before an object store. It holds no key and knows no name. `build`: where the app's built files lie. */
export function createPortal(deps: Deps, build?: string): Express {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.set("query parser", "simple");
  app.set("trust proxy", "loopback");
  app.use(requestLog(deps.log));
  app.use(securityHeaders(deps.publicUrl));
  app.use(bodyWithin(patienceFor));
  app.get("/sante", (_req, res) => void res.json({ ok: true, role: "portal", version }));
  const access = createAccess(deps);
  boxRoutes(app, deps, access);
  holderRoutes(app, deps, access);
  pageRoutes(app, build);
  app.use((_req, _res, next) => next(notFound()));
  app.use(errorAnswer(deps));
  return app;
}

/** A word and, where it helps, figures. Nothing of the request comes back. */
const errorAnswer =
  ({ log }: Deps): ErrorRequestHandler =>
  (error: unknown, req: IncomingMessage, res, _next) => {
    if (res.headersSent) return void res.destroy(); // the other side hung up, or must learn that the rest is missing
    const { status, reason, details } = rejectionOf(error);
    if (status >= 500 && status !== 507) log.error({ err: error }, "request failed");
    if (typeof details.retryAfter === "number") res.set("Retry-After", String(details.retryAfter));
    if (!req.complete) res.set("Connection", "close"); // the rest of a refused body is not worth reading
    res.status(status).json({ reason, ...details });
  };

function rejectionOf(error: unknown): Rejected {
  if (error instanceof Rejected) return error;
  if (error instanceof Refused) return new Rejected(statusOf(error), error.reason);
  if (isDiskFull(error)) return new Rejected(507, "disk-full");
  const status = isFault(error) ? 500 : (error as { status: number }).status;
  return new Rejected(status, status === 413 ? "too-large" : status === 500 ? "fault" : "malformed");
}

const statusOf = ({ reason }: Refused): number =>
  reason === "bad-signature" || reason === "wrong-school" ? 403 : reason === "older" ? 409 : 400;

const isDiskFull = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT");

/** Express and body-parser put 4xx on what the client did wrong. */
const isFault = (error: unknown): boolean =>
  !(error instanceof Error && "status" in error && typeof error.status === "number" && error.status < 500);
