import type { Ctx } from "../../core/http.ts";
import type { View } from "../../core/view.ts";
import { mailState } from "../../people/mail-words.ts";
import { ownAddress } from "./trial.ts";

export const mailView = (ctx: Ctx): View => ({
  view: "courriel/index",
  fragment: "courriel/_state",
  title: "Courriel",
  data: {
    isConfigured: ctx.mail.isConfigured,
    from: ctx.config.MAIL_FROM ?? "",
    address: ownAddress(ctx),
    correction: `/direction/annuaire/personnes/${ctx.actor.id}/correction`,
    isSending: ctx.mail.state().waiting > 0,
    lines: mailState(ctx),
  },
});
