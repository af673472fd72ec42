import type { JournalWords } from "../../core/feature.ts";

/** Who opened what with a sheet is on the head's page: here stands that it happened. */
export const journal: JournalWords = {
  "pochette.printed": () => "a imprimé une pochette remplaçant",
  "pochette.opened": ({ pochetteId }) =>
    pochetteId === null ? "a ouvert la fiche d’une classe pour la journée" : "a ouvert une pochette avec sa feuille",
  "pochette.closed": () => "a fermé une pochette",
  "health.noted": ({ pupilId }, nameOf) => `a écrit les allergies et le PAI de ${nameOf(pupilId)}`,
};
