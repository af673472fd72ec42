import type { Clock } from "../core/clock.ts";
import type { SyncStatus } from "../core/feature.ts";
import type { Chrome } from "../core/view.ts";

const hour = (iso: string, timeZone: string): string =>
  new Intl.DateTimeFormat("fr-FR", { timeZone, hour: "numeric", minute: "2-digit" })
    .format(new Date(iso))
    .replace(":", " h ");

/** The sentence in every staff page's header: how the families' view stands. */
export const syncLine = (status: SyncStatus, clock: Clock): Chrome["line"] => {
  if (!status.isConfigured) return null;
  const { waiting, lastSuccessAt, lastError, isOnline } = status;
  const publications = waiting === 1 ? "1 publication partira" : `${waiting} publications partiront`;
  const goesOn = "Sans Internet : tout continue";
  if (!isOnline) return { tone: "sun", icon: "cloud-off", text: waiting === 0 ? goesOn : `${goesOn}, ${publications}` };
  if (lastError !== null)
    return { tone: "brick", icon: "alert-triangle", text: "Envoi aux familles arrêté\u00a0: prévenez la direction" };
  if (waiting > 0 || lastSuccessAt === null)
    return { tone: "sun", icon: "refresh-cw", text: "Envoi aux familles en cours" };
  return { tone: "leaf", icon: "circle-check", text: `Familles à jour à ${hour(lastSuccessAt, clock.timeZone)}` };
};
