import { feature } from "../../core/feature.ts";
import { forgetPreviews } from "../../people/import/imports.ts";
import { forgetDrops } from "../../people/import/mapping/drops.ts";
import { openOnDay } from "../../people/import/prepared.ts";
import { sensitive } from "../../people/sensitive.ts";
import { columnsPage, explainColumns, forgetColumns, keepColumns } from "./handlers/columns.ts";
import { dropFiles, importPage } from "./handlers/drop.ts";
import { decideLater, waitingPage } from "./handlers/later.ts";
import { exportList, listPage, printList } from "./handlers/lists.ts";
import { keepLeavers, prepareForDay, whichYear } from "./handlers/preparing.ts";
import { answerDoubts, apply, importedPage, progress, takeFromFile } from "./handlers/preview.ts";
import { undo } from "./handlers/undo.ts";
import { abandon, dateYear, openYear, yearPage } from "./handlers/year.ts";
import { lists } from "./lists/index.ts";

/** Who is in the school, and how they come in: the head's directory and the import of ONDE's files. */
export default feature({
  id: "annuaire",
  title: "Annuaire",
  icon: "users",
  home: "/direction/annuaire",
  visibleTo: (actor) => actor.isHead,
  office: [
    { title: "Annuaire", href: "/direction/annuaire", icon: "users" },
    { title: "Rentrée", href: "/direction/annuaire/rentree", icon: "calendar" },
  ],
  routes: (r) => {
    for (const list of lists) r.get(`/${list.path}`, listPage(list));
    r.post("//direction/annuaire/export/:liste", sensitive(exportList));
    r.get("//direction/annuaire/impression/:liste", printList);
    r.get("//direction/annuaire/attente", waitingPage);
    r.post("//direction/annuaire/attente", decideLater);
    r.get("//direction/annuaire/import", importPage);
    r.post("//direction/annuaire/import", dropFiles);
    r.get("//direction/annuaire/import/colonnes/:id", columnsPage);
    r.post("//direction/annuaire/import/colonnes/:id", explainColumns);
    r.post("//direction/annuaire/colonnes/:id/oubli", forgetColumns);
    r.post("//direction/annuaire/colonnes/:id/retablissement", keepColumns);
    r.get("//direction/annuaire/import/:id", importedPage);
    r.post("//direction/annuaire/import/:id/decisions", answerDoubts);
    r.post("//direction/annuaire/import/:id/corrections", takeFromFile);
    r.post("//direction/annuaire/import/:id/application", sensitive(apply));
    r.get("//direction/annuaire/import/:id/avancement", progress);
    r.post("//direction/annuaire/import/:id/annulation", sensitive(undo));
    r.post("//direction/annuaire/import/:id/annee", whichYear);
    r.post("//direction/annuaire/import/:id/departs", keepLeavers);
    r.post("//direction/annuaire/import/:id/preparation", prepareForDay);
    r.get("//direction/annuaire/rentree", yearPage);
    r.post("//direction/annuaire/rentree/ouverture", sensitive(openYear));
    r.post("//direction/annuaire/rentree/jour", dateYear);
    r.post("//direction/annuaire/rentree/abandon", abandon);
  },
  jobs: [
    { name: "annuaire.forget-previews", cron: "40 3 * * *", run: forgetPreviews },
    { name: "annuaire.forget-drops", cron: "45 3 * * *", run: forgetDrops },
    { name: "annuaire.open-year", cron: "5 * * * *", run: openOnDay }, // hourly: many boxes are switched off at night
  ],
});
