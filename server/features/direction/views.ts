import { sentence } from "../../core/dates.ts";
import type { Ctx } from "../../core/http.ts";
import type { View } from "../../core/view.ts";
import type { Machine } from "../../people/machine.ts";
import { dayAndHour, machineLines, type StateLine } from "../../people/machine-words.ts";
import { fullName, titledName } from "../../people/names.ts";
import type { StaffAccess } from "../../people/staff-keys.ts";
import type { Office } from "./office.ts";
import type { Member } from "./team.ts";

/** "1 élève", "112 élèves" */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count}\u00a0${count < 2 ? one : many}`;

const syncLine = ({ sync, clock }: Pick<Ctx, "sync" | "clock">): StateLine => {
  const { isConfigured, isOnline, waiting, lastSuccessAt, lastError } = sync.status();
  const label = "Envoi aux familles";
  if (!isConfigured) return { label, text: "Pas encore relié à un portail", tone: "sun", icon: "cloud-off" };
  const last =
    lastSuccessAt === null ? "aucun envoi encore" : `dernier envoi ${dayAndHour(lastSuccessAt, clock.timeZone)}`;
  const waits = waiting === 0 ? "" : `, ${plural(waiting, "publication")} en attente`;
  if (!isOnline) return { label, text: `Sans Internet, ${last}${waits}`, tone: "sun", icon: "cloud-off" };
  if (lastError !== null && lastError.at > (lastSuccessAt ?? ""))
    return { label, text: `${sentence(last)}${waits}. ${lastError.message}`, tone: "brick", icon: "alert-triangle" };
  return { label, text: `${sentence(last)}${waits}`, tone: waiting === 0 ? "leaf" : "sun", icon: "cloud-upload" };
};

interface Todo {
  readonly title: string;
  readonly text: string;
  readonly href: string;
  readonly icon: string;
  readonly isDone: boolean;
}

const todosOf = (office: Office, isConnected: boolean): Todo[] => [
  {
    title: "Importer l’annuaire",
    text: "Les fichiers que donne ONDE : élèves, responsables, enseignants.",
    href: "/direction/annuaire/import",
    icon: "upload",
    isDone: office.pupils > 0,
  },
  {
    title: "Donner les codes à l’équipe",
    text: "Une petite feuille par personne, pour choisir son mot de passe.",
    href: "/direction/codes",
    icon: "key",
    isDone: office.staff > 1 && office.staffWaiting === 0,
  },
  {
    title: "Une décision de justice ?",
    text: "Une question sur l’autorité parentale, avant les premières lettres.",
    href: "/direction/autorite",
    icon: "shield",
    isDone: office.isAuthorityReviewed,
  },
  {
    title: "Raccorder la boîte à son portail",
    text: "L’adresse et le code que donne la commune ou l’académie\u00a0: les lettres en ont besoin.",
    href: "/direction/synchronisation",
    icon: "link",
    isDone: isConnected,
  },
  {
    title: "Imprimer les lettres aux familles",
    text: "Une feuille par responsable, avec son code personnel.",
    href: "/direction/lettres",
    icon: "mail",
    isDone: office.guardians > 0 && office.sheets === office.guardians,
  },
];

/** Pages for the head: her own first, then in the order of the registry. */
const entriesOf = ({ registry }: Pick<Ctx, "registry">) => {
  const isOwn = ({ id }: { id: string }): boolean => id === "direction";
  const { features } = registry;
  return [...features.filter(isOwn), ...features.filter((tool) => !isOwn(tool))].flatMap(({ office }) => office ?? []);
};

/** A school that has nobody yet waits for nothing. */
const sheetsLook = ({ guardians, sheets }: Office): Pick<StateLine, "tone" | "icon"> => {
  if (guardians === 0) return { tone: "", icon: "mail" };
  return sheets === guardians ? { tone: "leaf", icon: "circle-check" } : { tone: "sun", icon: "mail" };
};

const schoolLines = (office: Office): StateLine[] => [
  {
    label: "École",
    text: [
      plural(office.pupils, "élève"),
      plural(office.classrooms, "classe"),
      plural(office.guardians, "responsable"),
      `${plural(office.staff, "personne")} dans l’équipe`,
    ].join(", "),
    tone: "",
    icon: "",
  },
  {
    label: "Feuilles des familles",
    text: `${office.sheets} en service sur ${office.guardians}`,
    ...sheetsLook(office),
  },
];

export const officeView = (ctx: Ctx, office: Office, machine: Machine): View => {
  const todos = todosOf(office, ctx.sync.status().isConfigured);
  const left = todos.filter(({ isDone }) => !isDone).length;
  return {
    view: "direction/office",
    title: "Direction",
    data: {
      entries: entriesOf(ctx),
      todos: left === 0 ? [] : todos,
      left: plural(left, "chose", "choses"),
      lines: [...schoolLines(office), syncLine(ctx), ...machineLines(ctx, machine)],
    },
  };
};

const chipOf = ({ hasPassword, hasCode }: Member) => {
  if (hasPassword) return { tone: "leaf", icon: "check", text: "Compte activé" };
  return hasCode
    ? { tone: "sun", icon: "clock", text: "Code imprimé, pas encore utilisé" }
    : { tone: "", icon: "key", text: "Pas encore de code" };
};

const posts = { teacher: "Enseignant·e", staff: "Personnel", technician: "Technicien·ne" } as const;

const homeWords = (access: StaffAccess | undefined): { tone: string; icon: string; text: string } => {
  if (access === undefined) return { tone: "", icon: "clock", text: "Pas de feuille" };
  if (access.since === null) return { tone: "sun", icon: "key", text: "Phrase à choisir" };
  return { tone: "leaf", icon: "check", text: "En service" };
};

export const codesView = (members: readonly Member[], accesses: ReadonlyMap<string, StaffAccess>): View => {
  const waiting = members.filter(({ hasPassword }) => !hasPassword).length;
  return {
    view: "direction/codes",
    title: "Codes de l’équipe",
    data: {
      waiting,
      print: waiting === 1 ? "Imprimer le code" : `Imprimer les ${waiting} codes`,
      members: members.map((member) => ({
        id: member.person.id,
        name: fullName(member.person),
        titled: titledName(member.person),
        post: member.isHead ? "Direction" : posts[member.post],
        login: member.login,
        hasPassword: member.hasPassword,
        chip: chipOf(member),
        home: member.post === "technician" && !member.isHead ? null : homeWords(accesses.get(member.person.id)),
      })),
    },
  };
};
