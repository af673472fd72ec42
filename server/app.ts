import type { ServerOptions } from "node:http";
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from "express";
import session from "express-session";
import { version } from "./core/config.ts";
import { dispatch, type Ports, sendProblem } from "./core/dispatch.ts";
import { DiskFull, NotFound, Problem } from "./core/errors.ts";
import type { Feature } from "./core/feature.ts";
import type { Log } from "./core/log.ts";
import { paths } from "./core/paths.ts";
import { allowHosts, hurry, isTls, requestLog, securityHeaders } from "./core/requests.ts";
import { collectRoutes, type Route } from "./core/routes.ts";

export interface AppDeps extends Ports {
  readonly log: Log;
  readonly allowedHosts: readonly string[];
}

/** Every route of the registry, in the order in which Express tries them. */
export const routesOf = (features: readonly Feature[]): Route[] =>
  features.flatMap((feature) => collectRoutes(feature.id, (r) => feature.routes(r)));

/** A cookie for each scheme: what travels in clear can neither read nor replace the one that does not. */
const sessionsFor = ({ secret, sessions }: Ports, isSecure: boolean): RequestHandler => {
  const store: session.Store = Object.create(sessions); // express-session writes its cookie's settings onto the store
  return session({
    name: isSecure ? "__Host-sid" : "sid",
    secret: Buffer.from(secret).toString("base64"),
    store,
    resave: false,
    saveUninitialized: false,
    rolling: false,
    cookie: { httpOnly: true, path: "/", secure: isSecure, sameSite: isSecure ? "lax" : "strict" },
  });
};

/** The whole application: the ordered list of middleware, then the features. */
export const createApp = (deps: AppDeps): Express => {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.set("query parser", "simple");
  app.use(requestLog(deps.log));
  app.use(securityHeaders);
  app.use(hurry);
  app.get("/sante", (_req, res) => {
    res.json({ ok: true, role: "box", version, school: deps.hasSchool(), time: deps.clock.iso() });
  });
  app.use(allowHosts(deps.allowedHosts));
  app.use("/static", express.static(paths.static, { maxAge: "1h", index: false }));
  const [plain, secure] = [sessionsFor(deps, false), sessionsFor(deps, true)];
  app.use((req, res, next) => (isTls(req) ? secure : plain)(req, res, next));
  app.use(express.urlencoded({ extended: false, limit: "1mb", parameterLimit: 5000 }));
  app.get("/", (_req, res) => res.redirect(303, "/accueil"));
  for (const route of routesOf(deps.registry.features)) {
    app[route.method === "GET" ? "get" : "post"](route.path, dispatch(deps, route));
  }
  app.use((_req, _res, next) => next(new NotFound()));
  app.use(errorPage(deps));
  return app;
};

const errorPage =
  (deps: AppDeps): ErrorRequestHandler =>
  (error: unknown, req, res, next) => {
    if (res.headersSent) return next(error);
    const { status, message } = problemOf(error);
    if (status >= 500) deps.log.error({ err: error, pattern: req.route?.path }, "request failed");
    sendProblem(deps, req, res, status, message, error);
  };

const problemOf = (error: unknown): { status: number; message: string } => {
  if (error instanceof Problem) return error;
  const { code, type, status } = (typeof error === "object" && error !== null ? error : {}) as Record<string, unknown>;
  if (code === "SQLITE_FULL" || code === "ENOSPC") return new DiskFull();
  if (code === "LIMIT_FILE_SIZE" || type === "entity.too.large")
    return { status: 413, message: "Ce fichier dépasse la taille permise." };
  if (code === "LIMIT_FILE_COUNT" || code === "LIMIT_UNEXPECTED_FILE")
    return { status: 422, message: "Il y a trop de fichiers." };
  if (typeof status === "number" && status >= 400 && status < 500)
    return { status, message: "La demande n’a pas été comprise." };
  return { status: 500, message: "Ce n’est pas votre faute. La boîte l’a noté\u202f; réessayez dans un instant." };
};

/** Limits against slow sockets: Node looks every half minute unless told otherwise. */
export const serverLimits: ServerOptions = {
  headersTimeout: 10_000,
  requestTimeout: 120_000,
  keepAliveTimeout: 15_000,
  connectionsCheckingInterval: 1_000,
};
export const mostConnections = 1000;
