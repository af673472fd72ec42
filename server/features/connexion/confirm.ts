import { Invalid } from "../../core/errors.ts";
import type { Ctx } from "../../core/http.ts";
import { checkSignIn } from "../../people/sign-in.ts";
import { loginOf } from "./roster.ts";

/** Whoever sits at the open session must know its password; counted like any guess. Throws Invalid("actuel"). */
export const confirmPassword = async (ctx: Ctx, actual: string): Promise<void> => {
  const login = loginOf(ctx.db, ctx.actor.id);
  const personId = await checkSignIn(ctx, login, actual, ctx.device);
  if (personId !== ctx.actor.id) throw new Invalid("actuel", "Ce n’est pas votre mot de passe actuel.");
};
