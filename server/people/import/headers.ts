import { withoutAccents } from "../names.ts";

/** A header as it is compared: no accents, spaces, apostrophes, asterisks, parentheses or byte order marks; lower case. */
export const headerKey = (text: string): string => withoutAccents(text).replace(/[^a-z0-9]/g, "");

/** The names under which exports know one piece of knowledge; the first one is shown when it is missing. */
type Columns = Record<string, readonly string[]>;

export const ondePupil = {
  lastName: ["Nom élève", "Nom de famille élève"],
  usageName: ["Nom d’usage élève"],
  firstName: ["Prénom élève"],
  birthDate: ["Date naissance", "Date de naissance"],
  sex: ["Sexe"],
  ine: ["INE"],
  address: ["Adresse1"],
  postcode: ["Cp1"],
  city: ["Commune1"],
  country: ["Pays1"],
  level: ["Niveau"],
  classroom: ["Libellé classe", "Classe"],
  classroomRef: ["Identifiant classe"],
  photoHint: ["Autorisation photo", "Autorisations photos"],
} as const satisfies Columns;

/** Recognised, and not read: they help to tell which file this is. */
export const ondePupilOthers = [
  "Adresse2",
  "Cp2",
  "Commune2",
  "Pays2",
  "Cycle",
  "Attestation fournie",
  "Autorisation associations",
  "Autorisations associations",
  "Décision de passage",
] as const;

export const ondeGuardian = {
  title: ["Civilité Responsable"],
  usageName: ["Nom usage responsable", "Nom d’usage responsable"],
  lastName: ["Nom responsable", "Nom de famille responsable"],
  firstName: ["Prénom responsable"],
  address: ["Adresse responsable"],
  postcode: ["CP responsable"],
  city: ["Commune responsable"],
  country: ["Pays", "Pays responsable"],
  email: ["Courriel"],
  homePhone: ["Téléphone domicile"],
  workPhone: ["Téléphone travail"],
  mobilePhone: ["Téléphone portable"],
} as const satisfies Columns;

export const ondeGuardianOthers = ["Numéro de poste", "PCS"] as const;

/** Repeated for each child; « enfant » until 2018, « élève » since. */
export const ondeChild = {
  lastName: ["Nom de famille enfant", "Nom de famille élève", "Nom de l’élève", "Nom de l’enfant"],
  usageName: ["Nom d’usage enfant", "Nom d’usage élève", "Nom d’usage de l’élève"],
  firstName: ["Prénom enfant", "Prénom élève", "Prénom de l’élève", "Prénom de l’enfant"],
  birthDate: ["Date de naissance élève", "Date de naissance de l’élève", "Date de naissance enfant"],
  classroom: [
    "Classes enfants",
    "Classes élèves",
    "Classes élève",
    "Classes de l’élève",
    "Classe élève",
    "Classe enfant",
  ],
} as const satisfies Columns;

export const ondeChildOthers = ["Dispositif(s)", "Regroupement(s)"] as const;

export const ondeStaff = {
  title: ["Civilité"],
  usageName: ["Nom usage", "Nom d’usage"],
  lastName: ["Nom"],
  firstName: ["Prénom"],
  address: ["Adresse"],
  postcode: ["CP"],
  city: ["Commune"],
  country: ["Pays"],
  email: ["Courriel"],
  homePhone: ["Téléphone domicile"],
  mobilePhone: ["Téléphone portable"],
  isDirector: ["Directeur"],
  classroom: ["Classe"],
} as const satisfies Columns;

/** Templates of other editors (ONE, Beneylu): plain words, an asterisk where a value is needed. */
export const onePupil = {
  firstName: ["Prénom"],
  lastName: ["Nom"],
  birthDate: ["Date de naissance"],
  classroom: ["Classes"],
} as const satisfies Columns;

export const oneGuardian = {
  title: ["Civilité"],
  lastName: ["Nom"],
  firstName: ["Prénom"],
  address: ["Adresse"],
  postcode: ["Code postal"],
  city: ["Ville"],
  country: ["Pays"],
  email: ["Courriel"],
  mobilePhone: ["Téléphone"],
} as const satisfies Columns;

export const oneStaff = {
  firstName: ["Prénom"],
  lastName: ["Nom"],
  mobilePhone: ["telephone"],
  workPhone: ["telephonetravail"],
  email: ["email"],
  address: ["adresse"],
  postcode: ["cp"],
  city: ["ville"],
  country: ["pays"],
  classroom: ["classe"],
} as const satisfies Columns;

export const oneStaffOthers = ["date de naissance", "fonction"] as const;

export const beneyluPupil = {
  lastName: ["Nom"],
  firstName: ["Prenom"],
  birthDate: ["Date de naissance"],
  sex: ["sexe"],
} as const satisfies Columns;
