import { fullDay } from "../../core/dates.ts";
import { spacedPhone } from "../../people/phones.ts";

/** "depuis le 3 septembre 2026", "du 3 au 12 …", "à partir du …" */
export const periodWords = (
  { startsOn, endsOn }: { startsOn: string; endsOn: string | null },
  today: string,
): string => {
  if (endsOn === null) return startsOn > today ? `à partir du ${fullDay(startsOn)}` : `depuis le ${fullDay(startsOn)}`;
  return startsOn === endsOn ? `le ${fullDay(startsOn)}` : `du ${fullDay(startsOn)} au ${fullDay(endsOn)}`;
};

export const postWords = { teacher: "Enseignement", staff: "Personnel", technician: "Technique" } as const;
export const kindWords = {
  parent: "Parent",
  tutor: "Tuteur",
  foster: "Famille d’accueil",
  relative: "Proche",
  service: "Service (ASE)",
} as const;

/** What each field is called on the screen. */
export const fieldWords: Readonly<Record<string, string>> = {
  title: "Civilité",
  lastName: "Nom de naissance",
  usageName: "Nom d’usage",
  firstName: "Prénom",
  birthDate: "Date de naissance",
  sex: "Sexe",
  ine: "INE",
  email: "Courriel",
  homePhone: "Téléphone du domicile",
  workPhone: "Téléphone du travail",
  mobilePhone: "Téléphone portable",
  address: "Adresse",
  postcode: "Code postal",
  city: "Commune",
  country: "Pays",
};

/** As people read it: days in French, F and M in words. */
export const readableValue = (field: string, value: string | null): string => {
  if (value === null || value === "") return "";
  if (field === "birthDate") return fullDay(value);
  if (field === "sex") return value === "F" ? "Fille" : "Garçon";
  return /Phone$/.test(field) ? spacedPhone(value) : value;
};
