import { feature } from "../../core/feature.ts";
import { firstSteps } from "./first-steps.ts";
import { codePage, createIt, enterCode, enterSchool } from "./handlers.ts";

/** The first-run wizard, whose pages exist only while this box has no school, and the head's first steps after it. */
export default feature({
  id: "installation",
  title: "Installation",
  icon: "settings",
  home: null,
  visibleTo: ({ isHead }) => isHead,
  routes: (r) => {
    r.get("/", codePage);
    r.post("/", enterCode);
    r.post("/ecole", enterSchool);
    r.post("/direction", createIt);
  },
  feed: firstSteps,
});
