import * as z from "zod";
import { csvOf } from "../../../core/csv.ts";
import { write } from "../../../core/db.ts";
import { found } from "../../../core/errors.ts";
import { record } from "../../../core/events.ts";
import { type Ctx, type FileAnswer, form, type Handler, page } from "../../../core/http.ts";
import { theSchool } from "../../../people/school.ts";
import { listPaper, listView } from "../list-views.ts";
import { lists } from "../lists/index.ts";
import { type DirectoryList, wantedOf } from "../lists/list.ts";
import { countWaiting } from "../store.ts";

const asked = (ctx: Ctx, list: DirectoryList) => {
  const filters = list.filters(ctx);
  const wanted = wantedOf(list, filters, ctx.query);
  return { list, filters, wanted, rows: list.rows(ctx, wanted) };
};

const listNamed = (ctx: Ctx): DirectoryList => found(lists.find(({ id }) => id === ctx.params.liste));

/** One list of the directory on the screen, a page at a time. */
export const listPage = (list: DirectoryList): Handler =>
  page((ctx) => listView({ ...asked(ctx, list), page: Number(ctx.query.page) || 1, waiting: countWaiting(ctx.db) }));

/** The same rows in the same order, all of them, for a spreadsheet. */
export const exportList = form(z.object({}), (ctx): FileAnswer => {
  const { list, rows } = asked(ctx, listNamed(ctx));
  write(ctx, (tx) => record(tx, ctx.actor, "directory.exported", { list: list.id, lines: rows.length }));
  const header = list.columns.map(({ label }) => label);
  return {
    bytes: csvOf(
      header,
      rows.map(({ cells }) => cells),
    ),
    type: "text/csv; charset=utf-8",
    downloadAs: `${list.id}-${ctx.clock.today()}.csv`,
  };
});

/** The same rows on paper. */
export const printList = page((ctx) =>
  listPaper({ ...asked(ctx, listNamed(ctx)), school: theSchool(ctx.db).name, today: ctx.clock.today() }),
);
