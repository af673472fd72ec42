import { feature } from "../../core/feature.ts";
import { choose, mine } from "./handlers/mine.ts";
import { printable, show } from "./handlers/show.ts";
import { seed } from "./seed.ts";

/** Who is who in the classes that one knows, with only what each has opened. */
export default feature({
  id: "trombinoscope",
  title: "Trombinoscope",
  icon: "user",
  home: "/annuaire",
  visibleTo: (actor) => actor.isStaff || actor.role === "pupil" || actor.children.length > 0,
  isInNavOf: (actor) => !actor.isHead,
  office: [{ title: "Trombinoscope", href: "/annuaire", icon: "user" }],
  routes: (r) => {
    r.get("//annuaire", show);
    r.get("//annuaire/imprimer", printable);
    r.get("//annuaire/mes-informations", mine);
    r.post("//annuaire/mes-informations", choose);
  },
  journal: { "contact.opened": () => "a choisi ce que montre le trombinoscope" },
  seed,
});
