import type { Body, Errors } from "../../core/http.ts";
import type { View } from "../../core/view.ts";
import { type RelationKind, type RelationRights, relationKinds } from "../../people/families/kinds.ts";
import type { Around, Guardianship } from "../../people/families/relation.ts";
import { fullName } from "../../people/names.ts";
import type { people } from "../../people/tables.ts";

type Person = typeof people.$inferSelect;

const kindNames: readonly RelationKind[] = ["parent", "tutor", "foster", "relative", "service"];

const rights: readonly { name: string; column: keyof RelationRights; label: string; hint: string }[] = [
  { name: "lit", column: "mayRead", label: "Est informé", hint: "Lit les mots et ce qui concerne l’enfant." },
  {
    name: "signe",
    column: "signsUsual",
    label: "Signe les actes usuels",
    hint: "Mots, sorties dans la journée : il faut aussi avoir l’autorité, ou que l’enfant lui soit confié.",
  },
  {
    name: "signeTout",
    column: "signsAll",
    label: "Signe tout",
    hint: "Image, voyage, orientation. Jamais une famille d’accueil.",
  },
  { name: "cherche", column: "mayFetch", label: "Vient chercher l’enfant", hint: "" },
  { name: "urgence", column: "isEmergency", label: "À appeler en cas d’urgence", hint: "" },
];

/** The table of what each kind gives, with its source in law. */
const standards = () =>
  kindNames.map((name) => {
    const kind = relationKinds[name];
    return { words: kind.words, source: kind.source, given: rights.map(({ column }) => kind.rights[column]) };
  });

const typed = (values: Body, field: string): string => (typeof values[field] === "string" ? values[field] : "");

const formOf = (guardianship: Guardianship, values: Body | undefined) => {
  if (values === undefined) {
    const { kind, authority, household, startsOn, endsOn } = guardianship;
    const ticked = rights.filter(({ column }) => guardianship[column]).map(({ name }) => name);
    return { kind, authority, household: household ?? 0, du: startsOn, au: endsOn ?? "", ticked };
  }
  return {
    kind: typed(values, "lien"),
    authority: typed(values, "autorite"),
    household: Number(typed(values, "foyer")),
    du: typed(values, "du"),
    au: typed(values, "au"),
    ticked: rights.filter(({ name }) => values[name] !== undefined).map(({ name }) => name),
  };
};

export const relationView = (pupil: Person, one: Around, values?: Body, errors: Errors = {}): View => {
  const path = `/direction/familles/${pupil.id}`;
  const { ticked, ...form } = formOf(one.guardianship, values);
  return {
    view: "familles/relation",
    title: "Un lien avec un enfant",
    data: {
      name: fullName(one.guardian),
      child: fullName(pupil),
      path,
      action: `${path}/liens/${one.guardianship.id}`,
      form,
      kinds: kindNames.map((id) => ({ id, words: relationKinds[id].words, source: relationKinds[id].source })),
      rights: rights.map(({ name, label, hint }) => ({ name, label, hint, isTicked: ticked.includes(name) })),
      standards: standards(),
      decisionHref: `/direction/autorite/${one.guardianship.id}`,
      isOver: one.isOver,
      errors,
    },
  };
};

const fields = [
  "lien",
  "civilite",
  "nom",
  "prenom",
  "telephone",
  "courriel",
  "adresse",
  "codePostal",
  "commune",
  "du",
  "au",
];

export const newcomerView = (data: {
  pupil: Person;
  query: string;
  adults: readonly Person[];
  values: Body;
  errors: Errors;
}): View => ({
  view: "familles/newcomer",
  title: "Ajouter une personne",
  data: {
    child: fullName(data.pupil),
    firstName: data.pupil.firstName,
    path: `/direction/familles/${data.pupil.id}`,
    query: data.query,
    adults: data.adults.map(({ id, city, ...adult }) => ({ id, name: fullName(adult), city: city ?? "" })),
    typed: Object.fromEntries(fields.map((field) => [field, typed(data.values, field)])),
    chosen: typed(data.values, "personne"),
    kinds: kindNames.map((id) => ({ id, words: relationKinds[id].words, source: relationKinds[id].source })),
    errors: data.errors,
  },
});
