import { page } from "../../../core/http.ts";
import { findChildren, listClasses, wordsOf } from "../children.ts";
import { familiesView } from "../views.ts";

export const families = page((ctx) => {
  const query = (ctx.query.q ?? "").trim().slice(0, 80);
  const classroom = ctx.query.classe ?? "";
  const found = findChildren(ctx, { classroom, words: wordsOf(query) });
  return familiesView({ query, classroom, classes: listClasses(ctx), children: found });
});
