import { setImmediate as nextTurn } from "node:timers/promises";
import * as z from "zod";
import { csvOf } from "../../core/csv.ts";
import { write } from "../../core/db.ts";
import { type EventRow, record } from "../../core/events.ts";
import { type Ctx, form, page } from "../../core/http.ts";
import { chainState } from "./chain.ts";
import { type Filter, listEvents, namesIn, pageSize } from "./store.ts";
import { journalView, type Line } from "./views.ts";
import { sentenceFor } from "./words.ts";

const day = z.iso.date().or(z.literal("")).catch("");
const Asked = z.object({
  q: z.string().max(80).catch(""),
  genre: z.string().max(20).catch(""),
  du: day,
  au: day,
  avant: z.coerce.number().int().positive().nullable().catch(null).default(null),
});

const filterOf = (asked: z.infer<typeof Asked>): Filter => ({
  person: asked.q,
  kind: asked.genre,
  from: asked.du,
  until: asked.au,
});

const linesOf = (ctx: Ctx, rows: readonly EventRow[]): Line[] => {
  const nameOf = namesIn(ctx, rows);
  const say = sentenceFor(ctx.registry);
  return rows.map(({ seq, at, actorId, type, data, isTimeTrusted, seal }) => ({
    seq,
    at,
    type,
    seal,
    isTimeTrusted,
    who: actorId === null ? "La boîte" : nameOf(actorId),
    what: say(type, data, nameOf),
  }));
};

export const journal = page(async (ctx) => {
  const asked = Asked.parse(ctx.query);
  const rows = listEvents(ctx, filterOf(asked), asked.avant);
  const shown = rows.slice(0, pageSize);
  const next = rows.length > pageSize ? (shown.at(-1)?.seq ?? null) : null;
  return journalView(ctx, filterOf(asked), linesOf(ctx, shown), next, await chainState(ctx));
});

const slice = 1000;

/** Everything that fits, in slices between which other requests have their turn. */
export const exportJournal = form(Asked, async (ctx, asked) => {
  const lines: string[][] = [];
  for (let before: number | null = null; ; ) {
    const rows: EventRow[] = listEvents(ctx, filterOf(asked), before, slice);
    for (const { seq, at, who, what, type, seal } of linesOf(ctx, rows))
      lines.push([String(seq), at, who, what, type, seal]);
    before = rows.at(-1)?.seq ?? null;
    if (rows.length < slice) break;
    await nextTurn();
  }
  write(ctx, (tx) => record(tx, ctx.actor, "journal.exported", { lines: lines.length }));
  return {
    bytes: csvOf(["Numéro", "Date (UTC)", "Qui", "Quoi", "Type", "Sceau"], lines),
    type: "text/csv; charset=utf-8",
    downloadAs: `journal-${ctx.clock.today()}.csv`,
  };
});
