import * as z from "zod";
import { Conflict } from "../../../core/errors.ts";
import { type Ctx, checkbox, type Errors, form, line, page, redirect } from "../../../core/http.ts";
import { takeFilesWord } from "../../../people/by-hand/corrections.ts";
import { decide } from "../../../people/import/decide.ts";
import { getImport, type Import } from "../../../people/import/imports.ts";
import type { Plan } from "../../../people/import/plan-types.ts";
import type { StoredCounts } from "../../../people/import/tables.ts";
import { canUndo, obstaclesTo } from "../../../people/import/undo.ts";
import { Answers, answersTo } from "../answers.ts";
import { planOf, previewOf, questionsOf } from "../preview.ts";
import { isRunning, progressOf, startApplying, takeProblem } from "../running.ts";
import { countWaiting } from "../store.ts";
import { previewView, progressView, resultView, staleView } from "../views.ts";
import { askTools } from "./undo.ts";

const urlOf = (id: string): string => `/direction/annuaire/import/${id}`;
const idOf = ({ params }: Ctx): string => params.id ?? "";

const result = (ctx: Ctx, row: Import, counts: StoredCounts) => {
  const isUndoable = canUndo(ctx.db, row);
  const obstacles = isUndoable ? obstaclesTo(ctx.db, row, askTools(ctx)) : [];
  return resultView({ id: row.id, counts, waiting: countWaiting(ctx.db), isUndoable, obstacles });
};

const show = (ctx: Ctx, errors: Errors) => {
  const row = getImport(ctx.db, idOf(ctx));
  if (row.counts !== null) return result(ctx, row, row.counts);
  const plan = planOf(ctx, row);
  if (plan === null) return staleView();
  const wasUndone = row.undoneAt !== null;
  return previewView({ id: row.id, files: row.files, ...previewOf(plan), wasUndone, errors });
};

/** The preview before it is applied; what was done afterwards. */
export const importedPage = page((ctx) =>
  isRunning(idOf(ctx)) ? redirect(`${urlOf(idOf(ctx))}/avancement`) : show(ctx, {}),
);

const pendingPlan = (ctx: Ctx): Plan => {
  const plan = planOf(ctx, getImport(ctx.db, idOf(ctx)));
  if (plan === null) throw new Conflict("Cet aperçu n’est plus valable. Déposez à nouveau les fichiers.");
  return plan;
};

export const answerDoubts = form(
  Answers,
  (ctx, body) => {
    const answers = answersTo(questionsOf(pendingPlan(ctx)), body);
    const count = Object.keys(answers).length;
    if (count > 0) decide(ctx, answers);
    return redirect(urlOf(idOf(ctx)), count === 0 ? "Aucun choix n’a été fait." : "Choix enregistré.");
  },
  (ctx, _values, errors) => show(ctx, errors),
);

const Taken = z.object({ personne: line(40), champ: line(40) });

/** The head lets the file's value replace what she corrected by hand. */
export const takeFromFile = form(Taken, (ctx, { personne, champ }) => {
  const one = pendingPlan(ctx).kept.find(({ personId, field }) => personId === personne && field === champ);
  if (one === undefined) throw new Conflict("Cette correction n’est plus en question.");
  takeFilesWord(ctx, one.personId, one.field, one.file);
  return redirect(urlOf(idOf(ctx)), `La valeur du fichier remplacera la vôtre pour ${one.name}.`);
});

const Agreement = z.object({ empreinte: line(64), confirme: checkbox });

export const apply = form(
  Agreement,
  (ctx, { empreinte, confirme }) => {
    const id = idOf(ctx);
    if (isRunning(id)) return redirect(`${urlOf(id)}/avancement`);
    const mustConfirm = pendingPlan(ctx).warnings.some(({ asks }) => asks);
    if (mustConfirm && !confirme)
      return previewWith(ctx, "Cochez la case pour confirmer, ou déposez d’autres fichiers.");
    startApplying(ctx, id, empreinte);
    return redirect(`${urlOf(id)}/avancement`);
  },
  (ctx, _values, errors) => show(ctx, errors),
);

const previewWith = (ctx: Ctx, message: string) => ({ ...show(ctx, { confirme: message }), status: 422 });

/** Shown while the import is written; htmx asks again each second, others reload. */
export const progress = page((ctx) => {
  const id = idOf(ctx);
  getImport(ctx.db, id);
  const running = progressOf(id);
  if (running !== null) return progressView({ id, ...running });
  const problem = takeProblem(id);
  return redirect(urlOf(id), problem === null ? undefined : { text: problem, tone: "brick" });
});
