import * as z from "zod";
import { Conflict, Invalid } from "../../../core/errors.ts";
import { type Ctx, checkbox, type Errors, form, line, page, redirect } from "../../../core/http.ts";
import { takeFilesWord } from "../../../people/by-hand/corrections.ts";
import { lookAt } from "../../../people/import/apart/ask.ts";
import { decide } from "../../../people/import/decide.ts";
import { getImport, type Import } from "../../../people/import/imports.ts";
import type { Preview } from "../../../people/import/look/preview.ts";
import type { StoredCounts } from "../../../people/import/tables.ts";
import { canUndo, obstaclesTo } from "../../../people/import/undo.ts";
import { Answers, answersTo } from "../answers.ts";
import { isRunning, progressOf, startApplying, takeProblem } from "../running.ts";
import { countWaiting } from "../store.ts";
import { previewView, progressView, resultView, staleView } from "../views.ts";
import { askTools } from "./undo.ts";

export const urlOf = (id: string): string => `/direction/annuaire/import/${id}`;
export const idOf = ({ params }: Ctx): string => params.id ?? "";

const result = (ctx: Ctx, row: Import, counts: StoredCounts) => {
  const isUndoable = canUndo(ctx.db, row);
  const obstacles = isUndoable ? obstaclesTo(ctx.db, row, askTools(ctx)) : [];
  return resultView({
    id: row.id,
    yearLabel: row.yearLabel,
    counts,
    waiting: countWaiting(ctx.db),
    isUndoable,
    obstacles,
  });
};

export const show = async (ctx: Ctx, errors: Errors) => {
  const row = getImport(ctx.db, idOf(ctx));
  if (row.counts !== null) return result(ctx, row, row.counts);
  const preview = await lookAt(ctx, row);
  if (preview === null) return staleView();
  const { id, files, preparedAt, opensOn, undoneAt } = row;
  const isPrepared = preparedAt !== null;
  return previewView({
    id,
    files,
    ...preview,
    isPrepared,
    opensOn: opensOn ?? "",
    wasUndone: undoneAt !== null,
    errors,
  });
};

/** The preview before it is applied; what was done afterwards. */
export const importedPage = page((ctx) =>
  isRunning(idOf(ctx)) ? redirect(`${urlOf(idOf(ctx))}/avancement`) : show(ctx, {}),
);

export const pending = async (ctx: Ctx): Promise<Preview> => {
  const row = getImport(ctx.db, idOf(ctx));
  const preview = row.counts === null ? await lookAt(ctx, row) : null;
  if (preview === null) throw new Conflict("Cet aperçu n’est plus valable. Déposez à nouveau les fichiers.");
  return preview;
};

export const answerDoubts = form(
  Answers,
  async (ctx, body) => {
    const answers = answersTo((await pending(ctx)).questions, body);
    const count = Object.keys(answers).length;
    if (count > 0) decide(ctx, answers);
    return redirect(urlOf(idOf(ctx)), count === 0 ? "Aucun choix n’a été fait." : "Choix enregistré.");
  },
  (ctx, _values, errors) => show(ctx, errors),
);

const Taken = z.object({ personne: line(40), champ: line(40) });

/** The head lets the file's value replace what she corrected by hand. */
export const takeFromFile = form(Taken, async (ctx, { personne, champ }) => {
  const one = (await pending(ctx)).kept.find(({ personId, key }) => personId === personne && key === champ);
  if (one === undefined) throw new Conflict("Cette correction n’est plus en question.");
  takeFilesWord(ctx, one.personId, one.key, one.file);
  return redirect(urlOf(idOf(ctx)), `La valeur du fichier remplacera la vôtre pour ${one.name}.`);
});

export const refuseUnsure = ({ asksYear, mustConfirm }: Preview, isSure: boolean): void => {
  if (asksYear) throw new Invalid("annee", "Dites d’abord de quelle année parlent ces fichiers.");
  if (mustConfirm && !isSure)
    throw new Invalid("confirme", "Cochez la case pour confirmer, ou déposez d’autres fichiers.");
};

export const Agreement = z.object({ empreinte: line(64), confirme: checkbox });

export const apply = form(
  Agreement,
  async (ctx, { empreinte, confirme }) => {
    const id = idOf(ctx);
    if (isRunning(id)) return redirect(`${urlOf(id)}/avancement`);
    refuseUnsure(await pending(ctx), confirme);
    startApplying(ctx, id, empreinte);
    return redirect(`${urlOf(id)}/avancement`);
  },
  (ctx, _values, errors) => show(ctx, errors),
);

/** Shown while the import is written; htmx asks again each second, others reload. */
export const progress = page((ctx) => {
  const id = idOf(ctx);
  getImport(ctx.db, id);
  const running = progressOf(id);
  if (running !== null) return progressView({ id, ...running });
  const problem = takeProblem(id);
  return redirect(urlOf(id), problem === null ? undefined : { text: problem, tone: "brick" });
});
