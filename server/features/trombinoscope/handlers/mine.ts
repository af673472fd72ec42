import * as z from "zod";
import { NotFound } from "../../../core/errors.ts";
import { type Ctx, form, page, redirect } from "../../../core/http.ts";
import { openContact, ownContact } from "../store.ts";
import { mineView } from "../views.ts";

/** Pupils have no contact of their own here. */
const adultsOnly = ({ actor }: Ctx): void => {
  if (actor.role === "pupil") throw new NotFound();
};

const isParent = ({ actor }: Ctx): boolean => actor.children.length > 0;

export const mine = page((ctx) => {
  adultsOnly(ctx);
  return mineView(ownContact(ctx), isParent(ctx));
});

const Audience = z.enum(["nobody", "staff", "parents"], "Choisissez l’une des trois réponses.");
const Choices = z.object({ email: Audience, phone: Audience, address: Audience });

export const choose = form(
  Choices,
  (ctx, choices) => {
    adultsOnly(ctx);
    openContact(ctx, choices);
    return redirect("/annuaire/mes-informations", "C’est noté.");
  },
  (ctx, _values, errors) => mineView(ownContact(ctx), isParent(ctx), errors),
);
