import { join } from "node:path";
import express, { type Express, type Request, type Response } from "express";
import { paths } from "../core/paths.ts";
import { encodingOf, precompressed } from "./precompressed.ts";

const app = join(paths.static, "app");
const KEPT = "public, max-age=31536000, immutable";
const HASHED = /-[0-9A-Za-z]{8,}\.[a-z0-9.]+$/;

/** The app's own files, the same for everybody. Whatever is asked under /e/ is answered by the shell, which reads the address itself. */
export function pageRoutes(portal: Express, build: string = app): void {
  portal.get("/", (_req, res) => void res.type("html").send(home));
  portal.all(["/e", "/e/:uai", "/e/:uai/*path"], (req, res) => sendApp(req, res, build, "shell.html"));
  portal.get("/sw.js", (req, res) => {
    res.set("Service-Worker-Allowed", "/");
    sendApp(req, res, build, "sw.js");
  });
  portal.use("/app", precompressed(build), files(build, { etag: false, lastModified: false, acceptRanges: false }));
  portal.use("/static", files(paths.static));
}

function sendApp(req: Request, res: Response, root: string, file: string): void {
  const encoding = encodingOf(root, file, req.headers["accept-encoding"]);
  res.type(file).set("Vary", "Accept-Encoding");
  if (encoding !== null) res.set("Content-Encoding", encoding.name);
  res.sendFile(
    file + (encoding?.suffix ?? ""),
    { root, cacheControl: false, headers: { "Cache-Control": "no-cache" } },
    (error) => {
      if (error === undefined || res.headersSent) return;
      res.status(503).type("text/plain").send("L’application n’est pas encore construite : npm run build\n");
    },
  );
}

/** What is named by its hash needs no validators. */
const files = (folder: string, options: { etag?: false; lastModified?: false; acceptRanges?: false } = {}) =>
  express.static(folder, {
    ...options,
    index: false,
    redirect: false,
    cacheControl: false,
    setHeaders: (res, file) => {
      res.setHeader("Cache-Control", HASHED.test(file) ? KEPT : "public, max-age=3600");
    },
  });

const home = `<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Préau</title>
<link rel="stylesheet" href="/static/preau.css">
<link rel="icon" href="/static/favicon.png">
</head>
<body>
<main class="page">
<h1>Préau, vu de la maison</h1>
<p>Ce serveur garde, pour des écoles, ce qu’elles écrivent aux familles. Tout y est chiffré\u00a0: il ne peut rien lire.</p>
<p>Pour entrer, ouvrez l’adresse ou le QR code de la lettre que l’école vous a remise.</p>
</main>
</body>
</html>
`;
