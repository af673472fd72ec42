import type { Actor } from "../../core/actor.ts";
import { NotFound } from "../../core/errors.ts";
import type { Handler } from "../../core/http.ts";

export const mayEnterOffice = (actor: Actor): boolean => actor.isHead;

/** For anybody but the head the page does not exist. */
export const forHead = (handler: Handler): Handler => ({
  ...handler,
  run: (visit, body, uploads) => {
    if (visit.actor?.isHead !== true) throw new NotFound();
    return handler.run(visit, body, uploads);
  },
});
