import * as z from "zod";
import { NotFound } from "../../core/errors.ts";
import { feature, type SyncOffice } from "../../core/feature.ts";
import { type Body, type Ctx, type Errors, form, page, type Result, redirect } from "../../core/http.ts";
import { sensitive } from "../../people/sensitive.ts";
import { connectView, syncView } from "./views.ts";

const home = "/direction/synchronisation";

/** For whoever has no line to a portal, what concerns it does not exist. */
const officeOf = ({ sync }: Ctx): SyncOffice => {
  if (sync.office === undefined) throw new NotFound();
  return sync.office;
};

const index = page((ctx) => {
  const isConnected = ctx.sync.office === undefined || ctx.sync.office.portal() !== null;
  return isConnected ? syncView(ctx) : connectForm(ctx);
});

const connectForm = (ctx: Ctx) =>
  connectView({ url: ctx.sync.office?.portal()?.url ?? ctx.config.PORTAL_URL ?? "" }, {});

const nothing = z.object({});
const afterwards = (ctx: Ctx): Result => (ctx.isFragment ? syncView(ctx) : redirect(home));

const run = form(nothing, (ctx) => {
  ctx.sync.runNow();
  return afterwards(ctx);
});

const takeOver = form(nothing, (ctx) => {
  officeOf(ctx).takeOver();
  return afterwards(ctx);
});

const Connection = z.object({
  url: z.string("Écrivez l’adresse du portail.").trim().min(1, "Écrivez l’adresse du portail.").max(300),
  oneTimeToken: z.string("Écrivez le code.").trim().min(1, "Écrivez le code.").max(60),
});

const typed = (body: Body, name: string): string => String(body[name] ?? "").slice(0, 300);
const connectAgain = (_ctx: Ctx, body: Body, errors: Errors) => connectView({ url: typed(body, "url") }, errors);

const connect = form(
  Connection,
  async (ctx, wanted) => {
    await officeOf(ctx).connect(wanted);
    return redirect(home, { text: "La boîte est raccordée\u00a0: l’envoi commence.", tone: "leaf" });
  },
  connectAgain,
);

const retry = form(nothing, async (ctx) => {
  const { isPlaced, message } = await officeOf(ctx).retry(ctx.params.id ?? "");
  return redirect(home, { text: message, tone: isPlaced ? "leaf" : "sun" });
});

const dismiss = form(nothing, (ctx) => {
  const id = ctx.params.id ?? "";
  officeOf(ctx).dismiss(id);
  const undo = { action: `${home}/quarantaine/${id}/retour`, label: "Annuler" };
  return redirect(home, { text: "Réponse mise de côté.", undo });
});

const undismiss = form(nothing, (ctx) => {
  officeOf(ctx).undismiss(ctx.params.id ?? "");
  return redirect(home);
});

export default feature({
  id: "synchronisation",
  title: "Synchronisation",
  icon: "cloud-upload",
  home: null,
  visibleTo: (actor) => actor.isHead,
  office: [{ title: "Synchronisation", href: "/direction/synchronisation", icon: "cloud-upload" }],
  routes: (r) => {
    r.get(`/${home}`, index);
    r.post(`/${home}/envoi`, run);
    r.get(`/${home}/raccordement`, page(connectForm));
    r.post(`/${home}/raccordement`, sensitive(connect));
    r.post(`/${home}/reprise`, sensitive(takeOver));
    r.post(`/${home}/quarantaine/:id/essai`, retry);
    r.post(`/${home}/quarantaine/:id/rangement`, dismiss);
    r.post(`/${home}/quarantaine/:id/retour`, undismiss);
  },
});
