import * as z from "zod";
import { Invalid } from "../../core/errors.ts";
import type { Question } from "../../people/import/look/questions.ts";

/** A form of questions: one field for each, named after the doubt's key; unanswered ones are left for later. */
export const Answers = z.record(z.string(), z.unknown());

/** The answers to these questions, each one of the choices offered. Throws Invalid for anything else. */
export const answersTo = (questions: readonly Question[], body: z.infer<typeof Answers>): Record<string, string> => {
  const answers: Record<string, string> = {};
  for (const { key, choices } of questions) {
    const answer = body[key];
    if (typeof answer !== "string" || answer === "") continue;
    if (!choices.some(({ value }) => value === answer)) throw new Invalid(key, "Ce choix n’est plus proposé.");
    answers[key] = answer;
  }
  return answers;
};
