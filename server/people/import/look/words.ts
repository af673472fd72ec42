import type { Change } from "../plan-types.ts";

const fields: Readonly<Record<string, string>> = {
  title: "Civilité",
  lastName: "Nom",
  usageName: "Nom d’usage",
  firstName: "Prénom",
  birthDate: "Date de naissance",
  sex: "Sexe",
  ine: "INE",
  classroom: "Classe",
  level: "Niveau",
  photoHint: "Autorisation photo (indication d’ONDE)",
  email: "Courriel",
  homePhone: "Téléphone du domicile",
  workPhone: "Téléphone du travail",
  mobilePhone: "Téléphone portable",
  address: "Adresse",
  postcode: "Code postal",
  city: "Commune",
  country: "Pays",
  child: "Enfant",
  leftOn: "Départ",
  joinKey: "Identifiant de l’annuaire académique",
  authority: "Autorité parentale",
};

export const fieldName = (field: string): string => fields[field] ?? field;

const day = /^(\d{4})-(\d{2})-(\d{2})$/;

/** A day as people read it; anything else as it is. */
export const readable = (value: string | null): string => (value === null ? "" : value.replace(day, "$3/$2/$1"));

export interface ReadableChange {
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

export const readableChange = ({ field, before, after }: Change): ReadableChange => ({
  field: fieldName(field),
  before: readable(before) || "rien",
  after: readable(after) || "rien",
});

export const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
