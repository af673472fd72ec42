import * as z from "zod";
import { NotFound } from "../../../core/errors.ts";
import { type Ctx, form, optionalLine, page, redirect } from "../../../core/http.ts";
import { letterSchool } from "../../../people/letters/letter-school.ts";
import { printApart } from "../../../people/letters/print-apart.ts";
import { lanOf } from "../../../people/machine.ts";
import { formatCode } from "../../../wire/codes.ts";
import { openedToday, prepareSheets, sealedSheets, sealSheets, shutOpening } from "../openings.ts";
import { listRooms } from "../sheet.ts";
import { officeView } from "../views.ts";

const headOnly = (ctx: Ctx): void => {
  if (!ctx.actor.isHead) throw new NotFound();
};

export const office = page((ctx) => {
  headOnly(ctx);
  const { timeZone } = ctx.clock;
  return officeView({ rooms: listRooms(ctx), sealed: sealedSheets(ctx), opened: openedToday(ctx), timeZone });
});

const Order = z.object({ classe: optionalLine(60) });

/** Prints a class's sheet, or all; they come into force, and the former ones die, once the PDF is whole. */
export const printAll = form(Order, async (ctx, { classe }) => {
  headOnly(ctx);
  const rooms = listRooms(ctx).filter(({ id }) => classe === "" || id === classe);
  if (rooms.length === 0) throw new NotFound();
  const labels = new Map(rooms.map(({ id, label }) => [id, label]));
  const sealed = prepareSheets(rooms.map(({ id }) => id));
  const address = `${lanOf(ctx).byName}/pochette/code`;
  const sheets = sealed.map(({ classroomId, code }) => ({
    classroom: labels.get(classroomId) ?? "",
    code: formatCode(code),
    url: `${address}#${code}`,
    address,
  }));
  const bytes = await printApart({ kind: "pochettes", school: letterSchool(ctx), sheets });
  sealSheets(ctx, sealed);
  return { bytes, type: "application/pdf" };
});

export const closeToday = form(z.object({}), (ctx) => {
  headOnly(ctx);
  shutOpening(ctx, ctx.params.opening ?? "");
  return redirect(
    "/direction/pochettes",
    "Cette pochette est fermée, et la feuille qui l’avait ouverte n’ouvre plus rien.",
  );
});
