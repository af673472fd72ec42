import { randomBytes } from "node:crypto";
import type { Request, RequestHandler, Response } from "express";
import type { Actor } from "./actor.ts";
import { DiskFull, Forbidden, NotFound, TooMany } from "./errors.ts";
import type { Deps, Feature, Registry, SyncPort } from "./feature.ts";
import type { Result, Session, Visit } from "./http.ts";
import { randomId } from "./ids.ts";
import { csrfToken, editorPolicy, isSameOrigin, isToken, run } from "./requests.ts";
import type { Route } from "./routes.ts";
import type { SqliteSessionStore } from "./session-store.ts";
import { parserOf, receive, removeUploads, uploadsOf } from "./uploads.ts";
import { type Chrome, type Flash, renderPage, renderTemplate, type View } from "./view.ts";

/** What the application is given besides the registry; everything a request may touch. */
export interface Ports extends Deps {
  readonly registry: Registry;
  readonly sync: SyncPort;
  readonly sessions: SqliteSessionStore;
  /** Secret behind the CSRF tokens. */
  readonly secret: Uint8Array;
  readonly temporaryFolder: string;
  loadActor(personId: string, beganAt: string): Actor | undefined;
  hasSchool(): boolean;
  /** Whether the disk has room for anything new. */
  hasRoom(): boolean;
  /** The product's name before there is a school. */
  schoolName(): string;
  lineOf(actor: Actor): Chrome["line"];
}

const flashes = new Map<string, Flash>();
const keepFlash = (sessionId: string, flash: Flash): void => {
  if (flashes.size > 5000) flashes.clear();
  flashes.set(sessionId, flash);
};
const takeFlash = (sessionId: string): Flash | null => {
  const flash = flashes.get(sessionId) ?? null;
  flashes.delete(sessionId);
  return flash;
};

const currentActor = (ports: Ports, req: Request): Actor | null => {
  const { personId, beganAt } = req.session;
  if (personId === undefined) return null;
  return ports.loadActor(personId, beganAt ?? "") ?? null;
};

const sessionOf = (ports: Ports, req: Request): Session => ({
  csrf: req.session.personId === undefined ? "" : csrfToken(ports.secret, req.sessionID),
  signIn: (personId, { idleMs, absoluteMs }) =>
    new Promise((resolve, reject) => {
      req.session.regenerate((error: unknown) => {
        if (error) return reject(error);
        const endsAt = new Date(ports.clock.now().getTime() + absoluteMs).toISOString();
        Object.assign(req.session, { personId, idleMs, endsAt, beganAt: ports.clock.iso() });
        resolve();
      });
    }),
  signOut: () => new Promise((resolve) => req.session.destroy(() => resolve())),
  endOthersOf: async (personId) => {
    const own = { ...req.session };
    ports.sessions.endAllOf(personId);
    if (own.personId === personId) await sessionOf(ports, req).signIn(personId, limitsOf(own, ports));
  },
});

const limitsOf = (own: { idleMs?: number; endsAt?: string }, ports: Ports) => ({
  idleMs: own.idleMs ?? 3_600_000,
  absoluteMs: Math.max(0, Date.parse(own.endsAt ?? "") - ports.clock.now().getTime()) || 3_600_000,
});

const cookie = (req: Request, name: string): string | undefined =>
  req.headers.cookie
    ?.split(/;\s*/)
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);

const isDeviceName = (value: string | undefined): value is string =>
  value !== undefined && /^[0-9a-f]{32}$/.test(value);

/** The browser's own random name; given on the first public page. */
const deviceOf = (req: Request, res: Response, isPublic: boolean): string => {
  const known = cookie(req, "device");
  if (isDeviceName(known)) return known;
  const fresh = randomId();
  if (isPublic) res.cookie("device", fresh, { httpOnly: true, sameSite: "strict", maxAge: 365 * 86_400_000 });
  return fresh;
};

const loopback = new Set(["127.0.0.1", "::1", "::ffff:127.0.0.1"]);
const firstOf = (value: unknown): string | undefined =>
  Array.isArray(value) ? firstOf(value[0]) : typeof value === "string" ? value : undefined;

const queryOf = (req: Request): Record<string, string> => {
  const query: Record<string, string> = {};
  for (const [name, value] of Object.entries(req.query)) {
    const first = firstOf(value);
    if (first !== undefined) query[name] = first;
  }
  return query;
};

const visitOf = (ports: Ports, route: Route, req: Request, res: Response): Visit => ({
  db: ports.db,
  clock: ports.clock,
  config: ports.config,
  files: ports.files,
  sync: ports.sync,
  registry: ports.registry,
  actor: currentActor(ports, req),
  params: req.params as Record<string, string>,
  query: queryOf(req),
  session: sessionOf(ports, req),
  isFragment: req.headers["hx-request"] === "true" && req.headers["hx-boosted"] === undefined,
  device: deviceOf(req, res, route.handler.access === "public"),
  isLocal: loopback.has(req.socket.remoteAddress ?? ""),
  origin: `http://${req.headers.host ?? "localhost"}`,
});

const mayEnter = (features: readonly Feature[], route: Route, visit: Visit): boolean => {
  if (route.handler.access === "public") return true;
  const feature = features.find(({ id }) => id === route.featureId);
  return visit.actor !== null && feature?.visibleTo(visit.actor) === true;
};

/** Express's handler for one route: who, may they enter, is the change ours, then the feature's own answer. */
export const dispatch = (ports: Ports, route: Route): RequestHandler => {
  const isChange = route.method !== "GET";
  const worksWhenFull = route.handler.access === "public" || route.handler.worksWhenFull === true;
  const { upload } = route.handler;
  let parser: Promise<RequestHandler> | undefined;
  return run(async (req, res) => {
    if (isChange && !isSameOrigin(req)) throw new Forbidden("Cette demande ne vient pas d’une page de l’école.");
    const visit = visitOf(ports, route, req, res);
    if (visit.actor === null && route.handler.access !== "public") return askToSignIn(ports, req, res, isChange);
    if (!mayEnter(ports.registry.features, route, visit)) throw new NotFound();
    if (isChange && !worksWhenFull && !ports.hasRoom()) throw new DiskFull();
    try {
      if (upload !== undefined) {
        parser ??= parserOf(ports.temporaryFolder, upload);
        await receive(await parser, req, res);
      }
      const body: Record<string, unknown> = req.body ?? {};
      if (isChange && visit.actor !== null && !isToken(visit.session.csrf, req.headers["x-csrf-token"] ?? body._csrf))
        throw new Forbidden("La page était restée ouverte trop longtemps. Rechargez-la et recommencez.");
      answer(ports, visit, req, res, await route.handler.run(visit, body, uploadsOf(req)));
    } finally {
      await removeUploads(req);
    }
  });
};

const askToSignIn = (ports: Ports, req: Request, res: Response, isChange: boolean): void => {
  const back = isChange || req.originalUrl === "/accueil" ? "" : `?suite=${encodeURIComponent(req.originalUrl)}`;
  goTo(req, res, ports.hasSchool() ? `/connexion${back}` : "/installation");
};

const goTo = (req: Request, res: Response, url: string): void => {
  if (req.headers["hx-request"] === "true") res.setHeader("HX-Redirect", url).status(200).end();
  else res.redirect(303, url);
};

const answer = (ports: Ports, visit: Visit, req: Request, res: Response, result: Result): void => {
  if ("redirect" in result) {
    if (result.flash !== undefined) keepFlash(req.sessionID, result.flash);
    goTo(req, res, result.redirect);
  } else if ("json" in result) {
    res.status(result.status ?? 200).json(result.json);
  } else if ("bytes" in result) {
    res.setHeader("Content-Type", result.type);
    res.setHeader("Cache-Control", result.isImmutable ? "private, max-age=31536000, immutable" : "no-store");
    if (result.downloadAs !== undefined) res.attachment(result.downloadAs);
    res.end(result.bytes);
  } else sendHtml(res, result.status ?? 200, htmlOf(ports, visit, req, res, result));
};

const htmlOf = (ports: Ports, visit: Visit, req: Request, res: Response, view: View): string => {
  const csrf = visit.session.csrf;
  if (visit.isFragment && view.fragment !== undefined) return renderTemplate(view.fragment, { ...view.data, csrf });
  if (view.title === undefined) return renderTemplate(view.view, { ...view.data, csrf });
  const nonce = view.hasEditor ? randomBytes(16).toString("base64") : "";
  if (nonce !== "") res.setHeader("Content-Security-Policy", editorPolicy(nonce));
  return renderPage(view, chromeOf(ports, visit, req, view, nonce), { csrf });
};

/** "AM" for "Mme Morin", Anne; "LR" for "Léa Roux". */
const initialsOf = ({ firstName, displayName }: Actor): string => {
  const family = displayName.replace(/^(Mme|M\.)\s+/, "").replace(`${firstName} `, "");
  return (firstName.charAt(0) + family.charAt(0)).toUpperCase();
};

const chromeOf = (ports: Ports, visit: Visit, req: Request, view: View, nonce: string): Chrome => {
  const { actor } = visit;
  return {
    title: view.title ?? "",
    school: ports.schoolName(),
    user: actor && {
      name: actor.displayName,
      firstName: actor.firstName,
      avatar: actor.avatar,
      initials: initialsOf(actor),
    },
    nav: actor === null ? [] : navOf(ports.registry, actor, req.path),
    toPupils: actor !== null && (actor.isHead || actor.role === "teacher") ? "/deconnexion?vers=eleves" : null,
    line: actor === null ? null : ports.lineOf(actor),
    csrf: visit.session.csrf,
    flash: takeFlash(req.sessionID),
    scripts: view.scripts ?? [],
    bodyClass: view.bodyClass ?? "",
    nonce,
  };
};

const isWithin = (path: string, home: string): boolean => path === home || path.startsWith(`${home}/`);

/** The actor's tools; the current one is the longest whose home the path lies below. */
const navOf = (registry: Registry, actor: Actor, path: string): Chrome["nav"] => {
  const entries = registry.features
    .flatMap(({ title, icon, home, visibleTo }) =>
      home !== null && visibleTo(actor) ? [{ href: home, label: title, icon }] : [],
    )
    .slice(0, 7);
  const nearest = Math.max(0, ...entries.map(({ href }) => (isWithin(path, href) ? href.length : 0)));
  return entries.map((entry) => ({ ...entry, current: isWithin(path, entry.href) && entry.href.length === nearest }));
};

const sendHtml = (res: Response, status: number, html: string): void => {
  res.setHeader("Content-Type", "text/html; charset=utf-8");
  res.setHeader("Cache-Control", "no-store");
  res.status(status).end(Buffer.from(html)); // far faster than handing the text to the socket
};

/** What a Problem's page says; a refusal by throttling also tells browsers when to come back. */
export const sendProblem = (
  ports: Ports,
  req: Request,
  res: Response,
  status: number,
  message: string,
  error?: unknown,
): void => {
  if (error instanceof TooMany) res.setHeader("Retry-After", String(error.retryAfterSeconds));
  const title = titles[status] ?? "Un problème est survenu";
  if (req.headers["hx-request"] === "true") {
    sendHtml(res, status, renderTemplate("shared/_flash", { flash: { text: message, tone: "brick" } }));
    return;
  }
  const view: View = { view: "shared/error", data: { status, title, message }, title, layout: "bare" };
  const chrome: Chrome = {
    title,
    school: ports.schoolName(),
    user: null,
    nav: [],
    toPupils: null,
    line: null,
    csrf: "",
    flash: null,
    scripts: [],
    bodyClass: "",
    nonce: "",
  };
  sendHtml(res, status, renderPage(view, chrome, { csrf: "" }));
};

const titles: Readonly<Record<number, string>> = {
  403: "Ce n’est pas possible",
  404: "Page introuvable",
  409: "Cela a changé entre-temps",
  413: "Fichier trop lourd",
  422: "Saisie à corriger",
  429: "Un peu de patience",
  500: "Un problème est survenu",
  507: "Le disque de la boîte est plein",
};
