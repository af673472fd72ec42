import { type ClassroomEntry, type GroupEntry, readClassrooms, readGroups } from "../../../people/directory/places.ts";
import { dayColumn, namesOf, yearsFilter, yearsOf } from "./cells.ts";
import { directoryList } from "./list.ts";

const number = (count: number): string => String(count);

export const classroomsList = directoryList<ClassroomEntry>({
  id: "classes",
  title: "Classes",
  path: "/direction/annuaire/classes",
  counted: ["classe", "classes"],
  columns: [
    { id: "classe", label: "Classe", text: ({ label }) => label },
    { id: "niveaux", label: "Niveaux", text: ({ levels }) => levels.join(", ") },
    { id: "equipe", label: "Équipe", text: ({ adults }) => namesOf(adults) },
    { id: "eleves", label: "Élèves", text: ({ pupils }) => number(pupils), isNumber: true },
    { id: "annee", label: "Année", text: ({ year }) => year },
  ],
  filters: () => [yearsFilter],
  read: (reading, filters) => readClassrooms(reading, yearsOf(filters)),
  href: ({ id }) => `/direction/annuaire/classes/${id}`,
  empty: {
    text: "Les classes viennent avec l’import des élèves, ou se créent à la main.",
    href: "/direction/annuaire/nouvelle-classe",
    action: "Créer une classe",
  },
  add: { text: "Créer une classe", href: "/direction/annuaire/nouvelle-classe" },
});

export const groupsList = directoryList<GroupEntry>({
  id: "groupes",
  title: "Groupes",
  path: "/direction/annuaire/groupes",
  counted: ["groupe", "groupes"],
  columns: [
    { id: "groupe", label: "Groupe", text: ({ label }) => label },
    { id: "adultes", label: "Avec qui", text: ({ adults }) => namesOf(adults) },
    { id: "eleves", label: "Élèves", text: ({ pupils }) => number(pupils), isNumber: true },
    dayColumn("du", "Du", ({ startsOn }) => startsOn),
    dayColumn("au", "Au", ({ endsOn }) => endsOn),
    { id: "annee", label: "Année", text: ({ year }) => year },
  ],
  filters: () => [yearsFilter],
  read: (reading, filters) => readGroups(reading, yearsOf(filters)),
  href: ({ id }) => `/direction/annuaire/groupes/${id}`,
  empty: {
    text: "Un groupe réunit des élèves de plusieurs classes\u00a0: décloisonnement, chorale, soutien.",
    href: "/direction/annuaire/nouveau-groupe",
    action: "Créer un groupe",
  },
  add: { text: "Créer un groupe", href: "/direction/annuaire/nouveau-groupe" },
});
