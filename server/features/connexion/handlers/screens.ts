import * as z from "zod";
import { type Ctx, form, line, projectable, type Redirect, redirect } from "../../../core/http.ts";
import { classTile } from "../roster.ts";
import { type ClassScreen, classOfScreen, closeScreens, openScreens, rememberScreen, screensOf } from "../screens.ts";
import { addressOf, tended } from "../tended.ts";

const Class = z.object({ classe: line(60) });
const untilIn = (screens: readonly ClassScreen[]): string => screens.find(({ isOpen }) => isOpen)?.until ?? "";

const opened = (ctx: Ctx, classroomId: string, ids: readonly string[], words: string): Redirect => {
  openScreens(ctx, classroomId, ids);
  const until = untilIn(screensOf(ctx, classroomId, ctx.device));
  return redirect(addressOf(classroomId), `${words} jusqu’à ${until}\u00a0: la tuile seule y suffit.`);
};

/** « Cet écran »: the browser on which the teacher is signed in now. */
export const openThisScreen = projectable(
  form(Class, (ctx, { classe }) => {
    const { id } = classTile(ctx, classe, tended(ctx));
    return opened(ctx, id, [rememberScreen(ctx, id, ctx.device)], "Cet écran est ouvert");
  }),
);

/** Every screen that the class has used before, without going round the room. */
export const openAllScreens = projectable(
  form(Class, (ctx, { classe }) => {
    const { id } = classTile(ctx, classe, tended(ctx));
    const ids = screensOf(ctx, id, ctx.device).map((screen) => screen.id);
    return opened(ctx, id, ids, "Les écrans de la classe sont ouverts");
  }),
);

export const closeAllScreens = projectable(
  form(Class, (ctx, { classe }) => {
    const { id } = classTile(ctx, classe, tended(ctx));
    const ids = screensOf(ctx, id, ctx.device).map((screen) => screen.id);
    closeScreens(ctx, id, ids);
    return redirect(addressOf(id), "Les écrans de la classe sont refermés.");
  }),
);

/** One screen's class, if this person looks after it. Throws NotFound. */
const tendedScreen = (ctx: Ctx): { id: string; classroomId: string } => {
  const which = tended(ctx);
  const id = ctx.params.ecran ?? "";
  return { id, classroomId: classTile(ctx, classOfScreen(ctx, id), which).id };
};

export const openScreen = projectable(
  form(z.object({}), (ctx) => {
    const { id, classroomId } = tendedScreen(ctx);
    return opened(ctx, classroomId, [id], "L’écran est ouvert");
  }),
);

export const closeScreen = projectable(
  form(z.object({}), (ctx) => {
    const { id, classroomId } = tendedScreen(ctx);
    closeScreens(ctx, classroomId, [id]);
    const undo = { action: `/connexion/eleves/ecrans/${id}/ouverture`, label: "Annuler" };
    return redirect(addressOf(classroomId), { text: "L’écran est refermé.", undo });
  }),
);
