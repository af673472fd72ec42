import type { JournalWords, Registry } from "../../core/feature.ts";

const decisions: Readonly<Record<string, string>> = {
  none: "a retiré une décision sur l’autorité",
  reads: "a noté une décision : lit, ne signe plus",
  nothing: "a noté une décision : ne voit plus rien",
};
const hands: Readonly<Record<string, string>> = {
  usb: "par une clé USB dans la boîte",
  command: "par une commande sur la boîte",
  code: "par le code de secours",
  mail: "par un code envoyé à son adresse",
};
const word = (words: Readonly<Record<string, string>>, key: unknown): string => words[String(key)] ?? "";

/** Events of people/ and parents/, which no single tool owns. */
const shared: JournalWords = {
  "account.activated": () => "a choisi son mot de passe avec un code",
  "activation.issued": ({ personId }, nameOf) => `a demandé un code d’activation pour ${nameOf(personId)}`,
  "recovery.issued": () => "a fait un nouveau code de secours",
  "rescue.opened": ({ personId, by }, nameOf) => `a ouvert dix minutes à ${nameOf(personId)}, ${word(hands, by)}`,
  "password.recovered": ({ by }) => `a remplacé son mot de passe perdu, ${word(hands, by)}`,
  "reset.mailed": ({ personId }, nameOf) =>
    `a envoyé un code à l’adresse de ${nameOf(personId)}, qui a oublié son mot de passe`,
  "password.reset": () => "a choisi son mot de passe avec un code reçu par courriel",
  "password.changed": ({ personId }, nameOf) => `a enregistré un mot de passe pour ${nameOf(personId)}`,
  "password.given": ({ personId }, nameOf) => `a donné un mot de passe à ${nameOf(personId)}`,
  "pictures.renewed": ({ personId }, nameOf) => `a renouvelé les images de ${nameOf(personId)}`,
  "tile.locked": ({ personId }, nameOf) => `a fermé la tuile de ${nameOf(personId)} après dix essais`,
  "tile.freed": ({ personId }, nameOf) => `a rouvert la tuile de ${nameOf(personId)}`,
  "sessions.ended": () => "a déconnecté ses autres appareils",
  "https.declined": () => "a continué sans https",
  "journal.exported": () => "a exporté le journal",
  "key.issued": ({ personId }, nameOf) => `a imprimé la feuille de ${nameOf(personId)}`,
  "key.sheet-printed": ({ personId }, nameOf) => `a imprimé la feuille pour la maison de ${nameOf(personId)}`,
  "key.revoked": ({ personId }, nameOf) => `a annulé la feuille de ${nameOf(personId)}`,
  "authority.reviewed": () => "a répondu à « Une décision de justice ? »",
  "guardianship.changed": ({ guardianId, pupilId, decision }, nameOf) =>
    `${word(decisions, decision) || "a changé le lien"} (${nameOf(guardianId)}, pour ${nameOf(pupilId)})`,
  "guardianship.added": ({ guardianId, pupilId }, nameOf) => `a relié ${nameOf(guardianId)} à ${nameOf(pupilId)}`,
  "directory.imported": () => "a importé l’annuaire",
  "directory.exported": ({ list }) => `a pris en fichier une liste de l’annuaire (${String(list)})`,
  "directory.undone": () => "a annulé un import de l’annuaire",
  "directory.decided": () => "a répondu à des questions de l’import",
  "person.corrected": ({ personId }, nameOf) => `a corrigé la fiche de ${nameOf(personId)}`,
  "person.left": ({ personId }, nameOf) => `a noté le départ de ${nameOf(personId)}`,
  "person.returned": ({ personId }, nameOf) => `a noté le retour de ${nameOf(personId)}`,
  "person.merged": () => "a réuni deux fiches d’une même personne",
  "person.undone": () => "a défait un changement de l’annuaire",
  "pupil.created": ({ personId }, nameOf) => `a inscrit ${nameOf(personId)}`,
  "guardian.created": ({ personId }, nameOf) => `a ajouté ${nameOf(personId)} aux responsables`,
  "staff.created": ({ personId }, nameOf) => `a ajouté ${nameOf(personId)} à l’équipe`,
  "staff.replacing": ({ personId }, nameOf) => `a noté un remplacement par ${nameOf(personId)}`,
  "membership.added": ({ personId }, nameOf) => `a ajouté ${nameOf(personId)} à une classe ou à un groupe`,
  "membership.moved": ({ personId }, nameOf) => `a changé ${nameOf(personId)} de classe`,
  "membership.ended": ({ personId }, nameOf) => `a retiré ${nameOf(personId)} d’une classe ou d’un groupe`,
  "classroom.created": () => "a créé une classe",
  "classroom.changed": () => "a changé une classe",
  "classroom.removed": () => "a supprimé une classe",
  "group.created": () => "a créé un groupe",
  "group.changed": () => "a changé un groupe",
  "group.ended": () => "a clos un groupe",
  "school.created": () => "a créé l’école sur cette boîte",
  "portal.connected": () => "a raccordé la boîte au portail",
  "sync.taken-over": () => "a repris la publication après une restauration",
};

/** Kinds of the filter, by what an event's type begins with. */
export const kinds = [
  {
    id: "comptes",
    label: "Comptes et codes",
    starts: [
      "account",
      "activation",
      "recovery",
      "rescue",
      "password",
      "pictures",
      "tile",
      "sessions",
      "https",
      "key",
      "journal",
    ],
  },
  {
    id: "annuaire",
    label: "Annuaire",
    starts: [
      "directory",
      "person",
      "pupil",
      "guardian",
      "staff",
      "membership",
      "classroom",
      "group",
      "school",
      "year",
      "rentree",
    ],
  },
  {
    id: "familles",
    label: "Autorité et familles",
    starts: ["guardianship", "authority", "pickup", "health", "pochette", "correspondence", "contact"],
  },
  { id: "liaison", label: "Cahier de liaison", starts: ["notice"] },
  { id: "portail", label: "Portail", starts: ["portal", "sync"] },
] as const;

export const startsOf = (kind: string): readonly string[] => kinds.find(({ id }) => id === kind)?.starts ?? [];

/** Every tool's sentences; an event that nobody tells is still shown, by its type. */
export const sentenceFor = (registry: Registry) => {
  const words: JournalWords = Object.assign({}, shared, ...registry.features.map(({ journal }) => journal ?? {}));
  return (type: string, data: Readonly<Record<string, unknown>>, nameOf: (id: unknown) => string): string =>
    words[type]?.(data, nameOf) ?? `a fait une action (${type})`;
};
