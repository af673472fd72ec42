import { purgeEvents } from "../../core/event-chain.ts";
import { feature } from "../../core/feature.ts";
import { sensitive } from "../../people/sensitive.ts";
import { recheck } from "./chain.ts";
import { exportJournal, journal } from "./handlers.ts";

const home = "/direction/journal";

/** The audit trail: who did what to whose account or data. For the head. */
export default feature({
  id: "journal",
  title: "Journal",
  icon: "history",
  home: null,
  visibleTo: (actor) => actor.isHead,
  office: [{ title: "Journal", href: home, icon: "history" }],
  routes: (r) => {
    r.get(`/${home}`, journal);
    r.post(`/${home}/export`, sensitive(exportJournal));
  },
  jobs: [
    { name: "journal.purge", cron: "40 3 * * *", run: (deps) => void purgeEvents(deps) },
    { name: "journal.check", cron: "50 3 * * *", run: recheck },
  ],
});
