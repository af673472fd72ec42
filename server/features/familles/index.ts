import { feature } from "../../core/feature.ts";
import { sensitive, sensitiveWhen } from "../../people/sensitive.ts";
import { childFamily } from "./handlers/child.ts";
import { families } from "./handlers/index.ts";
import { add, addPage } from "./handlers/newcomer.ts";
import { allow, putBack, takeOff } from "./handlers/pickup.ts";
import { change, changePage, changesRights, end, resume } from "./handlers/relation.ts";
import { journal } from "./journal.ts";
import { seed } from "./seed.ts";

/** Everybody around each child, as families are: for the head alone. */
export default feature({
  id: "familles",
  title: "Familles",
  icon: "home",
  home: null,
  visibleTo: (actor) => actor.isHead,
  office: [{ title: "Familles", href: "/direction/familles", icon: "home" }],
  routes: (r) => {
    r.get("//direction/familles", families);
    r.get("//direction/familles/:pupil", childFamily);
    r.get("//direction/familles/:pupil/ajout", addPage);
    r.post("//direction/familles/:pupil/ajout", sensitive(add));
    r.get("//direction/familles/:pupil/liens/:id", changePage);
    r.post("//direction/familles/:pupil/liens/:id", sensitiveWhen(changesRights, change));
    r.post("//direction/familles/:pupil/liens/:id/fin", sensitive(end));
    r.post("//direction/familles/:pupil/liens/:id/reprise", sensitive(resume));
    r.post("//direction/familles/:pupil/sortie", allow);
    r.post("//direction/familles/:pupil/sortie/:id/retrait", takeOff);
    r.post("//direction/familles/:pupil/sortie/:id/retour", putBack);
  },
  journal,
  seed,
});
