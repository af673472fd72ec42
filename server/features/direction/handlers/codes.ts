import * as z from "zod";
import { dayOf } from "../../../core/clock.ts";
import { fullDay } from "../../../core/dates.ts";
import { found } from "../../../core/db.ts";
import { type Ctx, form, page, type Redirect, redirect } from "../../../core/http.ts";
import { portalAddress } from "../../../people/access-keys.ts";
import { letterSchool } from "../../../people/letters/letter-school.ts";
import { printApart } from "../../../people/letters/print-apart.ts";
import { startRun } from "../../../people/letters/runs.ts";
import { lanOf } from "../../../people/machine.ts";
import { titledName } from "../../../people/names.ts";
import { prepareSheet, staffAccesses } from "../../../people/staff-keys.ts";
import { getMember, issueCodes, listTeam, type Member } from "../team.ts";
import { codesView } from "../views.ts";

export const codes = page((ctx) => codesView(listTeam(ctx), staffAccesses(ctx)));

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
    words: {
      title: "Codes de l’équipe",
      noun: "feuille",
      handOut: "Coupez le long des pointillés et donnez sa feuille à chacun, en main propre.",
      whenFailed: "",
    },
    total: sheets.length,
    back: "/direction/codes",
    draw: (tell) => printApart({ kind: "staff", school: letterSchool(ctx), sheets }, tell),
  });
  return redirect(`/impressions/${id}`);
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

/** The sheet for the app at home. It opens nothing before its holder has chosen a phrase; the technician has none. */
export const printHomeSheet = form(z.object({}), (ctx) => {
  const member = getMember(ctx, ctx.params.id ?? "");
  const { person } = found(member.post === "technician" && !member.isHead ? undefined : member);
  if (portalAddress(ctx) === null)
    return redirect("/direction/codes", { text: "La boîte n’a pas encore d’adresse pour la maison.", tone: "brick" });
  const { key, store } = prepareSheet(ctx, person.id);
  const sheets = [{ name: titledName(person), hasPhrase: false, key }];
  const { id } = startRun({
    owner: ctx.session.csrf,
    words: {
      title: "Feuille pour la maison",
      noun: "feuille",
      handOut: "Donnez-la en main propre. Elle n’ouvre rien tant que sa phrase secrète n’est pas choisie.",
      whenFailed: "La feuille d’avant fonctionne toujours.",
    },
    total: 1,
    back: "/direction/codes",
    draw: async (tell) => {
      const bytes = await printApart({ kind: "staff-home", school: letterSchool(ctx), sheets }, tell);
      store();
      return bytes;
    },
  });
  return redirect(`/impressions/${id}`);
});
