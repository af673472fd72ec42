import { join } from "node:path";
import express, { type Express } from "express";
import { type Config, version } from "./core/config.ts";
import { lastSoundCopy } from "./core/damage.ts";
import { paths } from "./core/paths.ts";
import { securityHeaders } from "./core/requests.ts";
import { bareChrome, renderPage } from "./core/view.ts";

const title = "La boîte ne peut pas ouvrir les données de l’école";

/** How the copy is put back, in the words of a terminal. */
const stepsFor = (dataDir: string, copy: string): string[] => {
  const file = join(dataDir, "preau.sqlite");
  return [
    "sudo systemctl stop preau",
    `sudo mkdir ${file}-abime && sudo mv ${file} ${file}-wal ${file}-shm ${file}-abime/`,
    `sudo cp --preserve=ownership ${copy} ${file}`,
    "sudo systemctl start preau",
  ];
};

/** In place of the box when its data cannot be opened: one page that says so, and no crash that repeats itself. */
export const createRescue = ({ DATA_DIR, TZ }: Config, what: string): { app: Express; summary: string } => {
  const found = lastSoundCopy(DATA_DIR);
  const day = found && new Intl.DateTimeFormat("fr-FR", { dateStyle: "long", timeZone: TZ }).format(found.at);
  const copy = found && { name: found.name, day, steps: stepsFor(DATA_DIR, found.file) };
  const html = renderPage(
    { view: "shared/rescue", data: { title, what, copy }, title, layout: "bare" },
    bareChrome(title, "Préau"),
    { csrf: "" },
  );
  const app = express();
  app.disable("x-powered-by");
  app.use(securityHeaders);
  app.get("/sante", (_req, res) => void res.status(503).json({ ok: false, role: "box", version, problem: what }));
  app.use("/static", express.static(paths.static, { maxAge: "1h", index: false }));
  app.use((_req, res) => void res.status(503).set("Cache-Control", "no-store").type("html").send(html));
  const advice =
    copy === null ? "Aucune copie vérifiée sur la boîte." : `Dernière copie vérifiée : ${found?.file} (${day}).`;
  return { app, summary: `${what}\n${advice}` };
};
