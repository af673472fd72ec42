import type { Ctx } from "../../core/http.ts";
import type { View } from "../../core/view.ts";
import type { LanUrls } from "../../people/lan.ts";
import type { Machine } from "../../people/machine.ts";
import { dayAndHour, machineLines, type StateLine } from "../../people/machine-words.ts";
import { mailState } from "../../people/mail-words.ts";
import type { Backup, HttpsState, JobLine, LogLine } from "./state.ts";

interface Parts {
  readonly https: HttpsState;
  readonly backups: readonly Backup[];
  readonly jobs: readonly JobLine[];
  readonly logs: readonly LogLine[];
}

const httpsLine = ({ https }: Parts, timeZone: string): StateLine => {
  const label = "Https";
  if (https.origin === null || https.until === null)
    return { label, text: "Éteint, ou port déjà pris (HTTPS_PORT)", tone: "sun", icon: "lock-open" };
  return {
    label,
    text: `${https.origin}, certificat jusqu’au ${dayAndHour(https.until, timeZone)}, renouvelé par la boîte`,
    tone: "leaf",
    icon: "circle-check",
  };
};

const networkLine = ({ config }: Pick<Ctx, "config">): StateLine => ({
  label: "Nom sur le réseau",
  text: config.ANNOUNCE === "yes" ? `${config.LAN_NAME}.local, annoncé (mDNS)` : "Pas annoncé (ANNOUNCE=no)",
  tone: "",
  icon: "",
});

const syncLine = ({ sync }: Pick<Ctx, "sync">): StateLine => {
  const { isConfigured, isOnline } = sync.status();
  if (!isConfigured) return { label: "Portail", text: "Pas encore relié", tone: "", icon: "" };
  return isOnline
    ? { label: "Portail", text: "La ligne répond", tone: "leaf", icon: "circle-check" }
    : { label: "Portail", text: "La ligne ne répond pas ; tout continue dans l’école", tone: "sun", icon: "cloud-off" };
};

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1).replace(".", ",")} Mo`;

export const machineView = (ctx: Ctx, machine: Machine, parts: Parts): View => {
  const { timeZone } = ctx.clock;
  const when = (iso: string): string => dayAndHour(iso, timeZone);
  return {
    view: "machine/index",
    title: "La boîte",
    data: {
      lines: [
        ...machineLines(ctx, machine),
        networkLine(ctx),
        httpsLine(parts, timeZone),
        syncLine(ctx),
        ...mailState(ctx),
      ],
      fingerprint: parts.https.fingerprint,
      backups: parts.backups.map(({ name, bytes, at }) => ({ name, size: megabytes(bytes), when: when(at) })),
      jobs: parts.jobs.map(({ name, lastSuccessAt, hasFailed }) => ({
        name,
        hasFailed,
        when: lastSuccessAt === null ? "jamais encore" : when(lastSuccessAt),
      })),
      logs: parts.logs.map(({ at, level, text }) => ({ when: when(at), isError: level >= 50, text })),
      isHead: ctx.actor.isHead,
    },
  };
};

/** `fingerprint`: of the authority, in groups; empty where https is off. */
export const posterView = (
  school: string,
  { byName, byAddress }: LanUrls,
  fingerprint: readonly string[],
  back: string,
): View => ({
  view: "machine/poster",
  title: "Affiche",
  layout: "print",
  data: { schoolName: school, address: byName, others: byAddress, fingerprint, back },
});
