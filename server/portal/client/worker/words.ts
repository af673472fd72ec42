import type { Reason } from "../../../wire/refused.ts";
import type { ReplyState } from "./outbox.ts";

const ZONE = "Europe/Paris";
const NARROW = "\u202f";
const WIDE = "\u00a0";

const format = (options: Intl.DateTimeFormatOptions) => {
  const formatter = new Intl.DateTimeFormat("fr-FR", { timeZone: ZONE, ...options });
  return (iso: string): string => formatter.format(new Date(iso));
};
const clockParts = new Intl.DateTimeFormat("fr-FR", { timeZone: ZONE, hour: "numeric", minute: "2-digit" });
const day = format({ year: "numeric", month: "2-digit", day: "2-digit" });
const shortDay = format({ day: "numeric", month: "short" });
const longDay = format({ weekday: "long", day: "numeric", month: "long" });

/** 10 h 42 */
export function timeOf(iso: string): string {
  const parts = clockParts.formatToParts(new Date(iso));
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? "";
  return `${Number(part("hour"))}${WIDE}h${WIDE}${part("minute")}`;
}

/** « 23 nov. », or the hour when it is today. */
const briefly = (iso: string, now: Date): string =>
  day(iso) === day(now.toISOString()) ? `à ${timeOf(iso)}` : `le ${shortDay(iso)}`;

/** « lundi 23 novembre à 10 h 42 » */
export const moment = (iso: string): string => `${longDay(iso)} à ${timeOf(iso)}`;

/** « à 10 h 42 », « d’hier à 18 h 02 », « du vendredi 20 novembre à 18 h 02 » */
function since(iso: string, now: Date): string {
  const then = day(iso);
  if (then === day(now.toISOString())) return `à ${timeOf(iso)}`;
  if (then === day(new Date(now.getTime() - 86_400_000).toISOString())) return `d’hier à ${timeOf(iso)}`;
  return `du ${moment(iso)}`;
}

export interface Words {
  readonly tone: "" | "sky" | "leaf" | "sun" | "brick";
  readonly icon: string;
  readonly text: string;
}

/** How old the news are. `at`: of the school's head, null when nothing ever came. */
export function lineWords(at: string | null, isOnline: boolean, now: Date): Words {
  if (at === null)
    return isOnline
      ? { tone: "sky", icon: "refresh-cw", text: "Nous cherchons les nouvelles de l’école…" }
      : { tone: "sun", icon: "wifi-off", text: `Hors connexion${WIDE}: les nouvelles viendront avec le réseau.` };
  const when = since(at, now);
  if (isOnline) return { tone: "leaf", icon: "circle-check", text: `Nouvelles de l’école ${when}` };
  const news = when.startsWith("à") ? `nouvelles de ${timeOf(at)}` : `nouvelles ${when}`;
  return { tone: "sun", icon: "wifi-off", text: `Hors connexion${WIDE}: ${news}` };
}

export function replyWords(reply: ReplyState, now: Date): Words {
  if (reply.state === "waiting") return { tone: "sun", icon: "clock", text: "En attente d’envoi" };
  if (reply.state === "deposited") return { tone: "sky", icon: "send", text: `Déposé ${briefly(reply.at, now)}` };
  if (reply.state === "received")
    return { tone: "leaf", icon: "check", text: `Reçu par l’école ${receivedOn(reply.at)}` };
  return { tone: "brick", icon: "alert-triangle", text: `Non pris en compte${WIDE}: ${reply.reason}` };
}

const receivedOn = (iso: string): string => `le ${shortDay(iso)} à ${timeOf(iso)}`;

export const signedByYou = (iso: string): string => `Signé par vous le ${shortDay(iso)}`;

const REASONS: Readonly<Record<Reason, string>> = {
  "bad-signature": "la signature de l’école manque",
  "bad-mac": "la clé de votre lettre ne le reconnaît pas",
  "bad-hash": "un contenu a été modifié ou échangé",
  "wrong-channel": "un contenu destiné à d’autres a été mis à la place du vôtre",
  "wrong-school": "il vient d’une autre école",
  older: "il est plus ancien que ce que vous avez déjà lu",
  malformed: "il est illisible",
  unopenable: "il ne s’ouvre pas avec vos clés",
  "no-key": "sa clé manque",
};

export const refusalWords = (reason: Reason): string =>
  `Ce que le serveur propose n’est pas authentique${WIDE}: ${REASONS[reason]}. Nous ne l’affichons pas${NARROW}; vous voyez ce qui avait été reçu avant.`;

export const REVOKED = `Cette lettre ne donne plus accès${WIDE}: l’école en a fait une nouvelle, ou l’a retirée. Demandez-la à l’école. Vous pouvez encore lire ce qui est sur cet appareil.`;
