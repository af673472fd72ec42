import { fullDay } from "../../core/dates.ts";
import { lastSeqOf } from "../../core/events.ts";
import { feature } from "../../core/feature.ts";
import { page } from "../../core/http.ts";
import { lookAt } from "../../people/import/apart/ask.ts";
import { preparedYear } from "../../people/import/imports.ts";
import { yearPrepared } from "../../people/import/prepared.ts";
import { readPastYear } from "./store.ts";
import { draftView, news, noDraftView, pastView } from "./views.ts";

/** Next year's classes as the head prepares them; the same for every member of staff. */
const draft = page(async (ctx) => {
  const row = preparedYear(ctx.db);
  const preview = row === undefined ? null : await lookAt(ctx, row);
  if (row === undefined || preview?.opens === null || preview === null) return noDraftView(readPastYear(ctx) !== null);
  const opensOnWords = row.opensOn === null ? "" : fullDay(row.opensOn);
  return draftView({ label: preview.opens.label, opensOnWords, draft: preview.draft });
});

/** The year that is over: its classes stay readable to the staff who had them. */
const past = page((ctx) => {
  const year = readPastYear(ctx);
  return year === null ? noDraftView(false) : pastView(year);
});

/** The new school year while it is a draft: read by staff, prepared in the directory, unknown to families and pupils. */
export default feature({
  id: "rentree",
  title: "Rentrée",
  icon: "calendar",
  home: null,
  visibleTo: ({ isStaff }) => isStaff,
  routes: (r) => {
    r.get("/", draft);
    r.get("/annee-passee", past);
  },
  journal: {
    "rentree.prepared": () => "a préparé la rentrée",
    "rentree.dated": () => "a changé le jour d’ouverture de la rentrée",
    "rentree.abandoned": () => "a abandonné la préparation de la rentrée",
  },
  feed: ({ db }) => {
    const row = preparedYear(db);
    if (row === undefined) return [];
    return [news({ id: row.id, order: lastSeqOf(db, yearPrepared), label: row.yearLabel ?? "" })];
  },
});
