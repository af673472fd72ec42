import { feature } from "../../core/feature.ts";
import { sensitive } from "../../people/sensitive.ts";
import { health, noteIt } from "./handlers/health.ts";
import { closeToday, office, printAll } from "./handlers/office.ts";
import { close, codePage, opened, openWithCode } from "./handlers/opening.ts";
import { mine, openIt, printable, sheet } from "./handlers/sheets.ts";
import { journal } from "./journal.ts";
import { seed } from "./seed.ts";
import { today } from "./today.ts";

/** What whoever looks after a class must know; for a colleague who replaces its teacher, until tonight. */
export default feature({
  id: "pochette",
  title: "Fiche de classe",
  icon: "clipboard-list",
  home: "/pochette",
  visibleTo: (actor) => actor.isStaff,
  isInNavOf: (actor) => !actor.isHead,
  office: [{ title: "Fiches de classe", href: "/pochette", icon: "clipboard-list" }],
  routes: (r) => {
    r.get("/", mine);
    r.get("/code", codePage);
    r.post("/code", openWithCode);
    r.get("/ouverte/:opening", opened);
    r.post("/ouverte/:opening/fin", close);
    r.get("/classes/:classroom", sheet);
    r.get("/classes/:classroom/imprimer", printable);
    r.post("/classes/:classroom/ouverture", openIt);
    r.get("/sante/:pupil", health);
    r.post("/sante/:pupil", noteIt);
    r.get("//direction/pochettes", office);
    r.post("//direction/pochettes", sensitive(printAll));
    r.post("//direction/pochettes/ouvertures/:opening/fin", closeToday);
  },
  journal,
  today,
  seed,
});
