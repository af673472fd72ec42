import { feature } from "../../core/feature.ts";
import { authorityFile, httpsPage, understood } from "./handlers/https.ts";

/** The box itself, without anything of the school: how it is reached, and how it is. */
export default feature({
  id: "machine",
  title: "La boîte",
  icon: "hard-drive",
  home: null,
  visibleTo: (actor) => actor.isHead || actor.role === "technician",
  routes: (r) => {
    r.get("//installation-https", httpsPage);
    r.post("//installation-https/compris", understood);
    r.get("//ca.crt", authorityFile);
  },
});
