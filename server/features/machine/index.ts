import { feature } from "../../core/feature.ts";
import { authorityFile, httpsPage, understood } from "./handlers/https.ts";
import { machine } from "./handlers/machine.ts";
import { poster, posterQr } from "./handlers/poster.ts";

/** The box itself, without anything of the school: how it is reached, and how it is. */
export default feature({
  id: "machine",
  title: "La boîte",
  icon: "hard-drive",
  home: "/machine",
  visibleTo: (actor) => actor.isHead || actor.role === "technician",
  isInNavOf: (actor) => actor.role === "technician",
  office: [
    { title: "Affiche", href: "/direction/affiche", icon: "qr-code" },
    { title: "La boîte", href: "/machine", icon: "hard-drive" },
  ],
  routes: (r) => {
    r.get("/", machine);
    r.get("//direction/affiche", poster);
    r.get("//direction/affiche/adresse.svg", posterQr);
    r.get("//installation-https", httpsPage);
    r.post("//installation-https/compris", understood);
    r.get("//ca.crt", authorityFile);
  },
});
