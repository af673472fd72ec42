import type { Body, Errors } from "../../core/http.ts";
import { levels } from "../../people/import/values.ts";

/** One choice of a list, of buttons or of boxes. */
export interface Choice {
  readonly value: string;
  readonly text: string;
  readonly hint?: string | undefined;
}

/** A field as views/fiches/_fields.eta shows it. */
export type Field =
  | { readonly kind: "row"; readonly fields: readonly Field[] }
  | { readonly kind: "heading"; readonly text: string }
  | { readonly kind: "input"; readonly field: InputField }
  | (ChoiceField & { readonly kind: "select" | "radios" })
  | (Omit<ChoiceField, "value"> & { readonly kind: "checks"; readonly values: readonly string[] });

interface InputField {
  readonly name: string;
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly error: string;
  readonly hint: string;
  readonly type: string;
  readonly autocomplete: "off";
  readonly inputmode: string;
  readonly required: boolean;
}
interface ChoiceField {
  readonly name: string;
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly choices: readonly Choice[];
  readonly error: string;
  readonly hint: string;
}

export interface FormView {
  readonly id: string;
  readonly action: string;
  readonly fields: readonly Field[];
  readonly submit: string;
  readonly icon: string;
  readonly isPrimary: boolean;
}

interface More {
  readonly hint?: string;
  readonly type?: string;
  readonly inputmode?: string;
  readonly required?: boolean;
}

const words = (value: unknown): string => (typeof value === "string" ? value : "");
const list = (value: unknown): string[] =>
  Array.isArray(value)
    ? value.filter((one) => typeof one === "string")
    : typeof value === "string" && value !== ""
      ? [value]
      : [];

/** Makes the fields of one form: what was entered, or what is known, and what was refused. */
export class Fields {
  private readonly values: Body;
  private readonly errors: Errors;
  /** Tells this form's ids from those of the page's other forms. */
  private readonly prefix: string;

  constructor(values: Body, errors: Errors, prefix = "") {
    this.values = values;
    this.errors = errors;
    this.prefix = prefix;
  }

  private base(name: string, label: string, hint: string) {
    return { name, label, hint, id: `f-${this.prefix}${name}`, error: this.errors[name] ?? "" };
  }

  input(name: string, label: string, more: More = {}): Field {
    const { hint = "", type = "text", inputmode = "", required = false } = more;
    const field = { ...this.base(name, label, hint), value: words(this.values[name]), type, inputmode, required };
    return { kind: "input", field: { ...field, autocomplete: "off" } };
  }

  day(name: string, label: string, more: More = {}): Field {
    return this.input(name, label, { type: "date", ...more });
  }

  select(name: string, label: string, choices: readonly Choice[], hint = ""): Field {
    return { kind: "select", ...this.base(name, label, hint), value: words(this.values[name]), choices };
  }

  radios(name: string, label: string, choices: readonly Choice[], hint = ""): Field {
    return { kind: "radios", ...this.base(name, label, hint), value: words(this.values[name]), choices };
  }

  checks(name: string, label: string, choices: readonly Choice[], hint = ""): Field {
    return { kind: "checks", ...this.base(name, label, hint), values: list(this.values[name]), choices };
  }
}

/** Short fields side by side. */
export const row = (...fields: readonly Field[]): Field => ({ kind: "row", fields });
/** What the fields below it are about. */
export const heading = (text: string): Field => ({ kind: "heading", text });

export const titles: readonly Choice[] = [
  { value: "Mme", text: "Mme" },
  { value: "M.", text: "M." },
];
export const sexes: readonly Choice[] = [
  { value: "F", text: "Fille" },
  { value: "M", text: "Garçon" },
];
export const levelChoices: readonly Choice[] = [
  { value: "", text: "Non précisé" },
  ...levels.map((level) => ({ value: level, text: level })),
];
export const posts: readonly Choice[] = [
  { value: "teacher", text: "Enseignement" },
  { value: "staff", text: "Personnel", hint: "ATSEM, AESH, intervenant" },
  { value: "technician", text: "Technique", hint: "voit la machine, jamais les élèves" },
];
export const kinds: readonly Choice[] = [
  { value: "parent", text: "Parent" },
  { value: "tutor", text: "Tuteur" },
  { value: "foster", text: "Famille d’accueil" },
  { value: "relative", text: "Proche" },
  { value: "service", text: "Service (ASE)" },
];

export const nameFields = (fields: Fields): Field[] => [
  fields.radios("title", "Civilité", titles),
  row(
    fields.input("firstName", "Prénom", { required: true }),
    fields.input("lastName", "Nom de naissance", { required: true }),
  ),
  fields.input("usageName", "Nom d’usage", { hint: "S’il diffère du nom de naissance." }),
];

/** Somebody who comes for a few days: a name is enough. */
export const shortNameFields = (fields: Fields): Field[] => [
  fields.radios("title", "Civilité", titles),
  row(fields.input("firstName", "Prénom"), fields.input("lastName", "Nom")),
];

const tel = { type: "tel" } as const;
export const contactFields = (fields: Fields): Field[] => [
  row(
    fields.input("email", "Courriel", { inputmode: "email" }),
    fields.input("mobilePhone", "Téléphone portable", tel),
    fields.input("homePhone", "Téléphone du domicile", tel),
    fields.input("workPhone", "Téléphone du travail", tel),
  ),
];

export const addressFields = (fields: Fields): Field[] => [
  fields.input("address", "Adresse"),
  row(
    fields.input("postcode", "Code postal", { inputmode: "numeric" }),
    fields.input("city", "Commune"),
    fields.input("country", "Pays"),
  ),
];

export const pupilFields = (fields: Fields): Field[] => [
  row(
    fields.input("firstName", "Prénom", { required: true }),
    fields.input("lastName", "Nom de naissance", { required: true }),
  ),
  fields.input("usageName", "Nom d’usage", { hint: "S’il diffère du nom de naissance." }),
  fields.day("birthDate", "Date de naissance"),
  fields.radios("sex", "Sexe", sexes),
  fields.input("ine", "INE", { hint: "Vide tant qu’il n’est pas attribué." }),
];
