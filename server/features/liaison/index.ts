import { feature } from "../../core/feature.ts";
import { builtOn } from "./built-on.ts";
import { dropCorrection, keepCorrection, restoreCorrection } from "./correction.ts";
import { files } from "./files.ts";
import { followUp, paper, printFollowUp } from "./follow-up.ts";
import { fromHome } from "./home.ts";
import { journal } from "./journal.ts";
import { index } from "./list.ts";
import { feed, tile, today } from "./news.ts";
import { describe, photo, preview, publish, read, restore, show, sign, withdraw } from "./notice.ts";
import { pochette } from "./pochette.ts";
import { seed } from "./seed.ts";
import { autosave, create, edit, save, update } from "./write.ts";

/** Cahier de liaison: the school's notices to families, and their signatures. */
export default feature({
  id: "liaison",
  title: "Cahier de liaison",
  icon: "newspaper",
  home: "/liaison",
  visibleTo: ({ role, children }) => role !== "technician" || children.length > 0,
  routes: (r) => {
    r.get("/", index);
    r.get("/nouveau", create);
    r.post("/", save);
    r.post("/brouillon", autosave);
    r.get("/:id", show);
    r.get("/:id/modifier", edit);
    r.post("/:id", update);
    r.get("/:id/apercu", preview);
    r.post("/:id/descriptions", describe);
    r.post("/:id/publication", publish);
    r.post("/:id/retrait", withdraw);
    r.post("/:id/retablissement", restore);
    r.post("/:id/correction", keepCorrection);
    r.post("/:id/correction/abandon", dropCorrection);
    r.post("/:id/correction/retour", restoreCorrection);
    r.post("/:id/lecture", read);
    r.post("/:id/signature", sign);
    r.get("/:id/suivi", followUp);
    r.get("/:id/suivi/imprimer", printFollowUp);
    r.post("/:id/papier", paper);
    r.get("/:id/photos/:sha", photo);
  },
  fromHome,
  files,
  builtOn,
  tile,
  feed,
  journal,
  today,
  pochette,
  seed,
});
