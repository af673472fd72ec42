import { dayOf } from "../../core/clock.ts";
import { shortDay } from "../../core/dates.ts";
import type { Ctx, Errors } from "../../core/http.ts";
import type { View } from "../../core/view.ts";
import type { StaffAccess } from "../../people/staff-keys.ts";
import type { ClassTile, PupilTile } from "./roster.ts";

type At = Pick<Ctx, "clock">;

const dayWords = ({ clock }: At, instant: string): string => shortDay(dayOf(new Date(instant), clock.timeZone));

const phraseAdvice =
  "Au moins 12 caractères. Le plus simple\u00a0: quatre mots qui n’ont rien à voir entre eux, et pas votre mot de passe.";

export const homeSheetView = (at: At, access: StaffAccess | undefined, hasPortal: boolean, errors: Errors): View => ({
  view: "connexion/home-sheet",
  title: "De la maison",
  data: {
    hasPortal,
    hasSheet: access !== undefined,
    chip:
      access === undefined
        ? { tone: "", icon: "clock", text: "Pas encore de feuille" }
        : access.since === null
          ? { tone: "sun", icon: "key", text: "Feuille imprimée\u00a0: choisissez sa phrase" }
          : { tone: "leaf", icon: "check", text: `En service depuis le ${dayWords(at, access.since)}` },
    printed: access === undefined ? "" : dayWords(at, access.printedAt),
    advice: phraseAdvice,
    errors,
  },
});

export interface HomeCards {
  readonly classes: readonly ClassTile[];
  readonly shown: { readonly classroom: ClassTile; readonly pupils: readonly PupilTile[] } | null;
  /** Since when each pupil's card has been in force. */
  readonly issued: ReadonlyMap<string, string>;
  readonly hasPortal: boolean;
}

export const homeCardsView = (at: At, { classes, shown, issued, hasPortal }: HomeCards): View => {
  const rows = (shown?.pupils ?? []).map(({ id, label, avatar }) => {
    const since = issued.get(id);
    const chip =
      since === undefined
        ? { tone: "", icon: "clock", text: "Pas de carte" }
        : { tone: "leaf", icon: "check", text: `Depuis le ${dayWords(at, since)}` };
    return { id, label, avatar, hasCard: since !== undefined, chip };
  });
  const missing = rows.filter(({ hasCard }) => !hasCard).length;
  return {
    view: "connexion/home-cards",
    title: "Cartes pour la maison",
    data: {
      hasPortal,
      classes: classes.map(({ id, label }) => ({ id, label, isCurrent: id === shown?.classroom.id })),
      classroom: shown?.classroom ?? null,
      rows,
      missing,
      print: missing === 1 ? "Imprimer la carte qui manque" : `Imprimer les ${missing} cartes qui manquent`,
    },
  };
};
