import type { Kind } from "../layouts.ts";
import { readDay, readEmail, readIne, readLevel, readTitle } from "../values.ts";

/** One piece of knowledge that a column of a table may hold. */
export interface Field {
  id: string;
  /** As the screen offers it. */
  label: string;
  /** With its article, where its absence is told. */
  missing: string;
  isMandatory: boolean;
  /** Several columns may hold it: children, classes. */
  isRepeated: boolean;
  /** Titles that such a column has. */
  names: readonly string[];
  /** What such a cell looks like, where that can be told. */
  test: ((cell: string) => boolean) | null;
  /** Cells that look like it are enough, whatever the title says. */
  isTelling: boolean;
}

interface Options {
  missing?: string;
  isRepeated?: boolean;
  test?: (cell: string) => boolean;
  isTelling?: boolean;
}

const field = (id: string, label: string, names: readonly string[], options: Options = {}): Field => ({
  id,
  label,
  missing: options.missing ?? "",
  isMandatory: options.missing !== undefined,
  isRepeated: options.isRepeated ?? false,
  names: [label, ...names],
  test: options.test ?? null,
  isTelling: options.isTelling ?? options.test !== undefined,
});

const isPhone = (cell: string): boolean => /^(?:\+33|0033|0)[1-9](?:[ .-]?\d{2}){4}$/.test(cell);
const isMobile = (cell: string): boolean => isPhone(cell) && /^(?:\+33|0033|0)[67]/.test(cell);
const isSex = (cell: string): boolean => /^(?:f|m|h|g|fille|gar[cç]on|f[eé]minin|masculin|fem|masc)$/i.test(cell);
const isYesNo = (cell: string): boolean => /^(?:oui|non|o|n)$/i.test(cell);
const isPostcode = (cell: string): boolean => /^\d{5}$/.test(cell);
/** A birth date of somebody at school, not of their parents. */
const isBirthDate = (cell: string): boolean => readDay(cell) !== null;

const place = [
  field("address", "Adresse", ["Adresse1", "Adresse postale", "Rue", "Voie", "Domicile"]),
  field("postcode", "Code postal", ["CP", "Cp1"], { test: isPostcode }),
  field("city", "Commune", ["Ville", "Commune1", "Localité"]),
  field("country", "Pays", ["Pays1"]),
];

const contact = [
  field("email", "Courriel", ["Email", "E-mail", "Mail", "Mél", "Adresse électronique", "Adresse mail"], {
    test: (cell) => readEmail(cell) !== null,
  }),
  field("mobilePhone", "Téléphone portable", ["Portable", "Mobile", "Tél portable", "Tel mobile", "GSM"], {
    test: isMobile,
  }),
  field("homePhone", "Téléphone du domicile", ["Téléphone", "Téléphone domicile", "Tél", "Tel fixe", "Fixe"], {
    test: isPhone,
  }),
  field(
    "workPhone",
    "Téléphone du travail",
    ["Téléphone travail", "Tél professionnel", "Tel pro", "telephonetravail"],
    {
      test: isPhone,
    },
  ),
];

const isTitle = (cell: string): boolean => cell.length > 1 && readTitle(cell) !== null;
const title = field("title", "Civilité", ["Titre", "M. ou Mme"], { test: isTitle });

const pupils = [
  field("lastName", "Nom", ["Nom élève", "Nom de l’élève", "Nom de famille", "Nom de naissance", "Nom enfant"], {
    missing: "le nom",
  }),
  field("usageName", "Nom d’usage", ["Nom d’usage élève", "Nom usuel"]),
  field("firstName", "Prénom", ["Prénom élève", "Prénom de l’élève", "Prénoms", "Prénom enfant"], {
    missing: "le prénom",
  }),
  field("birthDate", "Date de naissance", ["Date naissance", "Né le", "Née le", "Né(e) le", "Naissance", "DDN"], {
    missing: "la date de naissance",
    test: isBirthDate,
  }),
  field("classroom", "Classe", ["Classes", "Libellé classe", "Division", "Nom de la classe"]),
  field("level", "Niveau", ["Section", "Cours", "Niveau scolaire"], { test: (cell) => readLevel(cell) !== null }),
  field("sex", "Sexe", ["Genre", "F/G"], { test: isSex }),
  field("ine", "INE", ["Identifiant national", "Numéro INE", "INE élève"], { test: (cell) => readIne(cell) !== null }),
  field("classroomRef", "Identifiant de la classe", ["Identifiant classe", "Code classe"]),
  ...place,
  field("photoHint", "Autorisation photo", ["Autorisations photos", "Droit à l’image", "Photo"], {
    test: isYesNo,
    isTelling: false,
  }),
];

const guardians = [
  title,
  field("lastName", "Nom", ["Nom responsable", "Nom du responsable", "Nom parent", "Nom du parent", "Nom de famille"], {
    missing: "le nom du responsable",
  }),
  field("usageName", "Nom d’usage", ["Nom usage responsable", "Nom d’usage responsable", "Nom marital"]),
  field("firstName", "Prénom", ["Prénom responsable", "Prénom du responsable", "Prénom parent", "Prénom du parent"], {
    missing: "le prénom du responsable",
  }),
  ...contact,
  ...place,
  field(
    "child.lastName",
    "Nom de l’enfant",
    ["Nom de l’élève", "Nom élève", "Nom enfant", "Nom de famille élève", "Nom de famille enfant"],
    {
      missing: "le nom de l’enfant",
      isRepeated: true,
    },
  ),
  field("child.firstName", "Prénom de l’enfant", ["Prénom de l’élève", "Prénom élève", "Prénom enfant"], {
    missing: "le prénom de l’enfant",
    isRepeated: true,
  }),
  field("child.usageName", "Nom d’usage de l’enfant", ["Nom d’usage élève", "Nom d’usage enfant"], {
    isRepeated: true,
  }),
  field("child.birthDate", "Date de naissance de l’enfant", ["Date de naissance élève", "Date de naissance", "Né le"], {
    isRepeated: true,
    test: isBirthDate,
  }),
  field(
    "child.classroom",
    "Classe de l’enfant",
    ["Classe élève", "Classes élèves", "Classe enfant", "Classes enfants", "Classe"],
    {
      isRepeated: true,
    },
  ),
];

const staff = [
  title,
  field("lastName", "Nom", ["Nom de famille", "Nom enseignant", "Nom de l’enseignant"], { missing: "le nom" }),
  field("usageName", "Nom d’usage", ["Nom usage", "Nom usuel"]),
  field("firstName", "Prénom", ["Prénom enseignant", "Prénom de l’enseignant"], { missing: "le prénom" }),
  ...contact,
  ...place,
  field("isDirector", "Direction de l’école", ["Directeur", "Directrice"], { test: isYesNo, isTelling: false }),
  field("classroom", "Classe", ["Classes", "Classe enseignée"], { isRepeated: true }),
];

export const fieldsOf: Readonly<Record<Kind, readonly Field[]>> = { pupils, guardians, staff };
export const kinds = ["pupils", "guardians", "staff"] as const satisfies readonly Kind[];

export const fieldNamed = (kind: Kind, id: string): Field | undefined => fieldsOf[kind].find((one) => one.id === id);
