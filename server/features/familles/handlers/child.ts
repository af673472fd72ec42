import type { Body, Ctx, Errors } from "../../../core/http.ts";
import { page } from "../../../core/http.ts";
import { writtenList } from "../../../people/families/pickup.ts";
import { around, getPupil } from "../../../people/families/relation.ts";
import { classOf } from "../children.ts";
import { childView } from "../views.ts";

/** The child's page; with what was entered when the pick-up form was refused. */
export const showChild = (ctx: Ctx, values: Body = {}, errors: Errors = {}) => {
  const pupil = getPupil(ctx, ctx.params.pupil ?? "");
  return childView({
    pupil,
    classroom: classOf(ctx, pupil.id),
    around: around(ctx, pupil.id),
    listed: writtenList(ctx, pupil.id),
    today: ctx.clock.today(),
    values,
    errors,
  });
};

export const childFamily = page((ctx) => showChild(ctx));
