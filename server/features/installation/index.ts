import { feature } from "../../core/feature.ts";
import { codePage, createIt, enterCode, enterSchool } from "./handlers.ts";

/** The first-run wizard: its pages exist only while this box has no school. */
export default feature({
  id: "installation",
  title: "Installation",
  icon: "settings",
  home: null,
  visibleTo: () => false,
  routes: (r) => {
    r.get("/", codePage);
    r.post("/", enterCode);
    r.post("/ecole", enterSchool);
    r.post("/direction", createIt);
  },
});
