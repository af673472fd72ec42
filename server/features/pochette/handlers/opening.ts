import * as z from "zod";
import type { Clock } from "../../../core/clock.ts";
import { coverable, line, publicForm, publicPage, redirect, type Visit } from "../../../core/http.ts";
import { closeOpening, markOf, openByCode, openedHere } from "../openings.ts";
import { getRoom, sheetOf } from "../sheet.ts";
import { codeView, openedView } from "../views.ts";

const hour = 3_600_000;

/** Milliseconds that are left of the day in the school's time zone, ten hours at most. */
export const untilMidnight = (clock: Clock): number => {
  const time = clock.now().toLocaleTimeString("sv-SE", { timeZone: clock.timeZone });
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return Math.min(10 * hour, 24 * hour - (hours * 60 + minutes) * 60_000);
};

export const codePage = publicPage((visit) => codeView(visit.actor?.displayName ?? "", {}, {}));

const Code = z.object({
  code: line(60, "Écrivez le code de la feuille."),
  nom: line(80, "Écrivez votre nom : la direction le verra."),
});

/** Whoever holds the sheet; a stranger's session sleeps after an hour without a touch. */
export const openWithCode = publicForm(
  Code,
  async (visit, { code, nom }) => {
    const opening = openByCode(visit, code, visit.actor?.displayName ?? nom);
    const left = untilMidnight(visit.clock);
    if (visit.actor === null) await visit.session.begin({ idleMs: hour, absoluteMs: left });
    visit.session.hold(markOf(opening), left);
    return redirect(`/pochette/ouverte/${opening}`);
  },
  (visit, values, errors) => codeView(visit.actor?.displayName ?? "", values, errors),
);

const idOf = (visit: Visit): string => visit.params.opening ?? "";

export const opened = coverable(
  publicPage((visit) => {
    const opening = openedHere(visit, idOf(visit));
    const sheet = sheetOf(visit, getRoom(visit, opening.classroomId));
    const sections = visit.registry.features.flatMap((feature) => feature.pochette?.(visit, opening.classroomId) ?? []);
    return openedView({ opening, sheet, sections, isColleague: visit.actor !== null });
  }),
);

export const close = publicForm(z.object({}), (visit) => {
  const { id } = openedHere(visit, idOf(visit));
  closeOpening(visit, id);
  return redirect(visit.actor === null ? "/connexion" : "/pochette", "La pochette est fermée.");
});
