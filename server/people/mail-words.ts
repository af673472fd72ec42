import type { Visit } from "../core/http.ts";
import { dayAndHour, type StateLine } from "./machine-words.ts";

const noAnswer = "le serveur ne répond pas";
const reasons: Readonly<Record<string, string>> = {
  EAUTH: "le serveur refuse l’identifiant ou le mot de passe (SMTP_URL)",
  ETLS: "la liaison chiffrée avec le serveur échoue (certificat, ou port de SMTP_URL)",
  EDNS: "le nom du serveur n’est pas connu (SMTP_URL), ou Internet manque",
  ECONNECTION: noAnswer,
  ESOCKET: noAnswer,
  ETIMEDOUT: noAnswer,
  EENVELOPE: "le serveur refuse l’expéditeur (MAIL_FROM) ou le destinataire",
  "550": "le serveur refuse le destinataire, ou l’expéditeur (MAIL_FROM)",
  "553": "le serveur refuse l’expéditeur (MAIL_FROM)",
};
const reasonOf = (code: string): string => reasons[code] ?? `le serveur refuse le message (${code})`;

/** How the box's mail stands, for the head and for whoever looks after the machine. */
export const mailState = ({ mail, clock }: Pick<Visit, "mail" | "clock">): StateLine[] => {
  const label = "Courriel";
  if (!mail.isConfigured)
    return [{ label, text: "Pas réglé\u00a0: la boîte n’envoie pas de courriel", tone: "", icon: "" }];
  const { waiting, lastSentAt, lastFailure } = mail.state();
  const when = (iso: string): string => dayAndHour(iso, clock.timeZone);
  const lines: StateLine[] = [];
  if (lastFailure !== null) {
    const text = `Échec, ${when(lastFailure.at)}\u00a0: ${reasonOf(lastFailure.code)}`;
    lines.push({ label, text, tone: "brick", icon: "alert-triangle" });
  } else if (lastSentAt !== null)
    lines.push({ label, text: `Dernier message accepté ${when(lastSentAt)}`, tone: "leaf", icon: "circle-check" });
  else lines.push({ label, text: "Réglé, rien envoyé depuis le démarrage", tone: "", icon: "" });
  if (waiting > 0)
    lines.push({
      label: "En attente",
      text: `${waiting} message${waiting > 1 ? "s" : ""}`,
      tone: "sun",
      icon: "clock",
    });
  return lines;
};
