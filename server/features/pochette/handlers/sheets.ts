import * as z from "zod";
import { NotFound } from "../../../core/errors.ts";
import { type Ctx, form, page, redirect } from "../../../core/http.ts";
import { markOf, openAsColleague } from "../openings.ts";
import { canReadSheet } from "../policy.ts";
import { getRoom, listRooms, type Sheet, sheetOf } from "../sheet.ts";
import { mineView, printView, sheetView } from "../views.ts";
import { untilMidnight } from "./opening.ts";

export const mine = page((ctx) => {
  const rooms = listRooms(ctx);
  const own = rooms.filter(({ id }) => ctx.actor.classroomIds.includes(id));
  const others = rooms.filter(({ id }) => !ctx.actor.classroomIds.includes(id));
  return mineView({ own, others, isHead: ctx.actor.isHead });
});

/** For staff of another class the sheet does not exist before it was opened. */
const readable = (ctx: Ctx): Sheet => {
  const room = getRoom(ctx, ctx.params.classroom ?? "");
  if (!canReadSheet(ctx.actor, room.id)) throw new NotFound();
  return sheetOf(ctx, room);
};

export const sheet = page((ctx) => sheetView(ctx.actor, readable(ctx)));
export const printable = page((ctx) => printView(readable(ctx), ctx.clock.today()));

/** A colleague takes over another class for the rest of the day: two taps, and the head is told. */
export const openIt = form(z.object({}), (ctx) => {
  const { id } = getRoom(ctx, ctx.params.classroom ?? "");
  const opening = openAsColleague(ctx, id);
  ctx.session.hold(markOf(opening), untilMidnight(ctx.clock));
  return redirect(`/pochette/ouverte/${opening}`);
});
