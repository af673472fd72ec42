import { fullDay } from "../../core/dates.ts";
import type { Ctx } from "../../core/http.ts";
import type { View } from "../../core/view.ts";
import type { Fiche, Place, Relative } from "../../people/directory/fiche.ts";
import { signsByAuthority } from "../../people/families/kinds.ts";
import { fullName } from "../../people/names.ts";
import { adultName } from "./choices.ts";
import { ficheForms, type Refused } from "./fiche-forms.ts";
import { fieldWords, kindWords, periodWords, postWords, readableValue } from "./words.ts";

interface Line {
  readonly label: string;
  readonly text: string;
}

const line = (label: string, text: string): Line[] => (text === "" ? [] : [{ label, text }]);

export const nameOf = ({ person, pupil }: Pick<Fiche, "person" | "pupil">): string =>
  pupil === null ? adultName(person) : fullName(person);

const fields = (names: readonly string[], of: object): Line[] =>
  names.flatMap((name) => {
    const value: unknown = Reflect.get(of, name);
    return line(fieldWords[name] ?? name, readableValue(name, typeof value === "string" ? value : null));
  });

const identity = (fiche: Fiche): Line[] => [
  ...fields(["lastName", "usageName", "firstName"], fiche.person),
  ...(fiche.pupil === null ? [] : fields(["birthDate", "sex", "ine"], fiche.pupil)),
  ...(fiche.staff === null ? [] : line("Fonction", fiche.staff.isHead ? "Direction" : postWords[fiche.staff.post])),
  ...fields(["email", "mobilePhone", "homePhone", "workPhone"], fiche.person),
  ...line(
    "Adresse",
    [fiche.person.address, [fiche.person.postcode, fiche.person.city].filter(Boolean).join(" "), fiche.person.country]
      .filter(Boolean)
      .join(", "),
  ),
];

const isNow = ({ membership }: Place, today: string): boolean =>
  membership.endsOn === null || membership.endsOn >= today;

const placeRow = ({ membership, label, year, href }: Place, today: string) => ({
  id: membership.id,
  label,
  href,
  icon: membership.classroomId === null ? "users" : "school",
  detail: [membership.level, periodWords(membership, today), year].filter(Boolean).join(" · "),
  chip:
    membership.isByHand && membership.as === "pupil" && membership.classroomId !== null ? "En plus de sa classe" : "",
});

const chipOf = ({ kind, authority }: Relative["guardianship"], hasDecision: boolean): string => {
  if (hasDecision) return "Décision de justice";
  return authority === "none" && signsByAuthority(kind) ? "Sans autorité parentale" : "";
};

const relativeRow = ({ guardianship, person, hasDecision }: Relative, name: string, today: string) => ({
  id: person.id,
  name,
  detail: [
    kindWords[guardianship.kind],
    guardianship.endsOn !== null && guardianship.endsOn < today ? `jusqu’au ${fullDay(guardianship.endsOn)}` : "",
    readableValue("mobilePhone", person.mobilePhone ?? person.homePhone),
  ]
    .filter(Boolean)
    .join(" · "),
  chip: chipOf(guardianship, hasDecision),
});

const what = ({ pupil, staff, children }: Fiche): string => {
  const roles = [
    pupil === null ? "" : "Élève",
    staff === null ? "" : "Équipe de l’école",
    children.length > 0 ? "Responsable" : "",
  ];
  return roles.filter(Boolean).join(" et ") || "Sans lien avec l’école pour l’instant";
};

const accessOf = ({
  account,
  hasSheet,
  pupil,
  staff,
  children,
}: Fiche): { lines: Line[]; href: string; action: string } => {
  const isChosen = account !== null && account.passwordHash !== null;
  const password = isChosen
    ? "Mot de passe choisi"
    : account?.activationHash
      ? "Code imprimé, pas encore utilisé"
      : "Pas encore activé";
  if (pupil !== null)
    return {
      lines: [
        ...line("Images", account?.picturesHash ? "Choisies" : "Pas encore"),
        ...line("Carte pour la maison", hasSheet ? "En service" : ""),
        ...line("Bloqué", account?.lockedAt ? "Oui, après trop d’erreurs" : ""),
      ],
      href: "/connexion/eleves",
      action: "Cartes et images des élèves",
    };
  const own = [...line("Identifiant", account?.login ?? ""), ...line("Compte", password)];
  if (staff !== null) return { lines: own, href: "/direction/codes", action: "Codes de l’équipe" };
  const sheet = line("Feuille de la famille", hasSheet ? "En service" : "Pas encore imprimée");
  return {
    lines: [...sheet, ...(isChosen ? own : [])],
    href: children.length > 0 ? "/direction/lettres" : "",
    action: "Lettres aux familles",
  };
};

const actWords = {
  corrected: "Fiche corrigée",
  placed: "Classe ou groupe changé",
  left: "Départ ou retour noté",
  merged: "",
} as const;

const presence = (leftOn: string | null, today: string): { tone: string; icon: string; text: string } | null => {
  if (leftOn === null) return null;
  return leftOn < today
    ? { tone: "", icon: "log-out", text: `A quitté l’école le ${fullDay(leftOn)}` }
    : { tone: "sun", icon: "clock", text: `Dernier jour\u00a0: ${fullDay(leftOn)}` };
};

const backTo = ({ pupil, staff }: Fiche): { href: string; text: string } => {
  if (pupil !== null) return { href: "/direction/annuaire", text: "Élèves" };
  return staff === null
    ? { href: "/direction/annuaire/responsables", text: "Responsables" }
    : { href: "/direction/annuaire/equipe", text: "Équipe" };
};

/** Names that the files use and the directory does not. */
const otherNames = ({ person, aliases }: Fiche): string[] => [
  ...new Set(aliases.map((alias) => fullName(alias)).filter((name) => name !== fullName(person))),
];

/** Everything about one person, and what the head can do about it. */
export const ficheView = (ctx: Ctx, fiche: Fiche, refused: Refused | null = null): View => {
  const today = ctx.clock.today();
  return {
    view: "fiches/person",
    title: "Fiche", // no family's name in a tab: screens are projected
    data: {
      id: fiche.id,
      name: nameOf(fiche),
      back: backTo(fiche),
      what: what(fiche),
      isPupil: fiche.pupil !== null,
      mayGuard: fiche.pupil === null,
      presence: presence(fiche.person.leftOn, today),
      identity: identity(fiche),
      aliases: otherNames(fiche),
      places: fiche.places.filter((place) => isNow(place, today)).map((place) => placeRow(place, today)),
      past: fiche.places.filter((place) => !isNow(place, today)).map((place) => placeRow(place, today)),
      guardians: fiche.guardians.map((one) => relativeRow(one, adultName(one.person), today)),
      children: fiche.children.map((one) => relativeRow(one, fullName(one.person), today)),
      access: accessOf(fiche),
      merges: fiche.acts
        .filter(({ kind }) => kind === "merged")
        .map(({ id, at, about }) => ({ id, about, on: fullDay(at.slice(0, 10)) })),
      acts: fiche.acts
        .filter(({ kind }) => kind !== "merged")
        .slice(0, 5)
        .map(({ id, at, kind }) => ({ id, text: actWords[kind], on: fullDay(at.slice(0, 10)) })),
      forms: ficheForms(ctx, fiche, refused),
      errors: refused?.errors ?? {},
    },
  };
};
