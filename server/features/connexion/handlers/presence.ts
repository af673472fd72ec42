import * as z from "zod";
import { form, line, page, polled, projectable, redirect } from "../../../core/http.ts";
import { presentPupils, signOutClass } from "../presence.ts";
import { classTile } from "../roster.ts";
import { addressOf, tended } from "../tended.ts";
import { presenceView } from "../views-class.ts";

/** Asked for by the page every few seconds: keeps nobody signed in and writes nothing. */
export const presence = polled(
  projectable(
    page((ctx) => {
      const { id } = classTile(ctx, ctx.query.classe ?? "", tended(ctx));
      return presenceView(id, presentPupils(ctx, id));
    }),
  ),
);

export const signOutAll = projectable(
  form(z.object({ classe: line(60) }), (ctx, { classe }) => {
    const { id } = classTile(ctx, classe, tended(ctx));
    const count = signOutClass(ctx, id);
    const words = count === 1 ? "Un élève est déconnecté." : `${count} élèves sont déconnectés.`;
    return redirect(addressOf(id), count === 0 ? "Personne n’était connecté." : words);
  }),
);
