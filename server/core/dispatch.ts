import { createHash, randomBytes } from "node:crypto";
import type { Request, RequestHandler, Response } from "express";
import type { Actor } from "./actor.ts";
import { browserName } from "./browsers.ts";
import { underCover } from "./cover.ts";
import { DiskFull, Forbidden, NotFound, TooMany } from "./errors.ts";
import { type Deps, type Feature, isOffered, type Registry, type SyncPort } from "./feature.ts";
import { type Result, type Session, type SessionLimits, understoodHttp, type Visit } from "./http.ts";
import { randomId } from "./ids.ts";
import type { MailPort } from "./mail.ts";
import { coveredPage, type Looks, type Standing } from "./projection.ts";
import { csrfToken, editorPolicy, isSameOrigin, isTls, isToken, originOf, run } from "./requests.ts";
import type { Route } from "./routes.ts";
import type { SqliteSessionStore } from "./session-store.ts";
import { parserOf, receive, removeUploads, uploadsOf } from "./uploads.ts";
import { bareChrome, type Chrome, type Flash, renderPage, renderTemplate, type View } from "./view.ts";

/** What the application is given besides the registry; everything a request may touch. */
export interface Ports extends Deps {
  readonly registry: Registry;
  readonly sync: SyncPort;
  readonly mail: MailPort;
  readonly sessions: SqliteSessionStore;
  /** In mode tableau, what is uncovered. */
  readonly looks: Looks;
  /** Secret behind the CSRF tokens. */
  readonly secret: Uint8Array;
  readonly temporaryFolder: string;
  loadActor(personId: string, beganAt: string): Actor | undefined;
  hasSchool(): boolean;
  /** Whether the disk has room for anything new. */
  hasRoom(): boolean;
  /** The product's name before there is a school. */
  schoolName(): string;
  /** Where the same pages answer over https, for whoever called the box by this name (Host header); null: nowhere. */
  secureOriginOf(host: string): string | null;
  lineOf(actor: Actor): Chrome["line"];
}

interface KeptFlash {
  readonly flash: Flash;
  /** Comes from a page that the class may see. */
  readonly isProjectable: boolean;
}
const flashes = new Map<string, KeptFlash>();
const keepFlash = (sessionId: string, kept: KeptFlash): void => {
  if (flashes.size > 5000) flashes.clear();
  flashes.set(sessionId, kept);
};
/** On a projected screen what another page has to say waits until it may be said. */
const takeFlash = (sessionId: string, isCovered: boolean): Flash | null => {
  const kept = flashes.get(sessionId);
  if (kept === undefined || (isCovered && !kept.isProjectable)) return null;
  flashes.delete(sessionId);
  return kept.flash;
};

/** A session belongs to the scheme that it began on: an id overheard on http opens nothing over https. */
const currentActor = (ports: Ports, req: Request): Actor | null => {
  const { personId, beganAt, isSecure = false } = req.session;
  if (personId === undefined || isSecure !== isTls(req)) return null;
  return ports.loadActor(personId, beganAt ?? "") ?? null;
};

const sessionOf = (ports: Ports, req: Request): Session => ({
  csrf: req.session.personId === undefined ? "" : csrfToken(ports.secret, req.sessionID),
  isProjected: req.session.isProjected === true,
  project: (isOn) => {
    req.session.isProjected = isOn;
    ports.looks.end(req.sessionID);
  },
  uncover: (path) => ports.looks.begin(req.sessionID, path),
  signIn: (personId, limits) => newSession(ports, req, limits, { personId }),
  begin: (limits) => newSession(ports, req, limits, {}),
  devices: () => ports.sessions.listOf(req.session.personId ?? "", req.sessionID),
  endDevice: (name) => ports.sessions.endOne(req.session.personId ?? "", name),
  hold: (mark, ms) => ports.sessions.hold(req.sessionID, mark, ms),
  holds: (mark) => ports.sessions.holds(req.sessionID, mark),
  signOut: () => new Promise((resolve) => req.session.destroy(() => resolve())),
  opened: (personIds) => ports.sessions.openedBy(personIds),
  endAllOf: (personIds) => {
    for (const id of personIds) ports.sessions.endAllOf(id);
  },
  endOthersOf: async (personId) => {
    const own = { ...req.session };
    ports.sessions.endAllOf(personId);
    if (own.personId === personId) await sessionOf(ports, req).signIn(personId, limitsOf(own, ports));
  },
});

/** A new id, with what the session is for. */
const newSession = (
  ports: Ports,
  req: Request,
  { idleMs, absoluteMs, isProjected = false }: SessionLimits,
  whose: { readonly personId?: string },
): Promise<void> =>
  new Promise((resolve, reject) => {
    req.session.regenerate((error: unknown) => {
      if (error) return reject(error);
      const endsAt = new Date(ports.clock.now().getTime() + absoluteMs).toISOString();
      const browser = browserName(req.headers["user-agent"] ?? "");
      const began = { beganAt: ports.clock.iso(), isSecure: isTls(req), browser };
      Object.assign(req.session, { ...whose, idleMs, endsAt, isProjected, ...began });
      resolve();
    });
  });

const limitsOf = (own: Partial<SessionLimits> & { endsAt?: string }, ports: Ports) => ({
  isProjected: own.isProjected,
  idleMs: own.idleMs ?? 3_600_000,
  absoluteMs: Math.max(0, Date.parse(own.endsAt ?? "") - ports.clock.now().getTime()) || 3_600_000,
});

const cookie = (req: Request, name: string): string | undefined =>
  req.headers.cookie
    ?.split(/;\s*/)
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);

const keptForAYear = { httpOnly: true, sameSite: "strict", maxAge: 365 * 86_400_000 } as const;

const isDeviceName = (value: string | undefined): value is string =>
  value !== undefined && /^[0-9a-f]{32}$/.test(value);

/** The browser's own random name; given on the first public page, or with the first change. */
const deviceOf = (req: Request, res: Response, isGiven: boolean): string => {
  const known = cookie(req, "device");
  if (isDeviceName(known)) return known;
  const fresh = randomId();
  if (isGiven) res.cookie("device", fresh, keptForAYear);
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

const isFragment = (req: Request): boolean =>
  req.headers["hx-request"] === "true" && req.headers["hx-boosted"] === undefined;

const standingOf = (ports: Ports, { handler, method }: Route, req: Request): Standing => {
  const isAlwaysFree = handler.access === "public" && handler.isCoverable !== true;
  if (req.session.isProjected !== true || isAlwaysFree) return "free";
  const isOfThePage = method !== "GET" || isFragment(req);
  return ports.looks.standing(req.sessionID, { path: req.path, isOfThePage, isPoll: handler.isPoll === true });
};

const visitOf = (ports: Ports, route: Route, req: Request, res: Response, standing: Standing): Visit => ({
  db: ports.db,
  clock: ports.clock,
  config: ports.config,
  files: ports.files,
  sync: ports.sync,
  mail: ports.mail,
  registry: ports.registry,
  actor: currentActor(ports, req),
  params: req.params as Record<string, string>,
  query: queryOf(req),
  session: sessionOf(ports, req),
  isFragment: isFragment(req),
  isCovered: standing !== "free" && standing !== "open",
  device: deviceOf(req, res, route.handler.access === "public" || route.method !== "GET"),
  isLocal: loopback.has(req.socket.remoteAddress ?? ""),
  origin: originOf(req),
  isSecure: isTls(req),
  cameFrom: cameFrom(req),
  secureOrigin: isTls(req) ? originOf(req) : ports.secureOriginOf(req.headers.host ?? "localhost"),
});

const cameFrom = (req: Request): string => {
  try {
    const { host, pathname, search } = new URL(req.headers.referer ?? "");
    return host === req.headers.host ? `${pathname.replace(/^\/+/, "/")}${search}` : "/accueil";
  } catch {
    return "/accueil"; // no Referer: a privacy setting, or a typed address
  }
};

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
    const standing = standingOf(ports, route, req);
    const visit = visitOf(ports, route, req, res, standing);
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
      const { handler } = route;
      const covering = { looks: ports.looks, sessionId: req.sessionID, path: req.path, handler, isChange, standing };
      const shown = await underCover(covering, () => handler.run(visit, body, uploadsOf(req)));
      if (handler.isPoll) letSleep(req);
      if (shown !== null) answer(ports, route, visit, req, res, shown);
      else if (req.headers["hx-request"] === "true") res.setHeader("HX-Refresh", "true").status(200).end();
      else answer(ports, route, visit, req, res, coveredPage(isChange ? cameFrom(req) : req.originalUrl));
    } finally {
      await removeUploads(req);
    }
  });
};

/** Without its session a request is no activity: express-session neither saves nor touches it. */
const letSleep = (req: Request): void => {
  Reflect.set(req, "session", null);
};

const askToSignIn = (ports: Ports, req: Request, res: Response, isChange: boolean): void => {
  const wanted = isChange ? cameFrom(req) : req.originalUrl;
  const back = wanted === "/accueil" ? "" : `?suite=${encodeURIComponent(wanted)}`;
  goTo(req, res, ports.hasSchool() ? `/connexion${back}` : "/installation");
};

const goTo = (req: Request, res: Response, url: string): void => {
  if (req.headers["hx-request"] === "true") res.setHeader("HX-Redirect", url).status(200).end();
  else res.redirect(303, url);
};

const answer = (ports: Ports, route: Route, visit: Visit, req: Request, res: Response, result: Result): void => {
  if ("redirect" in result) {
    const isProjectable = route.handler.isProjectable === true;
    if (result.flash !== undefined) keepFlash(req.sessionID, { flash: result.flash, isProjectable });
    if (result.mark !== undefined) res.cookie(result.mark, "1", keptForAYear);
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
  if (view.address !== undefined) res.setHeader("HX-Replace-Url", view.address);
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

/** An adult's page that others on the network can read, although the box speaks https. */
const isInTheClear = ({ actor, isSecure, isLocal, secureOrigin }: Visit): boolean =>
  actor !== null && actor.role !== "pupil" && !isSecure && !isLocal && secureOrigin !== null;

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
    toPupils: actor !== null && (actor.isHead || actor.role === "teacher") ? "/connexion/passage" : null,
    line: actor === null ? null : ports.lineOf(actor),
    seat: seatOf(visit),
    projection: actor?.isStaff ? { isOn: visit.session.isProjected, isCovered: visit.isCovered } : null,
    here: req.method === "GET" ? req.originalUrl : "/accueil",
    isInTheClear: isInTheClear(visit) && cookie(req, understoodHttp) === undefined,
    csrf: visit.session.csrf,
    flash: takeFlash(req.sessionID, visit.isCovered),
    scripts: view.scripts ?? [],
    bodyClass: view.bodyClass ?? "",
    nonce,
  };
};

/** Tells a page left open in another tab that somebody else sits here now, or that the screen is projected. */
const seatOf = ({ session }: Visit): string =>
  createHash("sha256").update(`${session.csrf}\n${session.isProjected}`).digest("hex").slice(0, 16);

const isWithin = (path: string, home: string): boolean => path === home || path.startsWith(`${home}/`);

/** The actor's tools; the current one is the longest whose home the path lies below. */
const navOf = (registry: Registry, actor: Actor, path: string): Chrome["nav"] => {
  const entries = registry.features
    .filter((tool) => isOffered(tool, actor))
    .map(({ title, icon, home }) => ({ href: home ?? "/", label: title, icon }))
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
  sendHtml(res, status, renderPage(view, bareChrome(title, ports.schoolName()), { csrf: "" }));
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
