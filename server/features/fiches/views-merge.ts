import { fullDay } from "../../core/dates.ts";
import type { View } from "../../core/view.ts";
import type { Candidate, Double } from "../../people/by-hand/doubles.ts";
import type { Difference } from "../../people/by-hand/merging.ts";
import type { Fiche } from "../../people/directory/fiche.ts";
import type { FoundPerson } from "../../people/directory/search.ts";
import { fullName } from "../../people/names.ts";
import { adultName } from "./choices.ts";
import { nameOf } from "./fiche-view.ts";
import { fieldWords, periodWords, readableValue } from "./words.ts";

const candidateName = (one: Candidate): string => (one.isPupil === 1 ? fullName(one) : adultName(one));
const signsOf = ({ birthDate, email, mobilePhone, address }: Candidate): string =>
  [
    birthDate === null ? "" : `né(e) le ${fullDay(birthDate)}`,
    readableValue("mobilePhone", mobilePhone),
    email ?? "",
    address ?? "",
  ]
    .filter(Boolean)
    .join(" · ");

export const doublesView = (doubles: readonly Double[]): View => ({
  view: "fiches/doubles",
  title: "Doublons possibles",
  data: {
    doubles: doubles.map(({ one, other, shared }) => ({
      pair: [one, other].map((person) => ({ id: person.id, name: candidateName(person), signs: signsOf(person) })),
      shared: shared.join(", "),
      href: `/direction/annuaire/personnes/${one.id}/reunion/${other.id}`,
    })),
  },
});

export const partnerView = (data: { fiche: Fiche; query: string; found: readonly FoundPerson[] }): View => {
  const { fiche, query, found } = data;
  return {
    view: "fiches/partner",
    title: "Réunir deux fiches",
    data: {
      id: fiche.id,
      name: nameOf(fiche),
      query,
      found: found.map((one) => ({
        id: one.id,
        name: fiche.pupil === null ? adultName(one) : fullName(one),
        detail: [
          one.birthDate === null ? "" : `né(e) le ${fullDay(one.birthDate)}`,
          readableValue("mobilePhone", one.mobilePhone),
          one.kin,
          one.leftOn === null ? "" : `dernier jour ${fullDay(one.leftOn)}`,
        ]
          .filter(Boolean)
          .join(" · "),
      })),
    },
  };
};

interface Comparison {
  readonly kept: Fiche;
  readonly lost: Fiche;
  readonly differences: readonly Difference[];
  readonly today: string;
}

const openClasses = ({ places }: Fiche) =>
  places.filter(({ membership }) => membership.classroomId !== null && membership.endsOn === null);

const attached = (fiche: Fiche, today: string): string[] => [
  ...fiche.places.map(({ membership, label }) => `${label}, ${periodWords(membership, today)}`),
  ...fiche.guardians.map(({ person }) => `Responsable\u00a0: ${adultName(person)}`),
  ...fiche.children.map(({ person }) => `Enfant\u00a0: ${fullName(person)}`),
  ...(fiche.account?.passwordHash || fiche.account?.picturesHash
    ? [`Compte déjà utilisé (${fiche.account.login})`]
    : []),
  ...(fiche.hasSheet ? ["Feuille imprimée"] : []),
];

const side = (fiche: Fiche, today: string) => ({ id: fiche.id, name: nameOf(fiche), attached: attached(fiche, today) });

const isTorn = ({ kept, lost }: Comparison): boolean => {
  const ids = (fiche: Fiche): string =>
    JSON.stringify(
      openClasses(fiche)
        .map(({ href }) => href)
        .sort(),
    );
  return openClasses(kept).length > 0 && openClasses(lost).length > 0 && ids(kept) !== ids(lost);
};

const labels = (fiche: Fiche): string =>
  openClasses(fiche)
    .map(({ label }) => label)
    .join(", ");

export const compareView = (comparison: Comparison): View => {
  const { kept, lost, differences, today } = comparison;
  const words = (field: string, value: string | null): string => readableValue(field, value) || "rien";
  return {
    view: "fiches/compare",
    title: "Deux fiches, une personne",
    data: {
      kept: side(kept, today),
      lost: side(lost, today),
      action: `/direction/annuaire/personnes/${kept.id}/reunion/${lost.id}`,
      distinctAction: `/direction/annuaire/personnes/${kept.id}/distinction/${lost.id}`,
      fields: differences.map((one) => ({
        name: `gagne-${one.field}`,
        label: fieldWords[one.field] ?? one.field,
        kept: words(one.field, one.kept),
        lost: words(one.field, one.lost),
        winner: one.kept === null ? "lost" : "kept",
      })),
      classes: isTorn(comparison) ? { kept: labels(kept), lost: labels(lost), isPupil: kept.pupil !== null } : null,
    },
  };
};
