import { eq } from "drizzle-orm";
import * as z from "zod";
import { found } from "../../core/errors.ts";
import { feature } from "../../core/feature.ts";
import { form, page, redirect } from "../../core/http.ts";
import { openCorrespondence } from "../../people/families/correspondence.ts";
import { classrooms } from "../../people/tables.ts";
import { listOpenings } from "./store.ts";
import { matrixView } from "./views.ts";

const matrix = page((ctx) => matrixView(listOpenings(ctx)));

const Switch = z.object({ entre: z.enum(["guardians", "pupils"]), ouvrir: z.enum(["oui", "non"]) });

const change = form(Switch, (ctx, { entre, ouvrir }) => {
  const { id, label } = found(
    ctx.db
      .select()
      .from(classrooms)
      .where(eq(classrooms.id, ctx.params.classroom ?? ""))
      .get(),
  );
  openCorrespondence(ctx, id, entre, ouvrir === "oui");
  const who = entre === "guardians" ? "Entre parents" : "Entre élèves";
  return redirect("/direction/correspondances", `${label}. ${who} : ${ouvrir === "oui" ? "ouvert" : "fermé"}.`);
});

/** Who may write to whom, as a table that the head reads, and what she opens class by class. */
export default feature({
  id: "correspondances",
  title: "Correspondances",
  icon: "message",
  home: null,
  visibleTo: (actor) => actor.isHead,
  routes: (r) => {
    r.get("//direction/correspondances", matrix);
    r.post("//direction/correspondances/:classroom", change);
  },
  journal: {
    "correspondence.opened": () => "a ouvert les messages entre familles ou élèves d’une classe",
    "correspondence.closed": () => "a fermé les messages entre familles ou élèves d’une classe",
  },
});
