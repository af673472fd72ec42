import * as z from "zod";
import { dayOf } from "../../../core/clock.ts";
import { fullDay } from "../../../core/dates.ts";
import { type Ctx, form, page, type Redirect, redirect } from "../../../core/http.ts";
import { printApart } from "../../../people/letters/print-apart.ts";
import { titledName } from "../../../people/names.ts";
import { letterSchool } from "../letters.ts";
import { lanOf } from "../machine.ts";
import { startRun } from "../printing.ts";
import { getMember, issueCodes, listTeam, type Member } from "../team.ts";
import { codesView } from "../views.ts";

export const codes = page((ctx) => codesView(listTeam(ctx)));

const begin = (ctx: Ctx, members: readonly Member[]): Redirect => {
  if (members.length === 0) return redirect("/direction/codes", "Toute l’équipe a déjà activé son compte.");
  const { byName, byAddress } = lanOf(ctx);
  const sheets = issueCodes(ctx, members).map(({ member, code, expiresAt }) => ({
    name: titledName(member.person),
    login: member.login,
    code: code.replace(/(.{4})(?!$)/g, "$1-"),
    addresses: [byName, ...byAddress],
    expires: expiresAt === null ? "" : fullDay(dayOf(new Date(expiresAt), ctx.clock.timeZone)),
  }));
  const { id } = startRun({
    owner: ctx.session.csrf,
    kind: "staff",
    total: sheets.length,
    back: "/direction/codes",
    draw: (tell) => printApart({ kind: "staff", school: letterSchool(ctx), sheets }, tell),
  });
  return redirect(`/direction/impressions/${id}`);
};

/** For everybody who has not chosen a password yet. */
export const printCodes = form(z.object({}), (ctx) =>
  begin(
    ctx,
    listTeam(ctx).filter(({ hasPassword }) => !hasPassword),
  ),
);

/** For one person, also when the password is forgotten. */
export const printCode = form(z.object({}), (ctx) => begin(ctx, [getMember(ctx, ctx.params.id ?? "")]));
