import type { Actor } from "../../core/actor.ts";
import { NotFound } from "../../core/errors.ts";
import type { Handler } from "../../core/http.ts";

/** The head works here; the technician sees the machine and nothing of the school. */
export const mayEnterOffice = (actor: Actor): boolean => actor.isHead || actor.role === "technician";

/** For anybody but the head the page does not exist. */
export const forHead = (handler: Handler): Handler => ({
  ...handler,
  run: (visit, body, uploads) => {
    if (visit.actor?.isHead !== true) throw new NotFound();
    return handler.run(visit, body, uploads);
  },
});
