import { feature } from "../../core/feature.ts";
import { page, polled } from "../../core/http.ts";
import { trial } from "./trial.ts";
import { mailView } from "./views.ts";

const home = "/direction/courriel";

/** Whether the box can send mail, and does. For the head. */
export default feature({
  id: "courriel",
  title: "Courriel",
  icon: "send",
  home: null,
  visibleTo: (actor) => actor.isHead,
  office: [{ title: "Courriel", href: home, icon: "send" }],
  routes: (r) => {
    r.get(`/${home}`, page(mailView));
    r.get(`/${home}/etat`, polled(page(mailView)));
    r.post(`/${home}/essai`, trial);
  },
});
