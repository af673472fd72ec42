import { Turned } from "./portal-client.ts";
import { Unreachable } from "./request.ts";
import { MissingKeys } from "./school-keys.ts";
import { Standstill } from "./state.ts";

const refusals: Readonly<Record<string, string>> = {
  "unknown-token": "Le portail ne reconnaît plus cette boîte. Demandez un nouveau code de raccordement.",
  "too-large": "Le portail refuse un fichier trop lourd.",
  "other-bytes": "Le portail a reçu autre chose sous le même nom. Prévenez la personne qui s’occupe du portail.",
  "unknown-invitation": "Le portail ne connaît pas ce code, ou il a déjà servi.",
  "expired-invitation": "Ce code est périmé\u00a0: demandez-en un autre.",
  "spent-invitation": "Ce code a déjà servi\u00a0: demandez-en un autre.",
  "other-key":
    "Le portail connaît déjà cette école avec une autre clé. Restaurez la sauvegarde de l’ancienne boîte, ou demandez un code pour une nouvelle clé.",
};

/** What went wrong, for the head. */
export const frenchReason = (error: unknown): string => {
  if (error instanceof Standstill) return error.message;
  if (error instanceof MissingKeys)
    return "Les clés de l’école manquent dans la boîte\u00a0: remettez celles de la sauvegarde. Rien n’est publié d’ici là.";
  if (error instanceof Unreachable)
    return "Le portail ne répond pas\u00a0: pas d’Internet, ou une panne. Tout continue dans l’école\u202f; l’envoi reprendra de lui-même.";
  if (error instanceof Turned) return refusals[error.reason] ?? `Le portail a refusé l’envoi (${error.reason}).`;
  if (error instanceof Error && error.name === "SqliteError" && "code" in error && error.code === "SQLITE_FULL")
    return "La boîte n’a plus de place sur son disque\u00a0: l’envoi reprendra quand il y en aura.";
  return "L’envoi s’est arrêté sur une erreur de la boîte, qui l’a notée dans son journal. Elle réessaiera.";
};

/** Null when everything could be prepared. */
export const unpublishableMessage = (count: number): string | null => {
  if (count === 0) return null;
  const what =
    count === 1 ? "Une publication n’a pas pu être préparée" : `${count} publications n’ont pas pu être préparées`;
  return `${what} pour les familles\u00a0: une photo manque peut-être. Corrigez-la, ou retirez-la.`;
};
