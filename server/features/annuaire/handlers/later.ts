import { type Ctx, type Errors, form, page, redirect } from "../../../core/http.ts";
import { planWaiting } from "../../../people/import/apply.ts";
import { decideWaiting } from "../../../people/import/decide.ts";
import { type Question, questionsOf } from "../../../people/import/look/questions.ts";
import { Answers, answersTo } from "../answers.ts";
import { waitingView } from "../views.ts";
import { plural } from "../words.ts";

const questions = ({ db, clock }: Ctx): Question[] => questionsOf(planWaiting(db, clock));

const show = (ctx: Ctx, errors: Errors) => waitingView({ questions: questions(ctx), errors });

/** « Décider plus tard » : what earlier imports could not settle by themselves. */
export const waitingPage = page((ctx) => show(ctx, {}));

export const decideLater = form(
  Answers,
  (ctx, body) => {
    const answers = answersTo(questions(ctx), body);
    const count = Object.keys(answers).length;
    if (count === 0) return redirect("/direction/annuaire/attente", "Aucun choix n’a été fait.");
    decideWaiting(ctx, answers);
    return redirect("/direction/annuaire/attente", `${plural(count, "choix enregistré", "choix enregistrés")}.`);
  },
  (ctx, _values, errors) => show(ctx, errors),
);
