import type { Clock } from "../../core/clock.ts";
import type { SyncPort, SyncStandstill, SyncStatus } from "../../core/feature.ts";
import type { Errors } from "../../core/http.ts";
import type { View } from "../../core/view.ts";
import { contentWords, replyWords, sizeWords, whenWords } from "./words.ts";

const publicationsShown = 10;
const repliesShown = 20;
const title = "Synchronisation";

interface Seen {
  readonly sync: SyncPort;
  readonly clock: Clock;
}

interface Headline {
  readonly tone: "leaf" | "sun" | "brick" | "sky";
  readonly icon: string;
  readonly text: string;
  readonly note: string;
}

/** The page, or, while htmx asks, its state alone. */
export const syncView = ({ sync, clock }: Seen): View => {
  const status = sync.status();
  const standstill = sync.office?.standstill() ?? null;
  const { replies, total } = sync.office?.quarantine(repliesShown) ?? { replies: [], total: 0 };
  return {
    view: "synchronisation/index",
    fragment: "synchronisation/_state",
    title,
    data: {
      isRunning: status.isRunning,
      headline: standstill === null ? headlineOf(status, clock) : headlineAt(standstill),
      progress: status.progress ?? null,
      facts: factsOf(sync, status, clock),
      way: standstill?.way ?? "",
      isConnected: sync.office !== undefined,
      publications: (sync.office?.publications(publicationsShown) ?? []).map((one) => ({
        when: whenWords(one.at, clock),
        what: contentWords(one),
        size: sizeWords(one.bytes),
      })),
      replies: replies.map((reply) => ({
        id: reply.id,
        what: replyWords(reply),
        when: whenWords(reply.at, clock),
        reason: reply.reason,
        content: reply.content ?? "",
      })),
      repliesLeft: total - replies.length,
    },
  };
};

const headlineOf = (status: SyncStatus, clock: Clock): Headline => {
  const { isConfigured, isOnline, isRunning, waiting, lastSuccessAt, lastError } = status;
  const since = lastSuccessAt === null ? "" : `Dernier envoi réussi ${whenWords(lastSuccessAt, clock)}.`;
  if (!isConfigured)
    return { tone: "sun", icon: "cloud-off", text: "Pas de portail", note: "Cette boîte n’envoie rien aux familles." };
  if (isRunning) return { tone: "sky", icon: "cloud-upload", text: "Envoi en cours", note: since };
  if (!isOnline) return { tone: "sun", icon: "wifi-off", text: "Sans Internet : tout continue", note: since };
  if (lastError !== null) return { tone: "brick", icon: "alert-triangle", text: "À regarder", note: since };
  if (waiting > 0 || lastSuccessAt === null)
    return { tone: "sun", icon: "clock", text: "Des publications attendent", note: since };
  return { tone: "leaf", icon: "circle-check", text: "Les familles sont à jour", note: since };
};

const headlineAt = ({ message }: SyncStandstill): Headline => ({
  tone: "brick",
  icon: "alert-triangle",
  text: "Une décision est nécessaire",
  note: message,
});

const factsOf = (sync: SyncPort, status: SyncStatus, clock: Clock): { label: string; text: string; tone: string }[] => {
  const portal = sync.office?.portal() ?? null;
  const { waiting, lastError } = status;
  return [
    ...(portal === null ? [] : [{ label: "Portail", text: portal.url, tone: "" }]),
    { label: "En attente", text: waiting === 0 ? "Rien" : String(waiting), tone: waiting === 0 ? "" : "sun" },
    ...(lastError === null || sync.office?.standstill()
      ? []
      : [{ label: `Dernière erreur, ${whenWords(lastError.at, clock)}`, text: lastError.message, tone: "brick" }]),
  ];
};

/** The form that connects the box; `errors` by field. The code is never shown again. */
export const connectView = ({ url }: { url: string }, errors: Errors): View => ({
  view: "synchronisation/connect",
  title,
  data: {
    errors,
    fields: [
      {
        name: "url",
        label: "Adresse du portail",
        value: url,
        type: "url",
        placeholder: "https://portail.exemple.fr",
        hint: "Celle que la mairie ou l’hébergeur vous a donnée.",
        error: errors.url ?? "",
        required: true,
      },
      {
        name: "oneTimeToken",
        label: "Code de raccordement",
        value: "",
        class: "input-code",
        placeholder: "XXXX-XXXX-XXXX-XXXX-XXXX",
        hint: "Il sert une seule fois.",
        error: errors.oneTimeToken ?? "",
        autocomplete: "off",
        spellcheck: false,
        required: true,
      },
    ],
  },
});
