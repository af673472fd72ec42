import {
  type GuardianEntry,
  type PupilEntry,
  type Reading,
  readGuardians,
  readPupils,
  readTeam,
  type TeamEntry,
} from "../../../people/directory/entries.ts";
import { readClassrooms } from "../../../people/directory/places.ts";
import { compareNames, fullName } from "../../../people/names.ts";
import { contactsOf, dayColumn, listName, namesOf, ownColumns, phoneOf, presenceFilter, presenceOf } from "./cells.ts";
import { directoryList, type Filter } from "./list.ts";

const href = ({ id }: { readonly id: string }): string => `/direction/annuaire/personnes/${id}`;
const importing = { href: "/direction/annuaire/import", action: "Importer des fichiers" };

const classroomFilter = (reading: Reading): Filter => ({
  name: "classe",
  label: "Classe",
  choices: [
    { value: "", text: "Toutes les classes" },
    { value: "sans", text: "Sans classe" },
    ...readClassrooms(reading, "present")
      .sort((a, b) => compareNames(a.label, b.label))
      .map(({ id, label }) => ({ value: id, text: label })),
  ],
});

const isIn = ({ classroomIds }: PupilEntry, classroom: string): boolean =>
  classroom === "" || (classroom === "sans" ? classroomIds.length === 0 : classroomIds.includes(classroom));

export const pupilsList = directoryList<PupilEntry>({
  id: "eleves",
  title: "Élèves",
  path: "/direction/annuaire",
  counted: ["élève", "élèves"],
  columns: [
    { id: "nom", label: "Nom", text: listName },
    { id: "classe", label: "Classe", text: ({ classroom }) => classroom },
    { id: "niveau", label: "Niveau", text: ({ level }) => level },
    dayColumn("naissance", "Né(e) le", ({ birthDate }) => birthDate),
    { id: "responsables", label: "Responsables", text: ({ guardians }) => namesOf(guardians) },
    { id: "telephones", label: "Téléphones", text: ({ guardians }) => contactsOf(guardians, phoneOf) },
    { id: "groupes", label: "Groupes", text: ({ groups }) => groups, isExported: true },
    {
      id: "courriels",
      label: "Courriels",
      text: (row) => contactsOf(row.guardians, ({ email }) => email),
      isExported: true,
    },
    { id: "sexe", label: "Sexe", text: ({ sex }) => sex ?? "", isExported: true },
    { id: "ine", label: "INE", text: ({ ine }) => ine ?? "", isExported: true },
    ...ownColumns<PupilEntry>(),
  ],
  filters: (reading) => [classroomFilter(reading), presenceFilter],
  read: (reading, filters) => readPupils(reading, presenceOf(filters)).filter((row) => isIn(row, filters.classe ?? "")),
  href,
  empty: { text: "Les élèves apparaîtront ici après le premier import.", ...importing },
  add: { text: "Ajouter un élève", href: "/direction/annuaire/nouvel-eleve" },
});

export const guardiansList = directoryList<GuardianEntry>({
  id: "responsables",
  title: "Responsables",
  path: "/direction/annuaire/responsables",
  counted: ["responsable", "responsables"],
  columns: [
    { id: "nom", label: "Nom", text: listName },
    { id: "enfants", label: "Enfants", text: ({ children }) => namesOf(children, fullName) },
    { id: "classes", label: "Classes", text: ({ classrooms }) => classrooms },
    { id: "telephone", label: "Téléphone", text: phoneOf },
    { id: "courriel", label: "Courriel", text: ({ email }) => email ?? "" },
    { id: "feuille", label: "Feuille", text: ({ hasSheet }) => (hasSheet === 1 ? "Imprimée" : "") },
    {
      id: "telephone-domicile",
      label: "Téléphone du domicile",
      text: ({ homePhone }) => homePhone ?? "",
      isExported: true,
    },
    {
      id: "telephone-travail",
      label: "Téléphone du travail",
      text: ({ workPhone }) => workPhone ?? "",
      isExported: true,
    },
    ...ownColumns<GuardianEntry>(),
  ],
  filters: () => [presenceFilter],
  read: (reading, filters) => readGuardians(reading, presenceOf(filters)),
  href,
  empty: { text: "Les responsables des élèves apparaîtront ici après le premier import.", ...importing },
  add: { text: "Ajouter un responsable", href: "/direction/annuaire/nouveau-responsable" },
});

const posts = { teacher: "Enseignement", staff: "Personnel", technician: "Technique" } as const;

export const teamList = directoryList<TeamEntry>({
  id: "equipe",
  title: "Équipe",
  path: "/direction/annuaire/equipe",
  counted: ["personne", "personnes"],
  columns: [
    { id: "nom", label: "Nom", text: listName },
    { id: "fonction", label: "Fonction", text: ({ isHead, post }) => (isHead ? "Direction" : posts[post]) },
    { id: "classes", label: "Classes", text: ({ classrooms }) => classrooms },
    { id: "courriel", label: "Courriel", text: ({ email }) => email ?? "" },
    { id: "compte", label: "Compte", text: ({ isActive }) => (isActive === 1 ? "Activé" : "À activer") },
    dayColumn("dernier-jour", "Dernier jour", ({ leftOn }) => leftOn),
    { id: "groupes", label: "Groupes", text: ({ groups }) => groups, isExported: true },
    { id: "identifiant", label: "Identifiant", text: ({ login }) => login, isExported: true },
    { id: "telephone", label: "Téléphone", text: phoneOf, isExported: true },
    ...ownColumns<TeamEntry>().filter(({ id }) => id !== "depart"),
  ],
  filters: () => [presenceFilter],
  read: (reading, filters) => readTeam(reading, presenceOf(filters)),
  href,
  empty: { text: "L’équipe de l’école apparaîtra ici.", ...importing },
  add: { text: "Ajouter quelqu’un", href: "/direction/annuaire/nouveau-membre" },
});
